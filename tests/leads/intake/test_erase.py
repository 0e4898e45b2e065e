"""After an erasure nothing of the person can be found: in no table, file, log or export."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session, col, select

from app.agents.leads.agent import RESEARCH, SEQUENCE
from app.agents.leads.consent_chain import look_at_chain
from app.agents.leads.consents import NewEntry, add_consent
from app.agents.leads.intake.erase import Keeping, erase, lead_of
from app.agents.leads.intake.given import GivenLead, GivenRow
from app.agents.leads.intake.lead_files import write_leads
from app.agents.leads.intake.take_in import NOT_TO_BE_WRITTEN_TO, TakenIn, take_in
from app.agents.leads.law.suppression import address_digest
from app.agents.leads.suppressions import suppress, suppressed_among
from app.agents.leads.tables import (
    Campaign,
    CampaignLead,
    Consent,
    EmailEvent,
    Lead,
    LeadFact,
    LeadPage,
    LeadResearch,
    SequenceMail,
    Suppression,
)
from app.agents.team.tables import CalendarEvent, CallScript
from app.lib.table_files import Format
from app.parts.mail.message import Envelope, MailContent, build_message
from app.parts.mail.sender import FileSender
from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.servers.scout_service import ROOT, plain_environment

SECRETS = ("s" * 32, "o" * 32)
CANARY = "Quetzalcoatl"
EMAIL = f"{CANARY}.canary@feathered.example"
LATER = NOON + timedelta(hours=1)
PERSON = GivenLead(
    name=f"Zoë {CANARY}",
    email=EMAIL,
    company=f"{CANARY} Foods",
    title=f"{CANARY} in chief",
    website_url=f"https://{CANARY}.example/",
    linkedin_url=f"https://linkedin.com/in/{CANARY}",
    phone=f"{CANARY} 12",
    location=CANARY,
    source=CANARY,
    profile_text=f"{CANARY} bakes.",
    tags=(CANARY,),
)
BYSTANDER = GivenLead(name="Bob Dlamini", email="bob@feathered.example")

ERASES = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.agents.leads.intake.erase import Keeping, erase
from app.lib.logs import configure_logs
from app.parts.store.database import Database

url, lead_id, folder = sys.argv[1:]
configure_logs("DEBUG", Path(folder) / "scout.log")
erase(Database(url), int(lead_id), datetime.now(UTC), Keeping(("s" * 32,), Path(folder)))
"""


@pytest.fixture
def keeping(tmp_path: Path) -> Keeping:
    return Keeping(SECRETS, tmp_path / "outbox")


def taken(database: Database, *leads: GivenLead) -> TakenIn:
    rows = [GivenRow(number, lead) for number, lead in enumerate(leads, start=1)]
    return take_in(database, rows, now=NOON, secrets=SECRETS)


def ids(database: Database) -> tuple[int, int]:
    person, bystander = (one.id for one in taken(database, PERSON, BYSTANDER).created)
    return person, bystander


def run_of(agent: str, profile: object, **more: Any) -> AgentRun:
    given = {"status": "completed", "trigger": "request", "created_at": NOON, **more}
    return AgentRun(agent=agent, profile=str(profile), **given)


def mail_to(recipient: str, name: str, **more: Any) -> Mail:
    given: dict[str, Any] = {
        "kind": "sequence",
        "phase": "sent",
        "subject": f"To {CANARY}",
        "text": f"Dear {CANARY}",
        "html": f"<p>Dear {CANARY}</p>",
        "calendar": f"SUMMARY:Call with {CANARY}",
        "error": f"<{EMAIL}> refused",
        **more,
    }
    for moment in ("created_at", "next_try_at", "give_up_at", "changed_at"):
        given[moment] = NOON
    return Mail(recipient=recipient, message_id=name, **given)


def plant_calls(session: Session, person: int, run_id: int) -> None:
    """One of the lead, one that a booking service reported with the address alone."""
    for name, lead_id in (("lead", person), ("address", None)):
        call = CalendarEvent(
            uid=name,
            created_at=NOON,
            updated_at=NOON,
            starts_at=NOON,
            ends_at=LATER,
            zone="UTC",
            summary=CANARY,
            attendees=[{"email": EMAIL.lower(), "name": CANARY}],
            lead_id=lead_id,
        )
        session.add(call)
        session.flush()
        content: dict[str, Any] = {"intro": [{"text": CANARY}]}
        session.add(CallScript(run_id=run_id, created_at=NOON, event_id=call.id, content=content))


def plant(database: Database, person: int, bystander: int) -> None:
    """A canary in each column that may hold something of a person."""
    with database.write() as session:
        campaign = Campaign(created_at=NOON, name="Lunch")
        runs = [
            run_of(RESEARCH, person, result={"note": f"Zoë {CANARY}"}, error_message=EMAIL),
            run_of(RESEARCH, person, status="running", owner="me", input={"who": CANARY}),
            run_of(SEQUENCE, 9, result={"mails": [EMAIL.upper()]}),
            run_of(SEQUENCE, 10, result={"told": f"zoë {CANARY}"}),
            run_of("booking_callprep", "a", input={"attendee": {"email": EMAIL}}),
        ]
        mails = [
            mail_to(EMAIL.lower(), "sent@x", in_reply_to=f"{CANARY}@there", thread=CANARY),
            mail_to(EMAIL, "open@x", phase="open", unsubscribe_url=f"https://x/{CANARY}"),
            mail_to("team@example.com", "told@x", kind="alert", text=f"http://x/leads/{person}\n"),
            mail_to("team@example.com", "named@x", kind="alert", text=f"Said {EMAIL}", error=None),
        ]
        session.add_all([campaign, *runs, *mails])
        session.flush()
        plant_calls(session, person, runs[0].id or 0)
        session.add(CampaignLead(campaign_id=campaign.id or 0, lead_id=person, added_at=NOON))
        written = SequenceMail(
            lead_id=person,
            campaign_id=campaign.id or 0,
            run_id=runs[0].id,
            mail_id=mails[0].id,
            created_at=NOON,
            email_sequence=1,
            step="introduction",
            subject=CANARY,
            body=CANARY,
            claims=[{"sentence": CANARY}],
            opened_at=NOON,
            clicked_by_machine_at=NOON,
        )
        session.add(written)
        session.flush()
        session.add_all(
            [
                *(
                    EmailEvent(
                        lead_id=lead_id,
                        email_campaign_id=written.id,
                        created_at=NOON,
                        kind=kind,
                        by_machine=by_machine,
                        detail=f"https://lunch.example/{CANARY}",
                    )
                    for kind, lead_id in (("opened", None), ("clicked", person))
                    for by_machine in (True, False)
                ),
                EmailEvent(lead_id=person, created_at=NOON, kind="replied", detail=CANARY),
                LeadResearch(
                    lead_id=person,
                    run_id=runs[0].id,
                    created_at=NOON,
                    depth="quick",
                    way="search",
                    target=CANARY,
                    outcome="found",
                    detail=CANARY,
                ),
                *(
                    LeadPage(
                        lead_id=lead_id,
                        url=f"https://x/{lead_id}",
                        text=f"Our baker: {EMAIL}. We bake.",
                        fetched_at=NOON,
                    )
                    for lead_id in (person, bystander)
                ),
                *(
                    LeadFact(
                        lead_id=lead_id,
                        field="email",
                        value=EMAIL,
                        quote=f"Our baker: {EMAIL}",
                        url="https://x/",
                        fetched_at=NOON,
                    )
                    for lead_id in (person, bystander)
                ),
                ApiUsage(
                    created_at=NOON,
                    service="search",
                    agent=RESEARCH,
                    subject=str(person),
                    usd=0.5,
                    error=f"nothing for {CANARY}",
                ),
            ]
        )
        given = NewEntry("given", "page", NOON, f"I, {CANARY}, agree", CANARY, lead_id=person)
        add_consent(session, address_digest(EMAIL, SECRETS[0]), given, NOON)


def tables_with(database: Database, words: str) -> set[str]:
    """Those of which some row, as text, holds the words."""
    found = set()
    for name in inspect(database.engine).get_table_names():
        with database.read() as session:
            rows = session.execute(select(text("*")).select_from(text(f'"{name}"')))
            if any(words.lower() in str(tuple(row)).lower() for row in rows):
                found.add(name)
    return found


def test_nothing_of_the_person_is_left_in_any_table(database: Database, keeping: Keeping) -> None:
    person, bystander = ids(database)
    plant(database, person, bystander)
    assert len(tables_with(database, CANARY)) >= 9
    assert erase(database, person, LATER, keeping)
    assert tables_with(database, CANARY) == set()
    assert tables_with(database, "feathered.example") == {"leads"}, "the bystander's own"


def test_others_keep_what_is_theirs(database: Database, keeping: Keeping) -> None:
    person, bystander = ids(database)
    plant(database, person, bystander)
    erase(database, person, LATER, keeping)
    with database.read() as session:
        (lead,) = session.exec(select(Lead))
        (page,) = session.exec(select(LeadPage))
        (usage,) = session.exec(select(ApiUsage))
        consents = session.exec(select(Consent).order_by(col(Consent.number))).all()
        (suppression,) = session.exec(select(Suppression))
        assert session.exec(select(EmailEvent)).all() == []
    assert lead.name == "Bob Dlamini"
    assert page.text == "Our baker: [erased]. We bake."
    assert usage.usd == 0.5
    assert [one.kind for one in consents] == ["given", "withdrawn", "erased"]
    assert {one.address_digest for one in consents} == {address_digest(EMAIL, SECRETS[0])}
    assert look_at_chain(database).is_whole
    assert (suppression.reason, suppression.hint) == ("erased", "")


def test_the_reason_that_a_person_wrote_for_a_suppression_goes_too(
    database: Database, keeping: Keeping
) -> None:
    person, _ = ids(database)
    with database.write() as session:
        told = {"reason": f"{CANARY} rang", "source": "page", "now": NOON, "secret": SECRETS[0]}
        suppress(session, EMAIL, **told)  # type: ignore[arg-type]
    erase(database, person, LATER, keeping)
    assert tables_with(database, CANARY) == set()
    with database.read() as session:
        assert suppressed_among(session, [EMAIL], SECRETS) == {EMAIL: "erased"}


def test_no_mail_goes_and_no_run_writes_any_more(database: Database, keeping: Keeping) -> None:
    person, bystander = ids(database)
    plant(database, person, bystander)
    erase(database, person, LATER, keeping)
    with database.read() as session:
        mails = session.exec(select(Mail).order_by(col(Mail.id))).all()
        runs = session.exec(select(AgentRun)).all()
    assert [mail.phase for mail in mails] == ["sent", "failed", "sent", "sent"]
    assert [mail.recipient for mail in mails] == ["erased"] * 2 + ["team@example.com"] * 2
    assert [mail.message_id for mail in mails][2:] == ["told@x", "named@x"]
    assert {mail.message_id for mail in mails[:2]}.isdisjoint({"sent@x", "open@x"})
    assert all(run.status in ("completed", "failed") and run.owner is None for run in runs)


def test_who_was_erased_is_not_taken_in_again(database: Database, keeping: Keeping) -> None:
    person, _ = ids(database)
    erase(database, person, LATER, keeping)
    again = taken(database, replace(PERSON, email=EMAIL.upper()))
    assert [one.why for one in again.refused] == [NOT_TO_BE_WRITTEN_TO]
    with database.read() as session:
        assert suppressed_among(session, [EMAIL], SECRETS) == {EMAIL: "erased"}
        assert suppressed_among(session, [EMAIL], ["x" * 32]) == {}, "a digest without its key"


def test_pages_of_colleagues_say_no_more_of_them_by_name(
    database: Database, keeping: Keeping
) -> None:
    person, bystander = ids(database)
    said = f"Bob bakes. ZO\u00cb {CANARY} leads. We bake."
    of_page: dict[str, Any] = {"lead_id": bystander, "url": "https://x/team", "fetched_at": NOON}
    with database.write() as session:
        session.add(LeadPage(text=said, title=f"Zo\u00eb {CANARY} and Bob", **of_page))
        for quote in (said, "We bake."):
            session.add(LeadFact(field="company_info", value=quote, quote=quote, **of_page))
    erase(database, person, LATER, keeping)
    assert tables_with(database, CANARY) == set()
    with database.read() as session:
        (page,) = session.exec(select(LeadPage))
        (fact,) = session.exec(select(LeadFact))
    assert (page.title, fact.quote) == ("[erased] and Bob", "We bake.")
    assert page.text == "Bob bakes. [erased] leads. We bake."


def test_no_id_is_given_to_another_afterwards(database: Database, keeping: Keeping) -> None:
    _, last = ids(database)
    erase(database, last, LATER, keeping)
    (created,) = taken(database, GivenLead(email="new@acme.co.za")).created
    assert created.id > last


def test_a_lead_that_there_is_none_of_is_said(database: Database, keeping: Keeping) -> None:
    assert not erase(database, 7, LATER, keeping)


def test_the_address_finds_the_lead_however_it_is_spelt(database: Database) -> None:
    person, _ = ids(database)
    assert lead_of(database, f" {EMAIL.upper()} ") == person
    assert lead_of(database, "nobody@feathered.example") is None


def test_not_even_the_bytes_of_a_file_or_the_log_have_it(tmp_path: Path, sqlite_url: str) -> None:
    """In a process of its own, beside one that has the database open, with a log of everything."""
    database = Database(sqlite_url)
    person, bystander = ids(database)
    taken(database, *(GivenLead(email=f"{n}@acme.co.za") for n in range(300)))
    plant(database, person, bystander)
    # To look into the file here would end this process's own locks on it (POSIX has them so).
    assert tables_with(database, CANARY)
    done = subprocess.run(
        [sys.executable, "-c", ERASES, sqlite_url, str(person), str(tmp_path)],
        cwd=ROOT,
        env=plain_environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert CANARY.lower().encode() not in (done.stdout + done.stderr).lower()
    assert files_with_it(tmp_path) == []
    assert (tmp_path / "scout.log").read_text().count("lead.erased") == 1
    database.close()
    assert files_with_it(tmp_path) == []


def test_what_is_exported_afterwards_does_not_have_it(database: Database, keeping: Keeping) -> None:
    person, _ = ids(database)
    erase(database, person, LATER, keeping)
    exported = io.StringIO()
    write_leads(database, Format.JSONL, exported)
    assert CANARY.lower() not in exported.getvalue().lower()
    assert "bob@feathered.example" in exported.getvalue()


def files_with_it(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and holds(path)]


def holds(path: Path) -> bool:
    return CANARY.lower().encode() in path.read_bytes().lower()


def test_mails_that_were_written_to_files_go_too(database: Database, keeping: Keeping) -> None:
    person, _ = ids(database)
    with database.write() as session:
        session.add(mail_to(EMAIL, "sent@scout.example"))
    for name, recipient in (("sent", EMAIL), ("other", "bob@feathered.example")):
        envelope = Envelope(
            sender="a@scout.example",
            recipient=recipient,
            message_id=f"{name}@scout.example",
            date=NOON,
        )
        message = build_message(MailContent("Hi", "Hi", "<p>Hi</p>"), envelope)
        FileSender(keeping.mail_files).send(message, recipient, lambda: None)
    erase(database, person, LATER, keeping)
    (left,) = keeping.mail_files.iterdir()
    assert left.name.startswith("other")
