"""Invented figures, settings, suppressions and consents as the pages show them."""

from datetime import timedelta

from app.agents.leads.consent_chain import Chain
from app.agents.leads.intake.analytics import Analytics, Mailing, Range
from app.agents.leads.intake.research_figures import Research
from app.agents.leads.pages import words
from app.agents.leads.pages.do_not_write import (
    ConsentLine,
    ConsentsView,
    SuppressionLine,
    SuppressionsView,
)
from app.agents.leads.pages.settings_view import settings_view
from app.lib.settings.settings import load_settings
from tests.leads.pages.samples import NOW
from tests.servers.scout_service import SECRET

BARE = {"EMBEDDED": "1", "SECRET_KEY": SECRET}
FULL = BARE | {
    "OUTREACH_FROM": "Ben Nkosi <ben@example.com>",
    "POSTAL_ADDRESS": "1 Main Road, Cape Town 8001, South Africa",
    "SENDER_COUNTRY": "ZA",
    "IMAP_HOST": "imap.example.com",
    "IMAP_USERNAME": "ben",
    "IMAP_PASSWORD": "a-password-of-the-mailbox",
    "OUTREACH_DAILY_CAP": "80",
}


def suppressed(number: int, reason: str, domain: str = "acme.example") -> SuppressionLine:
    return SuppressionLine(number, domain, reason, "reply of 18 November", NOW - timedelta(hours=9))


def consent(number: int, kind: str, evidence: str, lead_id: int | None = 9) -> ConsentLine:
    badge, at = words.badge(words.CONSENTS, kind), NOW - timedelta(days=number)
    rule, source = "za-popia-69 2026-11-30", "<m1@example.com>"
    erased = lead_id is None
    return ConsentLine(
        number, number, badge, "4f1c09ab", lead_id, evidence, source, rule, at, erased
    )


MAY_WE = "May we send you up to four mails on pizza for company days?"
CONSENT_LINES = (
    consent(3, "withdrawn", "", None),
    consent(2, "given", MAY_WE),
    consent(1, "asked", MAY_WE),
)
CONSENTS = ConsentsView(CONSENT_LINES, has_more=True, entries=3, chain=Chain(3, None, "5e" * 32))
BROKEN = ConsentsView(CONSENT_LINES, has_more=False, entries=3, chain=Chain(3, 2))
LONG = ConsentsView(CONSENT_LINES, has_more=True, entries=81_204, chain=None)
NO_CONSENTS = ConsentsView((), has_more=False, entries=0, chain=Chain(0, None))
SUPPRESSIONS = SuppressionsView(
    (suppressed(3, "unsubscribed"), suppressed(2, "objected"), suppressed(1, "erased", "")),
    has_more=True,
)
NO_SUPPRESSIONS = SuppressionsView((), has_more=False, problem="Give an address.")
FIGURES = Analytics(
    range=Range.WEEK,
    since=NOW - timedelta(days=7),
    added=1_204,
    by_status={"new": 300, "researched": 610, "unqualified": 180, "emailed": 96, "replied": 18},
    research=Research(870, 866, 686, 14.2, 212.5),
    mails=Mailing(240, 18, 7, 3, 60, 11, 150, 40),
    usd=4.31,
    usd_by_service={"model": 3.21, "search": 1.1},
)
NO_RESEARCH, NO_MAILS = Research(0, 0, 0, None, None), Mailing(0, 0, 0, 0, 0, 0, 0, 0)
NO_FIGURES = Analytics(Range.TODAY, None, 0, {}, NO_RESEARCH, NO_MAILS, 0.0, {})
SETTINGS = settings_view(load_settings(FULL))
LACKING = settings_view(
    load_settings(BARE | {"PUBLIC_URL": "http://scout.local:8000", "API_TOKEN": "t" * 20})
)
