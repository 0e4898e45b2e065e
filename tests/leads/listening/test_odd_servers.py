"""What IMAP servers say when something is wrong, as plain words and as what to do about it."""

import pytest

from app.agents.leads.listening import connecting
from app.agents.leads.listening.account import Account
from app.agents.leads.listening.connecting import opened
from app.agents.leads.listening.mailbox import (
    Fetched,
    FolderState,
    MailboxAwayError,
    MailboxRefusedError,
)
from app.lib.errors import ScoutError
from tests.servers.scripted_imap import ScriptedImap

PASSWORD = "hünter2"


def read_at(server: ScriptedImap, password: str = PASSWORD) -> Fetched | None:
    """All that a run asks."""
    account = Account("127.0.0.1", server.port, "none", "ann@vlei.example", password)
    with opened(account) as folder:
        assert folder.state() == FolderState(7, 2, 1)
        [uid] = folder.uids_above(0)
        return folder.fetch(uid)


def failure_of(server: ScriptedImap, password: str = PASSWORD) -> ScoutError:
    with server, pytest.raises((MailboxAwayError, MailboxRefusedError)) as caught:
        read_at(server, password)
    assert password not in str(caught.value)
    return caught.value


def test_a_server_that_says_all_is_well_is_read() -> None:
    with ScriptedImap() as server:
        assert read_at(server) == Fetched(b"hi", 2)


@pytest.mark.parametrize(
    "said",
    [
        "{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n",
        "{tag} NO [ALERT] Application-specific password required\r\n",
        "{tag} NO AUTHENTICATE failed.\r\n",
        "{tag} NO your password hünter2 is wrong\r\n",
    ],
)
def test_a_login_that_will_never_work_is_refused(said: str) -> None:
    error = failure_of(ScriptedImap(**{"": said}))
    assert isinstance(error, MailboxRefusedError)
    assert "IMAP_PASSWORD" in str(error)
    assert "app password" in str(error)


@pytest.mark.parametrize(
    "said",
    [
        "{tag} NO [UNAVAILABLE] Temporary authentication failure.\r\n",
        "{tag} NO [INUSE] Mailbox in use\r\n",
        "{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n",
        "* BYE [UNAVAILABLE] shutting down\r\n",
        "",
    ],
)
def test_a_login_that_may_work_in_a_minute_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(connecting, "ANSWER_SECONDS", 1)
    assert isinstance(failure_of(ScriptedImap(**{"": said})), MailboxAwayError)


def test_a_server_that_takes_only_ascii_is_told_when_the_password_has_more() -> None:
    plain = {"CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"}
    assert "plain letters" in str(failure_of(ScriptedImap(**plain)))
    with ScriptedImap(**plain) as server:
        assert read_at(server, "hunter2") == Fetched(b"hi", 2)


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        ("220 smtp.vlei.example ESMTP", "does not answer as an IMAP server does"),
        ("* BYE overloaded", "does not answer as an IMAP server does"),
        ("<html>", "does not answer as an IMAP server does"),
    ],
)
def test_what_is_no_imap_server_is_told(greeting: str, words: str) -> None:
    error = failure_of(ScriptedImap(greeting))
    assert isinstance(error, MailboxAwayError)
    assert words in str(error)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("EXAMINE", "* BYE bye\r\n"),
        ("STATUS", '* STATUS "INBOX" (MESSAGES 1)\r\n{tag} OK done\r\n'),
        ("STATUS", "{tag} NO [SERVERBUG] Internal error\r\n"),
        ("STATUS", ""),
        ("SEARCH", "* SEARCH one two\r\n{tag} OK done\r\n"),
        ("SEARCH", "{tag} BAD what\r\n"),
        ("FETCH", "{tag} NO [SERVERBUG] Internal error\r\n"),
        ("FETCH", "* 1 FETCH (UID 1 BODY[]<0> {{900}}\r\nhi"),
        ("FETCH", ""),
    ],
)
def test_an_answer_that_breaks_off_or_makes_no_sense_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, command: str, said: str
) -> None:
    monkeypatch.setattr(connecting, "ANSWER_SECONDS", 1)
    assert isinstance(failure_of(ScriptedImap(**{command: said})), MailboxAwayError)


def test_a_server_that_falls_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "ANSWER_SECONDS", 0.2)
    assert isinstance(failure_of(ScriptedImap(SEARCH=None)), MailboxAwayError)


def test_a_message_that_is_gone_is_none() -> None:
    with ScriptedImap(FETCH="{tag} OK done\r\n") as server:
        assert read_at(server) is None


def test_what_else_a_server_tells_beside_a_message_is_passed_over() -> None:
    beside = (
        "* 2 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (FLAGS (\\Seen) BODY[]<0> {{2}}\r\nhi "
        "RFC822.SIZE 200000000 UID 1)\r\n* 9 EXISTS\r\n{tag} OK done\r\n"
    )
    with ScriptedImap(FETCH=beside) as server:
        assert read_at(server) == Fetched(b"hi", 200_000_000)
