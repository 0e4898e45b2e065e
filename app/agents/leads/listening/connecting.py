"""The way into the mailbox: connection, login, and the folder, opened to be read only."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from imap_tools.errors import MailboxFolderSelectError
from imap_tools.mailbox import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted

from app.agents.leads.listening.account import Account, account_of
from app.agents.leads.listening.mailbox import (
    FAILURES,
    Folder,
    MailboxAwayError,
    MailboxRefusedError,
    away,
    hidden,
    translated,
)
from app.lib.errors import ScoutError
from app.lib.printable import one_line
from app.lib.settings.settings import Settings
from app.parts.agent import Say
from app.parts.mail.smtp.tls import NOT_TLS, speaks_tls, untrusted

ANSWER_SECONDS: Final = 20
"""How long the server may take for one answer."""
TRIED_AGAIN: Final = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|THROTTLED)\]|too many|try again|temporar|rate limit",
    re.I,
)
"""RFC 5530, and what servers say in words: the login may work in a minute."""
IMPLICIT_TLS_PORT: Final = 993
UNREAD: Final = (
    "mailbox: none (no IMAP_HOST), and OUTREACH_FROM is set: answers, objections and bounces stay "
    "unseen, and a sequence goes on; set IMAP_HOST, IMAP_USERNAME and IMAP_PASSWORD"
)


def check_mailbox(settings: Settings, say: Say) -> bool:
    """The line of `scout check`; none where no mailbox is read and nobody is written to."""
    account = account_of(settings)
    if account is None:
        if settings.outreach_from:
            say(UNREAD)
        return True
    try:
        with opened(account) as folder:
            count = folder.state().messages
    except ScoutError as error:
        say(f"mailbox: {error}")
        return False
    say(f"mailbox: ok, {account.folder} opens, {count} message{'' if count == 1 else 's'}")
    return True


@contextmanager
def opened(account: Account) -> Iterator[Folder]:
    """The folder, to be read. Raises MailboxRefusedError, MailboxAwayError."""
    box = _connected(account)
    try:
        _log_in(account, box)
        with translated(account, "to the opening of its folder"):
            _examine(account, box)
        yield Folder(account, box)
    finally:
        with suppress(*FAILURES):
            box.logout()
        with suppress(*FAILURES):
            box.client.shutdown()


def _connected(account: Account) -> BaseMailBox:
    where = f"{account.host}, port {account.port}"
    try:
        return _connection(account)
    except ssl.SSLCertVerificationError as error:
        raise MailboxAwayError(str(untrusted(account.host, error))) from error
    except ssl.SSLError as error:
        if error.reason in NOT_TLS and account.security == "tls":
            raise MailboxRefusedError(
                f"{where}, does not speak TLS from the start: set IMAP_SECURITY to starttls, or "
                f"IMAP_PORT to {IMPLICIT_TLS_PORT}."
            ) from error
        raise MailboxAwayError(f"No safe connection to {where}: {error.reason}.") from error
    except TimeoutError as error:
        raise _silent(account) from error
    except OSError as error:
        reason = error.strerror or str(error) or "no answer"
        raise MailboxAwayError(f"{where}, cannot be reached: {one_line(reason, 200)}.") from error
    except FAILURES as error:
        raise _no_imap(account, error) from error


def _silent(account: Account) -> ScoutError:
    """A server that waits for TLS says nothing to who does not begin it."""
    where = f"{account.host}, port {account.port}"
    if account.security != "tls" and speaks_tls(account.host, account.port):
        return MailboxRefusedError(f"{where}, speaks TLS from the start: set IMAP_SECURITY to tls.")
    return MailboxAwayError(f"{where}, does not answer.")


def _connection(account: Account) -> BaseMailBox:
    host, port = account.host, account.port
    if account.security == "none":
        return MailBoxUnencrypted(host, port, timeout=ANSWER_SECONDS)
    context = ssl.create_default_context()  # imaplib's own asks for no certificate
    kind = MailBox if account.security == "tls" else MailBoxStartTls
    return kind(host, port, timeout=ANSWER_SECONDS, ssl_context=context)


def _no_imap(account: Account, error: Exception) -> ScoutError:
    where = f"{account.host}, port {account.port}"
    said = one_line(str(error), 200)
    if account.security == "starttls" and (
        account.port == IMPLICIT_TLS_PORT or "TLS not supported" in said
    ):
        return MailboxRefusedError(
            f"{where}, offers no STARTTLS: set IMAP_SECURITY to tls and IMAP_PORT to "
            f"{IMPLICIT_TLS_PORT}."
        )
    return MailboxAwayError(f"{where}, does not answer as an IMAP server does: {said}")


def _log_in(account: Account, box: BaseMailBox) -> None:
    """In UTF-8 where the server takes that (RFC 4616); LOGIN knows ASCII alone."""
    log_in = box.login_utf8 if "AUTH=PLAIN" in box.client.capabilities else box.login
    try:
        log_in(account.username, account.password, initial_folder=None)
    except (imaplib.IMAP4.abort, OSError) as error:
        raise away(account, "to the login", error) from error
    except UnicodeError as error:
        raise MailboxRefusedError(
            f"{account.host} takes only a user name and password of plain letters, digits and "
            "signs: choose another IMAP_PASSWORD there."
        ) from error
    except FAILURES as error:
        said = hidden(account, error)
        if TRIED_AGAIN.search(said):
            raise away(account, "to the login", error) from error
        raise MailboxRefusedError(
            f"The {account} refused the user name or password (IMAP_USERNAME, IMAP_PASSWORD): "
            f"{said} Many providers want an app password here, made on their security page, and "
            "IMAP switched on in the mailbox's settings."
        ) from error


def _examine(account: Account, box: BaseMailBox) -> None:
    try:
        box.folder.set(account.folder, readonly=True)
    except MailboxFolderSelectError as error:
        there_are = ", ".join(sorted(one.name for one in box.folder.list())[:30])
        raise MailboxRefusedError(
            f"{account.host} has no folder '{account.folder}' (IMAP_FOLDER) that can be read; "
            f"there are: {one_line(there_are, 400)}."
        ) from error
