"""A folder of the mailbox at its IMAP server (RFC 3501), by imap-tools. It is only ever read.

It is opened by EXAMINE (connecting.py) and a message asked for by BODY.PEEK: no flag changes, and
people who use the mailbox find unread what they have not read.
"""

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from imap_tools import A
from imap_tools.errors import ImapToolsError, UnexpectedCommandStatusError
from imap_tools.mailbox import BaseMailBox

from app.agents.leads.listening.account import Account
from app.lib.errors import PermanentError, TransientError
from app.lib.printable import one_line

MOST_BYTES: Final = 1_000_000
"""What is fetched of a message: what somebody wrote and what a report says stand before what is
attached."""
FAILURES: Final = (
    *(imaplib.IMAP4.error, ImapToolsError, OSError),
    *(ValueError, TypeError, LookupError, AttributeError, EOFError),
)
"""What imaplib and imap-tools raise, also for answers that are no IMAP."""
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxRefusedError(PermanentError):
    """The server will say the same to the same settings."""


class MailboxAwayError(TransientError):
    """The server does not answer, or broke off."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """UIDs grow and stand for the same messages as long as `uid_validity` is the same;
    `uid_next` is above all there are."""

    uid_validity: int
    uid_next: int
    messages: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """`raw` is the message, or its first MOST_BYTES; `size` is that of the whole one."""

    raw: bytes
    size: int


class Folder:
    """An opened folder. Its methods raise MailboxAwayError."""

    def __init__(self, account: Account, box: BaseMailBox) -> None:
        self.account = account
        self.box = box

    def state(self) -> FolderState:
        with translated(self.account, "to the question how far its folder goes"):
            told = self.box.folder.status(self.account.folder)
            return FolderState(told["UIDVALIDITY"], told["UIDNEXT"], told["MESSAGES"])

    def uids_above(self, uid: int) -> list[int]:
        """`n:*` names the last message also when n is above it."""
        return [one for one in self._search(f"UID {uid + 1}:*") if one > uid]

    def uids_since(self, day: date) -> list[int]:
        """Those that came to the server on that day or later, by its own calendar."""
        return self._search(str(A(date_gte=day)))

    def _search(self, criteria: str) -> list[int]:
        with translated(self.account, "to a search"):
            return sorted(int(uid) for uid in self.box.uids(criteria, charset=None))

    def fetch(self, uid: int) -> Fetched | None:
        """None for a message that is gone."""
        parts = f"(RFC822.SIZE BODY.PEEK[]<0.{MOST_BYTES}>)"
        with translated(self.account, f"to the question for message {uid}"):
            said, lines = self.box.client.uid("FETCH", str(uid), parts)
            if said != "OK":
                raise imaplib.IMAP4.error(one_line(str(lines), 200))
            return _fetched(lines)


def _fetched(lines: list[object]) -> Fetched | None:
    """imaplib gives a line with a literal as a pair, and beside it what else the server told."""
    for line in lines:
        if isinstance(line, tuple) and b"BODY[]" in line[0]:
            size = _SIZE.search(b" ".join(one for one in lines if isinstance(one, bytes)) + line[0])
            return Fetched(line[1], int(size[1]) if size else len(line[1]))
    return None


@contextmanager
def translated(account: Account, what: str) -> Iterator[None]:
    """`what` was asked, as the end of "answers ...". Raises MailboxAwayError."""
    try:
        yield
    except FAILURES as error:
        raise away(account, what, error) from error


def away(account: Account, what: str, error: Exception) -> MailboxAwayError:
    said = hidden(account, error) or "nothing."
    return MailboxAwayError(f"{account.host} did not answer {what} as it should: {said}")


def hidden(account: Account, error: Exception) -> str:
    """The server's words, without the password, should it repeat what it was sent."""
    text = one_line(_words(error).replace(account.password, "***"), 200).rstrip(".")
    return f"{text}." if text else ""


def _words(error: Exception) -> str:
    if not isinstance(error, UnexpectedCommandStatusError):
        return re.sub(r"^b'(.*)'$", r"\1", str(error))
    lines = error.command_result[1]
    return " ".join(one.decode("utf-8", "replace") for one in lines if isinstance(one, bytes))
