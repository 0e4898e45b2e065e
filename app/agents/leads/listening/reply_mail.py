"""The mail by which the team hears that a lead has answered."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session

from app.agents.leads.inbox.incoming import IncomingMail
from app.agents.leads.listening.concerned import Concerned
from app.agents.leads.tables import Lead
from app.lib.printable import one_line
from app.lib.settings.settings import Settings
from app.parts.mail.alert import team_mail
from app.parts.mail.compose import compose
from app.parts.mail.message import MailContent, fixed_message_id
from app.parts.mail.tables import Mail

MOST_WORDS: Final = 3_000
"""Characters of the answer that are shown: the rest is in the mailbox."""
WORTH_SENDING: Final = timedelta(days=2)


def reply_mails(
    session: Session,
    settings: Settings,
    concerned: Concerned,
    incoming: IncomingMail,
    key: str,
    now: datetime,
) -> Iterator[Mail]:
    """One for each of EMAIL_TO. It is no list's, so nobody has paused it: an answer waits for
    whoever has the mailbox. `key` names the message, so that it is told of once."""
    lead = session.get(Lead, concerned.lead_id)
    if lead is None:
        return
    content = reply_content(lead, incoming, f"{settings.public_url}/leads/{lead.id}")
    name = f"lead-replied-{hashlib.sha256(key.encode()).hexdigest()[:20]}"
    for recipient in settings.email_to:
        message_id = fixed_message_id(name, recipient, settings.sender_address)
        yield team_mail(content, recipient, message_id, now, now + WORTH_SENDING)


def reply_content(lead: Lead, incoming: IncomingMail, url: str) -> MailContent:
    who = one_line(lead.name or lead.company or lead.email or "A lead", 80)
    company = one_line(lead.company or "", 80)
    words = incoming.text.strip()
    return compose(
        f"{who} has answered",
        "lead_replied",
        who=who,
        company="" if company == who else company,
        sender=one_line(incoming.sender, 254),
        asked=one_line(incoming.subject, 200),
        paragraphs=[one_line(line) for line in words[:MOST_WORDS].splitlines() if line.strip()],
        is_cut=len(words) > MOST_WORDS,
        lead_url=url,
    )
