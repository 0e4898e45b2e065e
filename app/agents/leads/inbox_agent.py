"""Who reads the mailbox that answers come to, every minute, where there is one: one of the agents
in app/service/agents.py."""

from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from app.agents.leads.agent import INBOX
from app.parts.agent import Agent, Say, StillOurs
from app.parts.alarm.words import SilenceWords
from app.parts.queue.queues import MAIL_QUEUE

if TYPE_CHECKING:
    from app.lib.settings.settings import Settings
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim

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


LEAD_INBOX = Agent(
    name=INBOX,
    run=run_inbox,
    profiles=mailboxes,
    interval=inbox_interval,
    longest_seconds=longest_inbox,
    # A mail server may take minutes, and an answer must not wait for a run of nine.
    queue=MAIL_QUEUE,
    check=check_inbox,
    silence=INBOX_SILENCE,
    is_needed=False,
)
