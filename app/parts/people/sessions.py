"""Browsers that are signed in: a random cookie, of which the database has only the digest."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, delete, select, update

from app.lib.errors import TransientError
from app.lib.printable import one_line
from app.parts.people.person import Person
from app.parts.people.random_tokens import could_be_token, digest_of, new_token
from app.parts.people.tables import User, UserRole, UserSession
from app.parts.store.database import Database
from app.parts.store.statements import affected, required_id

SESSION_COOKIE = "scout_session"
LONGEST_SESSION = timedelta(days=30)
LONGEST_IDLE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
"""How exactly it is known when somebody was last here: not each page is worth a write."""
LONGEST_AGENT = 300


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser says of itself, and the address it comes from."""

    user_agent: str
    address: str


def person_with_session(database: Database, cookie_value: str, now: datetime) -> Person | None:
    """Whose browser this is; None where nobody is signed in with it, not any more, or is removed.

    Raises DatabaseAwayError.
    """
    if not could_be_token(cookie_value):
        return None
    wanted = and_(col(UserSession.token_digest) == digest_of(cookie_value), is_open(now))
    with database.read() as session:
        found = session.exec(
            select(User, UserSession.id, UserSession.last_seen_at)
            .join(UserSession, col(UserSession.user_id) == col(User.id))
            .where(wanted, col(User.removed_at).is_(None))
        ).first()
    if found is None:
        return None
    user, session_id, seen_at = found
    if now - seen_at >= SEEN_EVERY:
        note_seen(database, required_id(user.id), required_id(session_id), now)
    return person_of_user(user)


def person_of_user(user: User) -> Person:
    """Called by their address, which is proven: a name anybody may give themselves, and the list of
    who did what would repeat it."""
    return Person(required_id(user.id), user.email, UserRole(user.role))


def is_open(now: datetime) -> ColumnElement[bool]:
    return and_(
        col(UserSession.expires_at) > now, col(UserSession.last_seen_at) > now - LONGEST_IDLE
    )


def note_seen(database: Database, user_id: int, session_id: int, now: datetime) -> None:
    """A session that was ended meanwhile stays ended; that it cannot be noted refuses nobody. Here
    as everywhere users come before their sessions, so that no two transactions wait for each other.
    """
    with suppress(TransientError), database.write() as session:
        session.execute(update(User).where(col(User.id) == user_id).values(last_seen_at=now))
        session.execute(
            update(UserSession).where(col(UserSession.id) == session_id).values(last_seen_at=now)
        )


def begin_session(
    session: Session, user_id: int, visit: Visit, now: datetime, ended: str = ""
) -> str:
    """The new cookie's value, never one that a browser brought. `ended`: the cookie that it had
    before, which is good for nothing from now on."""
    session.execute(update(User).where(col(User.id) == user_id).values(last_seen_at=now))
    end_session(session, ended)
    token = new_token()
    session.add(
        UserSession(
            user_id=user_id,
            token_digest=digest_of(token),
            created_at=now,
            last_seen_at=now,
            expires_at=now + LONGEST_SESSION,
            user_agent=one_line(visit.user_agent, LONGEST_AGENT),
            address=visit.address,
        )
    )
    return token


def open_sessions(session: Session, user_id: int, now: datetime) -> list[UserSession]:
    """Those of one user, the one that was used last first."""
    query = select(UserSession).where(col(UserSession.user_id) == user_id, is_open(now))
    return list(session.exec(query.order_by(col(UserSession.last_seen_at).desc())))


def end_session(session: Session, cookie_value: str) -> None:
    digest = digest_of(cookie_value)
    session.execute(delete(UserSession).where(col(UserSession.token_digest) == digest))


def end_own_session(session: Session, user_id: int, session_id: int) -> bool:
    """False where the user has no such session: another's is not ended."""
    return bool(
        affected(
            session,
            delete(UserSession).where(
                col(UserSession.id) == session_id, col(UserSession.user_id) == user_id
            ),
        )
    )


def end_other_sessions(session: Session, user_id: int, cookie_value: str) -> int:
    """All of a user but the one with this cookie."""
    return affected(
        session,
        delete(UserSession).where(
            col(UserSession.user_id) == user_id,
            col(UserSession.token_digest) != digest_of(cookie_value),
        ),
    )


def end_all_sessions(session: Session, user_id: int) -> None:
    session.execute(delete(UserSession).where(col(UserSession.user_id) == user_id))


def forget_ended_sessions(session: Session, now: datetime) -> None:
    session.execute(delete(UserSession).where(~is_open(now)))
