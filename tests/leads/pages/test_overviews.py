"""Suppressions, consents, figures and settings, as their pages tell them."""

from sqlmodel import col, update

from app.agents.leads.consent_chain import look_at_chain
from app.agents.leads.consents import NewEntry, add_consent
from app.agents.leads.intake.analytics import Range, analytics
from app.agents.leads.law.consents import ConsentEvent
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.pages.do_not_write import ConsentsView, SuppressionsView, read_consents
from app.agents.leads.pages.page import html
from app.agents.leads.tables import ConsentWords, Lead, LeadResearch
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.dashboard.reading import shape, words_of
from tests.leads.pages.sample_overviews import (
    FIGURES,
    FULL,
    LACKING,
    NO_FIGURES,
    SETTINGS,
    consent,
    suppressed,
)
from tests.leads.pages.samples import AROUND, HOSTILE
from tests.servers.scout_service import SECRET


def note(database: Database, kind: ConsentEvent) -> None:
    with database.write() as session:
        said = NewEntry(kind, "mail", NOON, "May we write?", "m1")
        add_consent(session, address_digest("ann@acme.example", SECRET), said, NOON)


def test_a_chain_of_consents_is_whole_until_somebody_changes_an_entry(database: Database) -> None:
    note(database, "asked")
    note(database, "given")
    note(database, "withdrawn")
    assert look_at_chain(database).is_whole
    page = words_of(html("consents", read_consents(database, None, look=False), AROUND))
    assert "The chain is whole: all 3 entries" in page

    with database.write() as session:
        changed = update(ConsentWords).where(col(ConsentWords.consent_id) == 2)
        session.execute(changed.values(wording="May we write every day?"))
    assert look_at_chain(database).first_broken == 2
    page = words_of(html("consents", read_consents(database, None, look=False), AROUND))
    assert "The chain is broken at entry 2 of 3." in page


def test_what_lacks_is_told_with_what_to_do_and_no_secret_is_shown() -> None:
    lacking = words_of(html("settings", LACKING, AROUND))
    assert "3 things are missing before mails can go" in lacking
    for name in ("OUTREACH_FROM Missing", "POSTAL_ADDRESS Missing", "PUBLIC_URL Does not work"):
        assert name in lacking
    for name in ("SENDER_COUNTRY", "IMAP_HOST"):
        assert f"{name} Better set" in lacking
    full = words_of(html("settings", SETTINGS, AROUND))
    assert "Missing" not in full
    assert "OUTREACH_DAILY_CAP Set 80: mails a day at most" in full
    assert "OUTREACH_WINDOW As it comes Mon-Fri 09:00-17:00: on the lead's own clock" in full
    assert FULL["IMAP_PASSWORD"] not in full


def test_rates_are_told_of_what_there_was_and_nothing_is_no_rate() -> None:
    words = words_of(html("figures", FIGURES, AROUND))
    assert "qualified, of those 79.2%" in words
    assert "were answered (18) 7.5%" in words
    assert "bounced (7) 2.9%" in words
    assert "were objected to (3) 1.2%" in words
    assert "those not qualified too $0.0050" in words
    assert "0.0%" not in words_of(html("figures", NO_FIGURES, AROUND))


def test_figures_are_counted_of_any_time(database: Database) -> None:
    with database.write() as session:
        session.add_all(
            [
                Lead(created_at=NOON, updated_at=NOON, status="researched", score=60),
                Lead(created_at=NOON, updated_at=NOON, status="unqualified", score=20),
                LeadResearch(lead_id=1, created_at=NOON, depth="quick", way="search", outcome="x"),
            ]
        )
    found = [analytics(database, one, now=NOON, zone=AROUND.zone) for one in Range]
    assert [one.by_status["unqualified"] for one in found] == [1, 1, 1, 1]
    assert [(one.research.leads, one.research.qualified) for one in found] == [
        *([(1, 1)] * 3),
        (2, 1),
    ]


def test_texts_of_strangers_change_nothing_of_the_lists() -> None:
    harmless = ("Harmless",) * len(HOSTILE)
    for name in ("consents", "suppressions"):
        assert shape(list_of(name, HOSTILE)) == shape(list_of(name, harmless))


def list_of(name: str, texts: tuple[str, ...]) -> str:
    if name == "consents":
        lines = tuple(consent(at, "given", text) for at, text in enumerate(texts, start=1))
        return html(name, ConsentsView(lines, False, len(lines), None), AROUND)
    entries = tuple(suppressed(at, text, text) for at, text in enumerate(texts))
    return html(name, SuppressionsView(entries, False, problem=texts[0]), AROUND)
