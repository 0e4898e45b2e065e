"""Who may sign in, with which role, and as which user."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from app.lib.mail_address import NotAnAddressError, parse_address
from app.lib.printable import one_line
from app.lib.settings.people import PeopleSettings
from app.parts.people.sessions import end_all_sessions
from app.parts.people.tables import ApiToken, User, UserRole
from app.parts.store.statements import required_id

LONGEST_NAME = 120


def sign_in_address(text: str) -> str:
    """In small letters. Raises NotAnAddressError.

    Only ASCII: among other letters some look like these, and some become these when they are made
    small or normalised ("K", the sign for kelvin), so that one person could pass for another.
    """
    if not text.isascii():
        raise NotAnAddressError(text, "only letters without accents can sign in")
    return str(parse_address(text)).lower()


def role_given(settings: PeopleSettings, email: str) -> UserRole | None:
    """The role that the settings give to an address; None: they do not let it in. The address
    itself counts before its domain, whose subdomains are others."""
    if is_first_owner(settings, email):
        return UserRole.OWNER
    roles = {one.who: one.role for one in reversed(settings.allowed)}
    found = roles.get(email) or roles.get(f"@{email.rpartition('@')[2]}")
    return UserRole(found) if found else None


def role_at_sign_in(
    session: Session, settings: PeopleSettings, email: str, user: User | None
) -> UserRole | None:
    """None: they may not sign in."""
    given = role_given(settings, email)
    if is_first_owner(settings, email) and not owners_here(session, settings):
        return UserRole.OWNER  # or nobody could manage people ever again
    if user is None:
        return given
    if user.removed_at is not None or (given is None and user.invited_at is None):
        return None
    return UserRole(user.role) if given is None or user.role_chosen_at else given


def is_first_owner(settings: PeopleSettings, email: str) -> bool:
    owner = settings.owner_email
    return owner is not None and email == str(parse_address(owner)).lower()


def owners_here(session: Session, settings: PeopleSettings) -> list[User]:
    """Those who can sign in and have done so: an owner who was only invited may be a slip of the
    pen, to whom nobody should leave the service."""
    owners = select(User).where(
        col(User.role) == UserRole.OWNER,
        col(User.removed_at).is_(None),
        col(User.last_seen_at).is_not(None),
    )
    # Two owners who demote each other at the same moment do it one after the other.
    found = session.exec(owners.order_by(col(User.id)).with_for_update())
    return [one for one in found if is_let_in(settings, one)]


def is_let_in(settings: PeopleSettings, user: User) -> bool:
    return user.invited_at is not None or role_given(settings, user.email) is not None


def user_with_email(session: Session, email: str) -> User | None:
    return session.exec(select(User).where(col(User.email) == email)).first()


def who_signs_in(
    session: Session, settings: PeopleSettings, email: str, name: str, now: datetime
) -> User | None:
    """The user of an address that is known to be theirs, made at their first sign-in. None: they
    may not sign in."""
    user = user_with_email(session, email)
    role = role_at_sign_in(session, settings, email, user)
    if role is None:
        return None
    if user is None:
        user = added(session, User(email=email, created_at=now))
    user.role, user.removed_at = role, None
    user.name = one_line(name, LONGEST_NAME) or user.name
    session.add(user)
    session.flush()
    return user


def added(session: Session, user: User) -> User:
    """Of two first sign-ins at the same moment one adds the user."""
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        return session.exec(select(User).where(col(User.email) == user.email)).one()
    return user


def end_access(session: Session, user_id: int) -> None:
    """Their sessions and tokens are good for nothing from now on."""
    end_all_sessions(session, user_id)
    session.execute(delete(ApiToken).where(col(ApiToken.user_id) == user_id))


def end_access_of_those_not_allowed(session: Session, settings: PeopleSettings) -> list[str]:
    """At a start: whom USERS_ALLOWED does not name any more, and nobody invited. Their addresses,
    of those who had access. Nobody where nobody signs in: then the settings name nobody."""
    if not settings.people_sign_in:
        return []
    users = session.exec(select(User).where(col(User.removed_at).is_(None)))
    gone = [user for user in users if not is_let_in(settings, user)]
    for user in gone:
        end_access(session, required_id(user.id))
    return [user.email for user in gone]
