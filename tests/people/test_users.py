"""Who may sign in, as whom, and what an owner can do about it; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.lib.settings.people import PeopleSettings
from app.lib.settings.settings import load_part
from app.parts.people import managing, sessions
from app.parts.people.managing import NotDoneError
from app.parts.people.person import Person
from app.parts.people.sessions import LONGEST_IDLE, LONGEST_SESSION, Visit, person_with_session
from app.parts.people.tables import ApiToken, UserRole, UserSession
from app.parts.people.users import (
    end_access_of_those_not_allowed,
    role_given,
    user_with_email,
    who_signs_in,
)
from app.parts.store.database import Database
from app.parts.store.statements import required_id

HERE = Visit("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "203.0.113.7")
NOBODY = (0, "")
OWNER, EDITOR, VIEWER = UserRole.OWNER, UserRole.EDITOR, UserRole.VIEWER


def settings(allowed: str = "", owner: str = "ann@example.com") -> PeopleSettings:
    given = {"OWNER_EMAIL": owner, "USERS_ALLOWED": allowed, "SIGN_IN_BY_MAIL": "1"}
    return load_part(PeopleSettings, given)


def signed_in(
    database: Database, people: PeopleSettings, email: str, now: datetime
) -> tuple[int, str]:
    """The user and the cookie; nobody where they may not."""
    with database.write() as session:
        user = who_signs_in(session, people, email, "", now)
        if user is None:
            return NOBODY
        user_id = required_id(user.id)
        return user_id, sessions.begin_session(session, user_id, HERE, now)


def test_the_settings_say_who_may_sign_in_with_which_role() -> None:
    people = settings("@Example.com, ben@example.com:EDITOR,@bücher.example:owner")
    for email, role in {
        "ann@example.com": OWNER,
        "ben@example.com": EDITOR,
        "cleo@example.com": VIEWER,
        "dan@xn--bcher-kva.example": OWNER,
        "eve@evilexample.com": None,
        "eve@example.com.evil.org": None,
        "eve@mail.example.com": None,
        "eve@com": None,
    }.items():
        assert role_given(people, email) == role, email


def test_the_settings_give_the_role_until_an_owner_chooses_another(
    database: Database, noon: datetime
) -> None:
    before, after = settings("@example.com"), settings("@example.com:editor")
    found = signed_in(database, before, "ben@example.com", noon)
    with database.write() as session:
        user = who_signs_in(session, after, "ben@example.com", "", noon)
        assert user is not None
        assert user.role == EDITOR
        managing.change_role(session, after, found[0], OWNER, noon)
    assert signed_in(database, before, "ben@example.com", noon) != NOBODY
    assert person_with_session(database, found[1], noon) == Person(
        found[0], "ben@example.com", OWNER
    )


def test_a_session_ends_when_it_is_old_idle_or_ended_and_nobody_ends_anothers(
    database: Database, noon: datetime
) -> None:
    people = settings("@example.com")
    ben, ann = (signed_in(database, people, f"{who}@example.com", noon) for who in ("ben", "ann"))
    for cookie in ("", "x" * 43, ben[1] + "x", ben[1][:-1], "é" * 43, ben[1].upper()):
        assert person_with_session(database, cookie, noon) is None, cookie
    now = noon
    while now < noon + LONGEST_SESSION - LONGEST_IDLE / 2:
        now += LONGEST_IDLE - timedelta(minutes=1)
        assert person_with_session(database, ben[1], min(now, noon + LONGEST_SESSION / 1.01))
    assert person_with_session(database, ben[1], noon + LONGEST_SESSION) is None, "old"
    assert person_with_session(database, ann[1], noon + LONGEST_IDLE) is None, "idle"
    with database.write() as session:
        [own] = sessions.open_sessions(session, ann[0], noon)
        assert not sessions.end_own_session(session, ben[0], required_id(own.id))
    assert person_with_session(database, ann[1], noon) is not None
    with database.write() as session:
        later = sessions.begin_session(session, ann[0], HERE, noon, ended=ann[1])
    assert person_with_session(database, ann[1], noon) is None, "the one before the sign-in"
    with database.write() as session:
        other = sessions.begin_session(session, ann[0], HERE, noon)
        assert sessions.end_other_sessions(session, ann[0], later) == 1
    assert person_with_session(database, other, noon) is None
    assert person_with_session(database, later, noon) is not None


def test_who_is_removed_or_no_longer_named_has_neither_session_nor_token(
    database: Database, noon: datetime
) -> None:
    people = settings("@example.com")
    found = {who: signed_in(database, people, f"{who}@example.com", noon) for who in ("ann", "ben")}
    ben = found["ben"]
    with database.write() as session:
        for user_id in (1, 2):
            digest = str(user_id)
            session.add(
                ApiToken(
                    user_id=user_id, name="t", scope="read", token_digest=digest, created_at=noon
                )
            )
        managing.remove(session, people, ben[0], noon)
    assert person_with_session(database, ben[1], noon) is None
    assert signed_in(database, people, "ben@example.com", noon) == NOBODY, "though it is named"
    with database.write() as session:
        managing.invite(session, people, "ben@example.com", EDITOR, noon)
    again = signed_in(database, people, "ben@example.com", noon)
    assert person_with_session(database, ben[1], noon) is None
    with database.write() as session:
        changed = settings("", owner="zoe@example.com")
        assert end_access_of_those_not_allowed(session, changed) == ["ann@example.com"]
        assert session.exec(select(ApiToken)).all() == []
    assert person_with_session(database, again[1], noon) is not None, "invited by an owner"


def test_the_last_owner_stays_one_also_when_two_demote_each_other_at_once(
    database: Database, noon: datetime
) -> None:
    people = settings("ben@example.com:owner")
    ann = signed_in(database, people, "ann@example.com", noon)
    with database.write() as session:
        cleo = managing.invite(session, people, "cleo@example.com", OWNER, noon)
    with pytest.raises(NotDoneError, match="only owner"), database.write() as session:
        managing.remove(session, people, ann[0], noon)
    with pytest.raises(NotDoneError, match="only owner"), database.write() as session:
        managing.change_role(session, people, ann[0], VIEWER, noon)
    with database.write() as session:  # she never signed in: a slip of the pen can be taken back
        managing.remove(session, people, required_id(cleo.id), noon)
    ben = signed_in(database, people, "ben@example.com", noon)

    def demote(user_id: int) -> bool:
        try:
            with database.write() as session:
                managing.change_role(session, people, user_id, EDITOR, noon)
        except NotDoneError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(demote, (ann[0], ben[0]))) == [False, True]


def test_the_first_owner_comes_back_when_there_is_no_owner_left(
    database: Database, noon: datetime
) -> None:
    people = settings("ben@example.com:owner")
    ann = signed_in(database, people, "ann@example.com", noon)
    signed_in(database, people, "ben@example.com", noon)
    with database.write() as session:
        managing.remove(session, people, ann[0], noon)
    assert signed_in(database, people, "ann@example.com", noon) == NOBODY
    without_ben = settings("")
    assert signed_in(database, without_ben, "ann@example.com", noon) != NOBODY
    with database.read() as session:
        user = user_with_email(session, "ann@example.com")
        assert user is not None
        assert (user.role, user.removed_at) == (OWNER, None)


def test_of_first_sign_ins_at_the_same_moment_one_user_comes(
    database: Database, noon: datetime
) -> None:
    people = settings("@example.com")
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda _: signed_in(database, people, "ben@example.com", noon), range(4))
        )
    assert {one[0] for one in found} == {1}
    with database.read() as session:
        assert len(session.exec(select(UserSession)).all()) == 4
