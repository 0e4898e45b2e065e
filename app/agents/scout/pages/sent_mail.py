"""A mail as it was sent, without what only its reader may use."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from app.agents.scout.pages.words import DELIVERIES, Badge
from app.parts.mail.tables import Mail
from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class SentMail:
    """`text` and `html` with the recipient's own links made useless."""

    run_id: int
    id: int
    recipient: str
    subject: str
    badge: Badge
    error: str | None
    written_at: datetime
    text: str
    html: str


def read_sent_mail(parts: Parts, run_id: int, mail_id: int) -> SentMail | None:
    """None when there is no such mail of that run. Raises DatabaseAwayError."""
    with parts.database.read() as session:
        query = select(Mail).where(col(Mail.id) == mail_id, col(Mail.run_id) == run_id)
        mail = session.exec(query).first()
    if mail is None:
        return None
    return SentMail(
        run_id=run_id,
        id=mail_id,
        recipient=mail.recipient,
        subject=mail.subject,
        badge=DELIVERIES.get(mail.phase, DELIVERIES["open"]),
        error=mail.error,
        written_at=mail.created_at,
        text=without_own_links(mail.text),
        html=in_a_frame(without_own_links(mail.html)),
    )


TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{20,}(?![A-Za-z0-9_.-])")
"""A signed one, wherever it stands: PUBLIC_URL may have been another when the mail was written."""


def without_own_links(content: str) -> str:
    """Whoever holds such a link votes or pauses in the recipient's name."""
    return TOKEN.sub("…", content)


def in_a_frame(html: str) -> str:
    """Links open in a tab of their own: no other site may be shown inside our page."""
    return html.replace("<head>", '<head><base target="_blank">', 1)
