"""Which route a request asks for, found as the router will find it, and the role it needs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.routing import BaseRoute, Match, Route

from app.parts.http.asgi import Scope
from app.parts.people.tables import UserRole

OPEN: Final = None
SAFE_METHODS = frozenset({"GET", "HEAD"})
RANKS = {UserRole.VIEWER: 0, UserRole.EDITOR: 1, UserRole.OWNER: 2}


@dataclass(frozen=True, slots=True)
class RouteRole:
    """`path` as the route is declared; a GET stands for its HEAD too. `role`: the least that it
    needs; OPEN: the route checks by itself who asks. `does`: what asking it does, in words, where
    it does something. `by_hand`: no token of a user may, whatever its scope."""

    method: str
    path: str
    role: UserRole | None
    does: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """`role` that it needs; `subject`: what the address names, "lead 7"."""

    role: UserRole | None
    does: str = ""
    subject: str = ""
    by_hand: bool = False


NO_ROUTE = Asked(UserRole.VIEWER)
"""Whoever is let in at all may hear that there is nothing of this name."""
UNLISTED = UserRole.OWNER
"""A route that somebody forgot to write into the table."""


class RouteTable:
    """`routes` in the order in which the router tries them."""

    def __init__(self, routes: Iterable[BaseRoute], roles: Iterable[RouteRole]) -> None:
        self.routes = tuple(routes_in(routes))
        self.roles = {(one.method, one.path): one for one in roles}

    def asked(self, scope: Scope) -> Asked:
        for route in self.routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                return self.named(scope["method"], route, found.get("path_params", {}))
        return NO_ROUTE

    def named(self, method: str, route: Route, values: dict[str, object]) -> Asked:
        line = self.roles.get((method, route.path_format))
        if line is None and method == "HEAD":
            line = self.roles.get(("GET", route.path_format))
        subject = ", ".join(f"{kind_of(name)} {value}" for name, value in values.items())
        if line is None:
            return Asked(UNLISTED, route.name.replace("_", " "), subject)
        return Asked(line.role, line.does, subject, line.by_hand)


def routes_in(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """Those of the routers among them too; files are open, and no route of ours."""
    for one in routes:
        inside: Sequence[BaseRoute] = getattr(getattr(one, "original_router", None), "routes", ())
        yield from routes_in(inside)
        if isinstance(one, Route):
            yield one


def kind_of(parameter: str) -> str:
    """ "lead_id" is a lead."""
    return parameter.removesuffix("_id").replace("_", " ")


def may(role: UserRole, needed: UserRole) -> bool:
    return RANKS[role] >= RANKS[needed]
