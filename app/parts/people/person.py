"""Who asks: what a route knows of them once the guard has let them in."""

from dataclasses import dataclass

from starlette.requests import Request

from app.parts.people.tables import TokenScope, UserRole

PERSON = "person"
"""Where the guard leaves it, in the ASGI scope's state."""


@dataclass(frozen=True, slots=True)
class Person:
    """`user_id` None: the one owner of a service in which nobody signs in. `scope`: of the token
    they came with, None where they came without one."""

    user_id: int | None
    name: str
    role: UserRole
    scope: TokenScope | None = None


SOLE_OWNER = Person(None, "owner", UserRole.OWNER)
STRANGER = Person(None, "nobody", UserRole.VIEWER, TokenScope.READ)
"""Whoever asks a route that checks by itself: a link of a mail, a webhook."""


def person_of(request: Request) -> Person:
    """Who asks this route. Without people to sign in it is the owner."""
    found = getattr(request.state, PERSON, SOLE_OWNER)
    return found if isinstance(found, Person) else SOLE_OWNER
