"""Whose things `/api/users/{user_id}/…` shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import HTTPException, Path, Request
from sqlalchemy import ColumnElement, or_, true
from sqlmodel import Session, col, select

from app.parts.people.person import person_of
from app.parts.people.tables import User, UserRole

if TYPE_CHECKING:
    from app.parts.parts import Parts

ME = "me"
UserName = Annotated[
    str, Path(pattern="^(me|[1-9][0-9]{0,8})$", description="A user's id, or `me`.")
]


@dataclass(frozen=True, slots=True)
class Whose:
    """`user_id` None: everybody's, where nobody signs in. What nobody signed in for (a schedule's,
    a webhook's) belongs to the first owner."""

    user_id: int | None = None
    is_first_owner: bool = False

    def owns(self, requested_by: int | None) -> ColumnElement[bool]:
        """`requested_by` is a column of users' ids."""
        if self.user_id is None:
            return true()
        theirs = col(requested_by) == self.user_id
        return or_(theirs, col(requested_by).is_(None)) if self.is_first_owner else theirs


def whose(parts: "Parts", request: Request, named: str) -> Whose:
    """Raises HTTPException (404) for nobody's id."""
    if not parts.settings.people_sign_in:
        return Whose()
    with parts.database.read() as session:
        first = first_owner(session)
        user_id = person_of(request).user_id or first if named == ME else int(named)
        if user_id is None or session.get(User, user_id) is None:
            raise HTTPException(404, f"There is no user {named}.")
    return Whose(user_id, is_first_owner=user_id == first)


def first_owner(session: Session) -> int | None:
    """None before anybody has signed in."""
    owners = select(User.id).where(User.role == UserRole.OWNER, col(User.removed_at).is_(None))
    return session.exec(owners.order_by(col(User.id)).limit(1)).first()
