"""The moment at which somebody has shown who they are, in whichever way."""

from sqlmodel import Session

from app.lib.errors import PermanentError
from app.parts.parts import Parts
from app.parts.people.audit import note
from app.parts.people.sessions import Visit, begin_session, forget_ended_sessions, person_of_user
from app.parts.people.users import who_signs_in
from app.parts.store.statements import required_id


class NotLetInError(PermanentError):
    """They are who they say, and may not sign in here."""


def sign_in(
    session: Session, parts: Parts, email: str, name: str, way: str, visit: Visit, old_cookie: str
) -> str:
    """The cookie of a new session of the user with this address, which is known to be theirs.
    `way` in words, for the list of who did what. Raises NotLetInError.
    """
    now = parts.clock()
    user = who_signs_in(session, parts.settings, email, name, now)
    if user is None:
        raise NotLetInError(
            f"{email} may not sign in here. Ask an owner of this service to invite you."
        )
    note(session, person_of_user(user), f"sign in {way}", now=now, address=visit.address)
    cookie = begin_session(session, required_id(user.id), visit, now, ended=old_cookie)
    forget_ended_sessions(session, now)
    return cookie
