"""Who asks: what a route knows of them once the guard has let them in."""

from dataclasses import dataclass

from fastapi import HTTPException
from starlette.requests import Request

from app.parts.http.documented import HIGHEST_ID
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
ME = "me"
LONGEST_ID = 10
"""Digits."""


def person_of(request: Request) -> Person:
    """Who asks this route. Without people to sign in it is the owner."""
    found = getattr(request.state, PERSON, SOLE_OWNER)
    return found if isinstance(found, Person) else SOLE_OWNER


def user_id_of(request: Request, given: str) -> int | None:
    """Of `/api/users/{user_id}/...`, where `me` is who asks: None for the one owner of a service
    in which nobody signs in. What belongs to all may be asked for under anybody's id.

    Raises HTTPException, a 404, for what can be no id.
    """
    if given == ME:
        return person_of(request).user_id
    digits = given if given.isascii() and given.isdecimal() and len(given) <= LONGEST_ID else "0"
    if not 1 <= int(digits) <= HIGHEST_ID:
        raise HTTPException(404, f"There is no user of that id; “{ME}” is who asks.")
    return int(digits)
