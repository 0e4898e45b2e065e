"""Who writes to leads, in rounds of all campaigns: one of the agents in app/service/agents.py."""

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from app.agents.leads.agent import OUTREACH, SEQUENCE
from app.parts.agent import Agent, LookAtParts, Say, StillOurs
from app.parts.alarm.words import SilenceWords

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.lib.settings.settings import Settings
    from app.parts.mail.gates import Gates
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

ROUND = timedelta(minutes=10)
SEQUENCE_SILENCE = SilenceWords(
    of_profile="No round of the sequences ({profile}) has finished",
    meanwhile="No mail to a lead is written until this is mended.",
    lost=(
        "What was written and approved still goes. Nothing is lost: the sequences go on as soon "
        "as it works again, and one mail will say so."
    ),
    again="A round finished at {when}. Mails to leads are written again; there is nothing to do.",
)


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
    from app.agents.leads.tools.may_write_to import invitation_gate
    from app.parts.mail.tables import INVITATION

    return {
        KIND: sequence_gate(parts.settings),
        INVITATION: invitation_gate(parts.settings.secret_keys),
    }


def sequence_routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.leads.pages.campaign_routes import campaign_routes
    from app.agents.leads.pages.draft_routes import draft_routes

    return [campaign_routes(parts), draft_routes(parts)]


def sequence_pages(parts: "Parts", _look: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.leads.pages.tracking_routes import tracking_routes
    from app.agents.leads.pages.unsubscribe_routes import unsubscribe_routes

    return [unsubscribe_routes(parts), tracking_routes(parts)]


def check_consents(parts: "Parts", say: Say) -> bool:
    from app.agents.leads.commands.consents import check_chain

    return check_chain(parts.database, say)


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
