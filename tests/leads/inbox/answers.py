"""The invented answers of `answers.yaml` as mails, bytes as they come from a server."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

OFFER = "Lunch for your team"
KINDS = {"replies": "reply", "auto_replies": "auto_reply", "objections": "unsubscribe"}
TOLD = "Hi,\n\nwe bring lunch. To get no more of these mails: unsubscribe here.\n\nThandi"
QUOTED = "\n".join(f"> {line}" for line in TOLD.splitlines())
QUOTES = {
    "gmail": "On Tue, 12 May 2026 at 09:12, Thandi Nkosi <thandi@debonairs.example>\nwrote:\n\n"
    + QUOTED,
    "outlook": "________________________________\nFrom: Thandi Nkosi <thandi@debonairs.example>\n"
    f"Sent: Tuesday, 12 May 2026 09:12\nTo: Lerato\nSubject: {OFFER}\n\n{TOLD}",
    "german": "Von: Thandi Nkosi <thandi@debonairs.example>\nGesendet: Dienstag, 12. Mai 2026 09:12"
    f"\nAn: Info\nBetreff: {OFFER}\n\n{TOLD}",
    "french": "Le mar. 12 mai 2026 à 09:12, Thandi Nkosi <thandi@debonairs.example> a écrit :\n\n"
    + QUOTED,
    "spanish": "El mar, 12 may 2026 a las 9:12, Thandi Nkosi (<thandi@debonairs.example>)\n"
    f"escribió:\n\n{QUOTED}",
    "dutch": f"Op di 12 mei 2026 om 09:12 schreef Thandi Nkosi <thandi@debonairs.example>:\n\n"
    f"{QUOTED}",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`group` and `number` say where it stands in the file; `words` is what was written anew."""

    group: str
    number: int
    kind: str
    raw: bytes
    words: str
    returns_on: date | None

    @property
    def name(self) -> str:
        return f"{self.group} {self.number}"


@lru_cache(maxsize=1)
def answers() -> tuple[Answer, ...]:
    written = yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text("utf-8"))
    return tuple(_answers(written))


def _answers(written: dict[str, list[dict[str, Any]]]) -> Iterator[Answer]:
    for group, kind in KINDS.items():
        for number, one in enumerate(written[group], start=1):
            raw = _mail(one).as_bytes()
            yield Answer(group, number, kind, raw, one["body"], one.get("returns_on"))


def _mail(one: dict[str, Any]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = one.get("from", "Lerato Mokoena <lerato@vlei.example>")
    mail["To"] = "Thandi Nkosi <thandi@debonairs.example>"
    mail["Subject"] = one.get("subject", f"Re: {OFFER}")
    mail["Date"] = "Tue, 12 May 2026 11:40:00 +0200"
    mail["Message-ID"] = "<answer@vlei.example>"
    for name, value in one.get("headers", {}).items():
        mail[name] = value
    if "html" in one:
        mail.set_content(one["html"], subtype="html")
        return mail
    texts = (one["body"], one.get("signature", ""), QUOTES.get(one.get("quote", ""), ""))
    mail.set_content("\n\n".join(text for text in texts if text) + "\n")
    return mail
