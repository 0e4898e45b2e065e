"""Sign-in by a mailed link: good once and for 15 minutes. Nobody learns from us who may sign in."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, delete, func, select, update

from app.lib.errors import TransientError
from app.parts.mail.compose import compose
from app.parts.mail.message import fixed_message_id
from app.parts.mail.tables import Mail, MailKind
from app.parts.parts import SERVICE, Parts
from app.parts.people.link_tokens import new_mark, token_of
from app.parts.people.random_tokens import could_be_token, digest_of
from app.parts.people.tables import SignInLink
from app.parts.people.users import role_at_sign_in, user_with_email
from app.parts.store.statements import affected

LINK_MINUTES = 15
AN_HOUR = timedelta(hours=1)
LINKS_OF_ADDRESS, ASKED_FROM_SOURCE, ASKED_IN_ALL = 5, 20, 3_000
"""Most in an hour. The second and third hold whoever asks for many addresses, or from many."""
KEPT = timedelta(days=1)


class AskedTooOftenError(TransientError):
    """Too many links were asked for; `retry_after` says when the next may be."""


def ask_for_link(parts: Parts, email: str, source: str) -> None:
    """Mail a link if the address may sign in. What is written is as much if it may not, and takes
    as long. Raises AskedTooOftenError.
    """
    now, mark = parts.clock(), new_mark()
    mail = link_mail(parts, email, mark, now)
    link = SignInLink(
        token_digest=digest_of(token_of(mark, parts.settings.secret_keys)),
        email="",
        asked_from=source,
        created_at=now,
        expires_at=now + timedelta(minutes=LINK_MINUTES),
    )
    with parts.database.write() as session:
        check_how_often(session, source, now)
        if gets_link(session, parts, email, now):
            link.email = email
            session.add(mail)
        session.add(link)


def check_how_often(session: Session, source: str, now: datetime) -> None:
    """Raises AskedTooOftenError."""
    session.execute(delete(SignInLink).where(col(SignInLink.created_at) <= now - KEPT))
    lately = col(SignInLink.created_at) > now - AN_HOUR
    of_source = and_(lately, col(SignInLink.asked_from) == source)
    for which, most in ((of_source, ASKED_FROM_SOURCE), (lately, ASKED_IN_ALL)):
        count, first = session.execute(
            select(func.count(), func.min(SignInLink.created_at)).where(which)
        ).one()
        if count >= most:
            raise AskedTooOftenError(
                "Too many links were asked for in the last hour. Try again later.",
                retry_after=first + AN_HOUR - now,
            )


def gets_link(session: Session, parts: Parts, email: str, now: datetime) -> bool:
    """May the address sign in, and had it not many links already?"""
    user = user_with_email(session, email)
    may = role_at_sign_in(session, parts.settings, email, user) is not None
    lately = and_(col(SignInLink.email) == email, col(SignInLink.created_at) > now - AN_HOUR)
    had = session.execute(select(func.count()).where(lately)).scalar_one()
    return may and had < LINKS_OF_ADDRESS


def link_mail(parts: Parts, email: str, mark: str, now: datetime) -> Mail:
    settings = parts.settings
    content = compose(
        f"{SERVICE}: your link to sign in",
        "sign_in",
        service=SERVICE,
        url=f"{settings.public_url}/sign-in/mail/{mark}",
        minutes=LINK_MINUTES,
    )
    return Mail(
        kind=MailKind.SIGN_IN,
        auto_submitted=True,
        recipient=email,
        message_id=fixed_message_id(mark, email, settings.sender_address),
        subject=content.subject,
        text=content.text,
        html=content.html,
        created_at=now,
        next_try_at=now,
        give_up_at=now + timedelta(minutes=LINK_MINUTES),
        changed_at=now,
    )


def is_good(token: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        col(SignInLink.token_digest) == digest_of(token),
        col(SignInLink.email) != "",
        col(SignInLink.used_at).is_(None),
        col(SignInLink.expires_at) > now,
    )


def address_of_link(session: Session, token: str, now: datetime) -> str | None:
    """Whom the link signs in; None where it is good no more, or never was. Changes nothing."""
    if not could_be_token(token):
        return None
    return session.exec(select(SignInLink.email).where(is_good(token, now))).first()


def use_link(session: Session, token: str, now: datetime) -> str | None:
    """As address_of_link, once: of two who use it at the same moment one is let in."""
    email = address_of_link(session, token, now)
    used = update(SignInLink).where(is_good(token, now)).values(used_at=now)
    return email if affected(session, used) else None
