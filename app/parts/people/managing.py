"""What an owner does with people: let somebody in, give them another role, remove them."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from app.lib.errors import PermanentError
from app.lib.settings.people import PeopleSettings
from app.parts.people.tables import SignInLink, User, UserRole
from app.parts.people.users import added, end_access, owners_here, user_with_email
from app.parts.store.statements import required_id

MOST_PEOPLE = 500
"""So many stand on the page; nobody has a team as large as this."""


class NotDoneError(PermanentError):
    """What an owner asked for would do harm, or is done already; the words say which."""


def people_here(session: Session) -> list[User]:
    query = select(User).where(col(User.removed_at).is_(None)).order_by(col(User.email))
    return list(session.exec(query.limit(MOST_PEOPLE)))


def known_addresses(session: Session) -> frozenset[str]:
    """Also of those who were removed."""
    return frozenset(session.exec(select(User.email)))


def invite(
    session: Session, settings: PeopleSettings, email: str, role: UserRole, now: datetime
) -> User:
    """Somebody may sign in, also if the settings do not name them. Who was removed may again, with
    this role. Raises NotDoneError."""
    if not settings.people_sign_in:
        raise NotDoneError("Nobody signs in here, so nobody can be invited.")
    user = user_with_email(session, email)
    if user is not None and user.removed_at is None:
        raise NotDoneError(f"{email} is among the people already; change the role there.")
    user = user or added(session, User(email=email, created_at=now))
    user.role, user.invited_at, user.role_chosen_at = role, now, now
    user.removed_at, user.last_seen_at = None, None
    session.add(user)
    session.flush()
    return user


def change_role(
    session: Session, settings: PeopleSettings, user_id: int, role: UserRole, now: datetime
) -> User:
    """Holds from the next request on, and the settings change it no more. Raises NotDoneError."""
    user = user_here(session, settings, user_id, stays_owner=role is UserRole.OWNER)
    user.role, user.role_chosen_at = role, now
    session.add(user)
    return user


def remove(session: Session, settings: PeopleSettings, user_id: int, now: datetime) -> User:
    """Their sessions, tokens and links end at once, and no setting lets them in again; an owner
    may invite them anew. Raises NotDoneError."""
    user = user_here(session, settings, user_id, stays_owner=False)
    user.removed_at = now
    session.add(user)
    end_access(session, user_id)
    links = update(SignInLink).where(
        col(SignInLink.email) == user.email, col(SignInLink.used_at).is_(None)
    )
    session.execute(links.values(used_at=now))
    return user


def user_here(
    session: Session, settings: PeopleSettings, user_id: int, *, stays_owner: bool
) -> User:
    """Raises NotDoneError, also for the last owner, who has to stay one."""
    owners = [required_id(one.id) for one in owners_here(session, settings)]
    user = session.get(User, user_id, populate_existing=True)
    if user is None or user.removed_at is not None:
        raise NotDoneError("Nobody of that number is among the people; look at the list below.")
    if owners == [user_id] and not stays_owner:
        raise NotDoneError(
            f"{user.email} is the only owner who has signed in so far: somebody has to manage "
            "people. Make another the owner first, and let them sign in once."
        )
    return user
