"""The moves of runs and mails, as values. docs/states.md tells them with who makes each.

A move is a change of state, or of hands within a state: a run that a second attempt takes over,
a mail that is claimed and handed back. The tests watch a real database for moves that are not
here, and for moves here that nothing makes.
"""

from app.parts.store.tables import MailPhase, MailStatus, RunStatus

Moves = frozenset[tuple[str | None, str]]
"""Pairs of before and after; None before: the row is made, or the status was not known yet."""

RUN_MOVES: Moves = frozenset(
    {
        (None, RunStatus.PENDING),
        (None, RunStatus.SKIPPED),
        (RunStatus.PENDING, RunStatus.RUNNING),
        (RunStatus.PENDING, RunStatus.SKIPPED),
        (RunStatus.PENDING, RunStatus.FAILED),
        (RunStatus.RUNNING, RunStatus.RUNNING),
        (RunStatus.RUNNING, RunStatus.PENDING),
        (RunStatus.RUNNING, RunStatus.COMPLETED),
        (RunStatus.RUNNING, RunStatus.FAILED),
        (RunStatus.COMPLETED, RunStatus.FAILED),
    }
)

MAIL_STATUS_MOVES: Moves = frozenset(
    {
        (None, MailStatus.NOTHING_NEW),
        (None, MailStatus.WAITING),
        (MailStatus.WAITING, MailStatus.SENT),
        (MailStatus.WAITING, MailStatus.FAILED),
        (MailStatus.WAITING, MailStatus.UNKNOWN),
    }
)

MAIL_MOVES: Moves = frozenset(
    {
        (None, MailPhase.OPEN),
        (MailPhase.OPEN, MailPhase.OPEN),
        (MailPhase.OPEN, MailPhase.DOT),
        (MailPhase.OPEN, MailPhase.FAILED),
        (MailPhase.DOT, MailPhase.SENT),
        (MailPhase.DOT, MailPhase.OPEN),
        (MailPhase.DOT, MailPhase.FAILED),
        (MailPhase.DOT, MailPhase.UNKNOWN),
    }
)
