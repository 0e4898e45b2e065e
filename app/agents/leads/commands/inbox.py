"""`scout inbox`: what the mails in some files are. Needs no setting and stores nothing."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from app.agents.leads.inbox.incoming import IncomingMail, Kind, read_incoming
from app.agents.leads.inbox.mime import MOST_BYTES
from app.lib.errors import PermanentError
from app.lib.printable import one_line

Say = Callable[[str], None]

IN_WORDS: dict[Kind, str] = {
    "bounce": "a mail could not be delivered",
    "delayed": "a mail is late, and still on its way",
    "delivered": "a mail was delivered",
    "complaint": "somebody reported a mail as spam",
    "auto_reply": "an automatic reply",
    "unsubscribe": "somebody wants no more mail",
    "reply": "a reply",
    "other": "nothing that answers a mail",
}
SHOWN_TEXT = 300


def read_mails(files: Iterable[Path], show: Say, tell: Say, *, as_json: bool) -> bool:
    """Shows each mail; a file that cannot be read is told, the others are shown. False if one
    could not be read."""
    all_read = True
    for path in files:
        try:
            mail = read_incoming(bytes_of(path))
        except PermanentError as error:
            tell(str(error))
            all_read = False
        else:
            show(as_line(path, mail) if as_json else in_words(path, mail))
    return all_read


def bytes_of(path: Path) -> bytes:
    """As much of the file as is read of a mail. Raises PermanentError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES)
    except OSError as error:
        raise PermanentError(f"{path} cannot be read: {error.strerror}") from error
    if not raw.strip():
        raise PermanentError(f"{path} is empty.")
    return raw


def as_line(path: Path, mail: IncomingMail) -> str:
    return json.dumps(
        {
            "file": str(path),
            "kind": mail.kind,
            "hard": mail.hard,
            "status": mail.status,
            "recipients": list(mail.recipients),
            "text": mail.text,
            "returns_on": mail.returns_on.isoformat() if mail.returns_on else None,
        },
        ensure_ascii=True,
    )


def in_words(path: Path, mail: IncomingMail) -> str:
    told = [IN_WORDS[mail.kind]]
    if mail.recipients:
        told.append(f"to {', '.join(one_line(one, 100) for one in mail.recipients[:5])}")
    if mail.kind == "bounce":
        told.append("the address does not exist" if mail.hard else "the address may exist")
    if mail.status:
        told.append(f"status {mail.status}")
    if mail.returns_on:
        told.append(f"back on {mail.returns_on.isoformat()}")
    words = f': "{one_line(mail.text, SHOWN_TEXT)}"' if mail.text else ""
    return f"{one_line(str(path), 200)}: {', '.join(told)}{words}"
