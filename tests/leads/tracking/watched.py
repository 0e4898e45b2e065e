"""A campaign whose mails may be tracked: sent to a mail server, read there, opened over HTTP."""

import base64
import zlib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlmodel import col, select, update
from starlette.testclient import TestClient

from app.agents.leads.campaigns.gate import KIND, sequence_gate
from app.agents.leads.tables import EmailEvent, SequenceMail
from app.parts.mail.outbox import Outbox
from app.parts.parts import make_outbox
from app.parts.store.database import Database
from app.service.application import create_app
from tests.dashboard.reading import soup_of
from tests.leads.campaigns.world import World

PUBLIC_URL = "http://localhost:8000"
MENU, PRICES = "https://lunch.example/menu", "https://lunch.example/prices?for=10&day=mon"
THUNDERBIRD = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.4.0"
}
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-ZA,en;q=0.5",
    "Sec-Fetch-Mode": "navigate",
}
GMAIL = {
    "User-Agent": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 "
    "(via ggpht.com GoogleImageProxy)"
}


class Watched(World):
    """`smtp_port`: where its mails go."""

    def __init__(self, database: Database, folder: Path, smtp_port: int, **settings: str) -> None:
        server = {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(smtp_port),
            "SMTP_SECURITY": "none",
            "PUBLIC_URL": PUBLIC_URL,
        }
        super().__init__(database, folder, **{"TRACKING": "1", **server, **settings})
        self.client = TestClient(create_app(self.parts), follow_redirects=False)

    @property
    def outbox(self) -> Outbox:
        return make_outbox(self.parts, {KIND: sequence_gate(self.parts.settings)})

    def set(self, **settings: object) -> None:
        """Started anew with other settings."""
        changed = self.parts.settings.model_copy(update=settings)
        object.__setattr__(self.parts, "settings", changed)
        self.client = TestClient(create_app(self.parts), follow_redirects=False)

    def approved(self, lead: int, *, links: tuple[str, ...] = (MENU, PRICES)) -> SequenceMail:
        """Its first mail, with the links in it, in the outbox."""
        self.campaign(lead, approve="all")
        self.round()
        row = self.rows(lead)[0]
        body = row.body.replace("Kind regards", f"See {' or '.join(links)}.\n\nKind regards")
        with self.database.write() as session:
            session.execute(
                update(SequenceMail).where(col(SequenceMail.id) == row.id).values(body=body)
            )
        return self.desk().approve(row.id or 0)

    def sent(self, lead: int) -> SequenceMail:
        """Its first mail, and three minutes passed."""
        self.approved(lead)
        self.outbox.deliver_due()
        self.clock.go_on(minutes=3)
        return self.rows(lead)[0]

    def get(self, url: str, headers: dict[str, str], method: str = "GET") -> Any:
        path = url.removeprefix(PUBLIC_URL)
        return self.client.request(method, path, headers=headers)

    def events(self) -> list[tuple[str, bool]]:
        """What was noted of opens and clicks: kind and whether by a machine, in their order."""
        query = select(EmailEvent).where(col(EmailEvent.kind).in_(("opened", "clicked")))
        with self.database.read() as session:
            rows = session.exec(query.order_by(col(EmailEvent.id))).all()
        return [(row.kind, row.by_machine) for row in rows]


def part_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def links_of(message: EmailMessage) -> dict[str, str]:
    """Of the HTML part: where each leads, by what it says."""
    found = soup_of(part_of(message, "html")).find_all("a")
    return {link.get_text(): str(link["href"]) for link in found}


def picture_of(message: EmailMessage) -> str:
    (picture,) = soup_of(part_of(message, "html")).find_all("img")
    return str(picture["src"])


def said_by(url: str) -> str:
    """What anybody can read in its token."""
    token = url.rpartition("/")[2]
    is_packed = token.startswith(".")
    content = token.removeprefix(".").split(".")[0]
    raw = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4))
    return (zlib.decompress(raw) if is_packed else raw).decode()
