"""That a mail was opened, or its link followed, changes nothing that happens."""

import re
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from app.agents.leads.tables import EmailEvent
from tests.leads.tracking.watched import BROWSER, MENU, THUNDERBIRD, Watched, links_of, picture_of
from tests.servers.scout_service import ROOT
from tests.servers.services import SmtpServer

LEADS = ROOT / "app/agents/leads"
TELLS = re.compile(r"\b(opened|clicked)(_by_machine)?_at\b|\bby_machine\b")
MAY_READ = {
    *("tracking/judge.py", "tracking/noting.py", "pages/tracking_routes.py"),
    *("tables/campaign.py", "tables/response.py"),
    # They show it, or count it for whoever looks
    *("campaigns/figures.py", "intake/analytics.py"),
    *("pages/lead.py", "pages/lead_views.py"),
    # Of kinds that are none of these it takes only what is no machine's
    "campaigns/question.py",
}
"""No step, score, sequence or law is among them."""


def test_no_room_that_decides_reads_it() -> None:
    reading = {
        str(path.relative_to(LEADS))
        for path in LEADS.rglob("*.py")
        if TELLS.search(path.read_text("utf-8"))
    }
    assert reading == MAY_READ


def what_happened(watched: Watched, lead: int, begun: datetime) -> list[object]:
    """All of a lead and its mails that something may rest on; moments from the beginning on."""
    row_fields = ("step", "state", "subject", "scheduled_for", "sent_at", "ground", "rule")
    rows = [getattr(row, name) for row in watched.rows(lead) for name in row_fields]
    stored, way = watched.stored_lead(lead), watched.way(lead)
    of_lead = (stored.status, stored.score, stored.updated_at, way.ended_at, way.ended_because)
    return [one - begun if isinstance(one, datetime) else one for one in (*rows, *of_lead)]


@pytest.mark.long
def test_the_sequence_of_a_lead_who_opens_all_is_that_of_one_who_opens_nothing(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    happened = []
    for name in ("opens@acme.example", "quiet@acme.example"):
        begun = watched.clock()
        lead = watched.lead(name)
        watched.approved(lead)
        for turn in range(1, 7):
            watched.outbox.deliver_due()
            watched.clock.now = begun + timedelta(hours=4 * turn)
            for message in smtp_server.mailbox.to("opens@acme.example"):
                watched.get(picture_of(message), THUNDERBIRD)
                watched.clock.go_on(minutes=1)
                watched.get(links_of(message).get(MENU, picture_of(message)), BROWSER)
            watched.round()
        happened.append(what_happened(watched, lead, begun))
        watched.clock.now = begun + timedelta(days=14)
    assert ("opened", False) in watched.events()
    assert len(happened[0]) > 10
    assert happened[0] == happened[1]


def test_what_was_noted_names_the_mail_and_nothing_more_of_the_reader(
    watched: Watched, smtp_server: SmtpServer
) -> None:
    """No address of the network, no program, no device."""
    row = watched.sent(watched.lead())
    (message,) = smtp_server.mailbox.to("ann@acme.example")
    watched.get(links_of(message)[MENU], BROWSER)
    with watched.database.read() as session:
        query = select(EmailEvent).where(col(EmailEvent.kind) == "clicked")
        (event,) = session.exec(query)
    assert event.model_dump(exclude={"id", "created_at"}) == {
        "lead_id": row.lead_id,
        "email_campaign_id": row.id,
        "kind": "clicked",
        "by_machine": False,
        "detail": MENU,
        "source_key": None,
    }
