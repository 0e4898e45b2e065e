"""What an agent says of a mail of its own kind before it goes: may it still go?

A mail that is written days ahead may be wrong by the time it is due: its reader has answered. So
the agent is asked inside the transaction that claims the mail, and once more inside the one that
commits `dot`: what was committed before either is heeded, whoever wrote it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.lib.errors import ScoutError
from app.parts.mail.tables import Mail, MailPhase


@dataclass(frozen=True, slots=True)
class Held:
    """Why a mail does not go, for people to read. `until`: when it is asked about again; None: it
    never goes."""

    reason: str
    until: datetime | None = None


class HeldBackError(ScoutError):
    """The mail was stopped before its dot; its row says why."""


MayGo = Callable[[Session, Mail, datetime, bool], Held | None]
"""None: it may. The last argument: whether its dot is next. What has to be kept of the decision is
written in the same session."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the outbox learnt of a mail. `recipient_refused`: the server's words where it refused
    the recipient for good, else empty."""

    phase: MailPhase
    recipient_refused: str = ""


NoteOutcome = Callable[[Session, Mail, Outcome, datetime], None]
"""Told in the transaction of the mail's move, of each move but that to `dot`."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Of one kind of mail. `note_outcome` hears what the outbox learns; what the settling ends
    without a sender (given up, `unknown` after a crash) the agent reads from the mails' rows."""

    may_go: MayGo
    note_outcome: NoteOutcome


Gates = Mapping[str, Gate]
"""By `mails.kind`. A kind that is none of MailKind goes only past its gate."""
