"""Tokens of programs that act for a user: each is shown once, and only its digest is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, delete, select, update

from app.lib.errors import PermanentError, TransientError
from app.lib.printable import one_line
from app.parts.people.person import SOLE_OWNER, Person
from app.parts.people.random_tokens import could_be_token, digest_of, new_token
from app.parts.people.tables import ApiToken, TokenScope, User, UserRole
from app.parts.store.database import Database
from app.parts.store.statements import affected, required_id

PREFIX = "scout_"
"""Tells a token of ours from whatever else is shown, and scanners for leaked secrets find it."""
MOST_TOKENS = 50
MOST_LISTED = 1_000
LONGEST_NAME = 100
USED_EVERY = timedelta(minutes=1)
"""How exactly it is known when a token was last used: not each request is worth a write."""

log = structlog.get_logger("people")


class TooManyTokensError(PermanentError):
    """One user has as many as there may be."""


@dataclass(frozen=True, slots=True)
class TokenHolder:
    token_id: int
    person: Person


@dataclass(frozen=True, slots=True)
class NewToken:
    """`secret` is shown now and never again."""

    token_id: int
    secret: str


def looks_like_token(text: str) -> bool:
    """Of ours; what does not is not looked up."""
    return text.startswith(PREFIX) and could_be_token(text)


def holder_of(database: Database, text: str, now: datetime) -> TokenHolder | None:
    """For whom this token acts, with no more than both it and its user may; None where there is no
    such token, not any more, or its user was removed.

    Raises DatabaseAwayError.
    """
    if not looks_like_token(text):
        return None
    query = (
        select(ApiToken, User)
        .join(User, col(User.id) == col(ApiToken.user_id), isouter=True)
        .where(col(ApiToken.token_digest) == digest_of(text))
    )
    with database.read() as session:
        found = session.exec(query).first()
    if found is None:
        return None
    token, user = found
    if token.user_id is not None and (user is None or user.removed_at is not None):
        return None
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY:
        note_used(database, required_id(token.id), now)
    return TokenHolder(required_id(token.id), person_behind(token, user))


def person_behind(token: ApiToken, user: User | None) -> Person:
    """A token that only reads makes a viewer of whoever it is."""
    scope = TokenScope(token.scope)
    name = SOLE_OWNER.name if user is None else user.email
    role = SOLE_OWNER.role if user is None else UserRole(user.role)
    allowed = UserRole.VIEWER if scope is TokenScope.READ else role
    return Person(token.user_id, name, allowed, scope)


def note_used(database: Database, token_id: int, now: datetime) -> None:
    """That it cannot be noted refuses nobody."""
    try:
        with database.write() as session:
            session.execute(
                update(ApiToken).where(col(ApiToken.id) == token_id).values(last_used_at=now)
            )
    except TransientError as error:
        log.warning("people.use_not_noted", reason=str(error))


def make_token(
    session: Session, user_id: int | None, name: str, scope: TokenScope, now: datetime
) -> NewToken:
    """Raises TooManyTokensError."""
    own = belongs_to(user_id)
    count = session.exec(select(func.count()).select_from(ApiToken).where(own)).one()
    if count >= MOST_TOKENS:
        raise TooManyTokensError(f"There are {count} tokens already; delete one first.")
    secret = PREFIX + new_token()
    row = ApiToken(
        user_id=user_id,
        name=one_line(name, LONGEST_NAME),
        scope=scope,
        token_digest=digest_of(secret),
        created_at=now,
    )
    session.add(row)
    session.flush()
    return NewToken(required_id(row.id), secret)


def tokens_of(session: Session, user_id: int | None) -> list[ApiToken]:
    """Newest first."""
    query = select(ApiToken).where(belongs_to(user_id)).order_by(col(ApiToken.id).desc())
    return list(session.exec(query))


def every_token(session: Session) -> list[ApiToken]:
    """Of everybody, newest first."""
    return list(session.exec(select(ApiToken).order_by(col(ApiToken.id).desc()).limit(MOST_LISTED)))


def delete_token(session: Session, token_id: int, person: Person) -> bool:
    """False where they have no such token: only an owner ends another's."""
    ending = delete(ApiToken).where(col(ApiToken.id) == token_id)
    if person.role is not UserRole.OWNER:
        ending = ending.where(belongs_to(person.user_id))
    return bool(affected(session, ending))


def belongs_to(user_id: int | None) -> ColumnElement[bool]:
    return col(ApiToken.user_id).is_(None) if user_id is None else col(ApiToken.user_id) == user_id
