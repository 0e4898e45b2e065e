"""Invented leads as the pages show them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.agents.leads.pages.leads import LeadLine, LeadsView, Listed
from app.agents.leads.pages.page import Surroundings
from app.lib.printable import one_line
from app.lib.templating import web_link
from tests.scout.hostile_text import HOSTILE_TEXTS

NOW = datetime(2026, 11, 20, 12, 4, tzinfo=UTC)
AROUND = Surroundings(NOW, ZoneInfo("Africa/Johannesburg"))
HOSTILE = tuple(text for text in HOSTILE_TEXTS if one_line(text) and not web_link(text))
"""But for what is nothing when it is left without signs that act, and for plain links."""
ANN = LeadLine(
    id=1,
    name="Ann Author",
    company="Bakery & Sons",
    title="Office manager",
    email="ann@bakery.example",
    status="researched",
    score=70,
    created_at=NOW - timedelta(days=2),
    missing=(),
)


def lead_line(**changes: object) -> LeadLine:
    return replace(ANN, **changes)  # type: ignore[arg-type]


LEADS = LeadsView(
    (
        lead_line(
            id=9, name="Thandi Mokoena", company="Karoo Event Makers", status="new", score=None
        ),
        lead_line(id=8, status="replied", score=90),
        lead_line(
            id=7,
            name="",
            title="",
            company="Harbour Landlords",
            email="info@harbour.example",
            status="unqualified",
            score=35,
            missing=("a name", "anything of these that was found, not given"),
        ),
        lead_line(id=6, name="Sipho Dlamini", title="", company="", status="emailed", score=65),
        lead_line(id=5, name="Maria Naidoo-van der Westhuizen", status="bounced", score=55),
        lead_line(id=4, name="Ben Baker", status="unsubscribed", score=80),
        lead_line(id=3, name="Zoë Researcher", status="researching", score=None),
    ),
    Listed(),
    {"new": 61_204, "researched": 20_411, "emailed": 12_385, "replied": 402, "unqualified": 5_598},
    has_more=True,
)
NO_LEADS = LeadsView((), Listed(), {}, has_more=False)
NONE_LIKE_THAT = LeadsView((), Listed(words="nobody"), {"new": 12}, has_more=False)
