"""The lead agent as the service knows it: three of the agents in app/service/agents.py.

Research and sequences are runs of their own, with a ceiling, a queue and costs each; a third reads
the mailbox that answers come to, every minute, where there is one.
"""

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from app.parts.agent import Agent, Chore, LookAtParts, RunHere, Say, StillOurs
from app.parts.alarm.words import SilenceWords
from app.parts.queue.queues import MAIL_QUEUE

if TYPE_CHECKING:
    from fastapi import APIRouter
    from typer import Typer

    from app.lib.settings.settings import Settings
    from app.parts.demo.part import DemoPart
    from app.parts.mail.gates import Gates
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

RESEARCH = "lead_research"
SEQUENCE = "lead_sequence"
OUTREACH = "outreach"
"""What `lead_sequence` works on: all campaigns together, in one round."""
ROUND = timedelta(minutes=10)
INBOX = "lead_inbox"
INBOX_INTERVAL = timedelta(minutes=1)
INBOX_SECONDS = 150.0
INBOX_SILENCE = SilenceWords(
    headline="The mailbox has not been read since",
    never="The mailbox has not been read yet",
    of_profile="The mailbox {profile} has not been read",
    failed="",
    meanwhile="Replies are not read, so no follow-up goes out until this is mended.",
    lost=(
        "No answer is lost: the mailbox is read on from where it was read to as soon as it opens, "
        "the follow-ups go out after that, and one mail will say so."
    ),
    works="The mailbox is read again",
    again="It was read at {when}. Follow-ups go out again; there is nothing to do.",
    before="Before that, it had not been read since {since}.",
)
SEQUENCE_SILENCE = SilenceWords(
    of_profile="No round of the sequences ({profile}) has finished",
    meanwhile="No mail to a lead is written until this is mended.",
    lost=(
        "What was written and approved still goes. Nothing is lost: the sequences go on as soon "
        "as it works again, and one mail will say so."
    ),
    again="A round finished at {when}. Mails to leads are written again; there is nothing to do.",
)
MOST_LEADS_BYTES = 2 * 1024 * 1024
"""Of a thousand leads with all that a form takes, but without pasted profiles."""
RETENTION_SECONDS = 15 * 60
MOST_FILE_BYTES = 5 * 1024 * 1024
"""Of a file of leads that a form brings: some fifty thousand rows."""
MOST_UPLOAD_BYTES = MOST_FILE_BYTES + 256 * 1024
"""With what is around the file."""
LONGEST_RESEARCH_SECONDS = 115.0
"""Under two minutes a lead, whatever happens; it stops asking before."""


def research(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.leads.research.run import research_lead

    return research_lead(parts, claim, still_ours)


def longest_research(_: "Settings") -> float:
    return LONGEST_RESEARCH_SECONDS


def prepare_research(settings: "Settings") -> None:
    """Each run would spend a second of CPU on it."""
    import_module("app.agents.leads.research.run")
    if settings.openai_api_key:
        from app.parts.model.configured import load_libraries

        load_libraries()
    from app.parts.web.fetching.aiohttp_session import load_certificates

    load_certificates()


def check_what_research_uses(parts: "Parts", say: Say) -> bool:
    from app.agents.leads.research.check import check_research

    return check_research(parts.settings, say)


def chores(parts: "Parts") -> Sequence[Chore]:
    def keep() -> None:
        from app.agents.leads.intake.retention import keep_to_retention

        keep_to_retention(parts)

    return [Chore("lead retention", keep, RETENTION_SECONDS, at_once=True)]


def routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.leads.pages.analytics_routes import analytics_routes
    from app.agents.leads.pages.consent_routes import consent_routes
    from app.agents.leads.pages.lead_routes import lead_routes
    from app.agents.leads.pages.research_route import research_route
    from app.agents.leads.pages.suppression_routes import suppression_routes

    made = (analytics_routes, consent_routes, lead_routes, research_route, suppression_routes)
    return [make(parts) for make in made]


def pages(parts: "Parts", _: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.leads.pages.page_routes import lead_pages

    return lead_pages(parts)


def check_consents(parts: "Parts", say: Say) -> bool:
    from app.agents.leads.commands.consents import check_chain

    return check_chain(parts.database, say)


def demo() -> "DemoPart":
    from app.agents.leads.demo.part import LEADS_DEMO

    return LEADS_DEMO


def add_commands(app: "Typer", run_here: RunHere) -> None:
    from app.agents.leads.commands.commands import add_commands as add

    add(app, run_here)


def run_sequences(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.leads.campaigns.round import run_round

    return run_round(parts, claim, still_ours)


def prepare_sequences(settings: "Settings") -> None:
    """The law's table, calendars of holidays and the guard's words, once before a worker forks;
    an installation that writes to nobody does not pay for them."""
    if not can_write(settings):
        return
    for name in ("app.agents.leads.campaigns.round", "app.agents.leads.campaigns.gate", "holidays"):
        import_module(name)


def can_write(settings: "Settings") -> bool:
    return settings.outreach_from is not None and settings.postal_address is not None


def sequence_profiles(settings: "Settings") -> Sequence[str]:
    """None where no campaign can start: there is nothing to be late with."""
    return (OUTREACH,) if can_write(settings) else ()


def sequence_interval(settings: "Settings") -> timedelta | None:
    return ROUND if can_write(settings) else None


def sequence_gates(parts: "Parts") -> "Gates":
    from app.agents.leads.campaigns.gate import KIND, sequence_gate

    return {KIND: sequence_gate(parts.settings)}


def sequence_routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.leads.pages.campaign_routes import campaign_routes
    from app.agents.leads.pages.draft_routes import draft_routes

    return [campaign_routes(parts), draft_routes(parts)]


def sequence_pages(parts: "Parts", _look: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.leads.pages.tracking_routes import tracking_routes
    from app.agents.leads.pages.unsubscribe_routes import unsubscribe_routes

    return [unsubscribe_routes(parts), tracking_routes(parts)]


def run_inbox(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.leads.listening.read_mailbox import read_mailbox

    return read_mailbox(parts, claim, still_ours)


def mailboxes(settings: "Settings") -> Sequence[str]:
    return (settings.imap_username or "",) if settings.imap_host else ()


def inbox_interval(settings: "Settings") -> timedelta | None:
    return INBOX_INTERVAL if settings.imap_host else None


def longest_inbox(_: "Settings") -> float:
    return INBOX_SECONDS


def check_inbox(parts: "Parts", say: Say) -> bool:
    from app.agents.leads.listening.connecting import check_mailbox

    return check_mailbox(parts.settings, say)


LEAD_RESEARCH = Agent(
    name=RESEARCH,
    run=research,
    longest_seconds=longest_research,
    prepare=prepare_research,
    routes=routes,
    pages=pages,
    body_limits=[("/api/leads", MOST_LEADS_BYTES), ("/leads/import", MOST_UPLOAD_BYTES)],
    add_commands=add_commands,
    check=check_what_research_uses,
    chores=chores,
    demo=demo,
)
LEAD_SEQUENCE = Agent(
    name=SEQUENCE,
    run=run_sequences,
    profiles=sequence_profiles,
    interval=sequence_interval,
    gates=sequence_gates,
    prepare=prepare_sequences,
    routes=sequence_routes,
    pages=sequence_pages,
    check=check_consents,
    silence=SEQUENCE_SILENCE,
)
LEAD_INBOX = Agent(
    name=INBOX,
    run=run_inbox,
    profiles=mailboxes,
    interval=inbox_interval,
    longest_seconds=longest_inbox,
    queue=MAIL_QUEUE,
    check=check_inbox,
    silence=INBOX_SILENCE,
    is_needed=False,
)
"""A mail server may take minutes, and an answer must not wait for a run of nine."""
