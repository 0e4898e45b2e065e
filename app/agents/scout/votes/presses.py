"""Presses of the buttons that the links of a mail lead to, and which of them count: a mail scanner
that presses every button contradicts itself within a minute."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.agents.scout.tables import Pick, VoteEvent

BURST = timedelta(seconds=60)
CHANGE_TAKES = timedelta(seconds=2)
"""A person must see the page that says thanks before they change their mind on it."""
EVENTS_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What one person was asked: about the find of a pick, or about an article told beside it."""

    pick_id: int
    voter: str
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """One press of a button. `source` tells places apart without naming them; `changing`: pressed
    where the answer so far is shown, and a person changes their mind.
    """

    answer: str
    source: str
    changing: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """After a press: does it count, and the `answer` that stands now, if that is `counted`."""

    press_counts: bool
    answer: str
    counted: bool


def record_press(
    session: Session, question: Question, press: Press, now: datetime, *, in_burst: bool = False
) -> Standing:
    """Keeps the press. What does not count takes no answer away that a person gave before."""
    counts = not in_burst and not contradicts(session, question, press, now)
    session.add(event_of(question, press, now))
    given = None if counts else answer_before(session, question, now)
    return Standing(counts, given or press.answer, counts or given is not None)


def event_of(question: Question, press: Press, now: datetime) -> VoteEvent:
    return VoteEvent(
        pick_id=question.pick_id,
        article_id=question.article_id,
        voter=question.voter,
        answer=press.answer,
        source=press.source,
        changing=press.changing,
        created_at=now,
    )


def contradicts(session: Session, question: Question, press: Press, now: datetime) -> bool:
    """Was the other answer pressed within the last minute, from wherever? Scanners come from
    several addresses.

    A change of mind is believed, but not two in a minute, nor one that comes at once: a machine
    presses those, too.
    """
    other = events_of(question).where(
        VoteEvent.answer != press.answer, col(VoteEvent.created_at) > now - BURST
    )
    if press.changing:
        at_once = col(VoteEvent.created_at) > now - CHANGE_TAKES
        other = other.where(or_(col(VoteEvent.changing), at_once))
    return session.exec(other.limit(1)).first() is not None


def answer_before(session: Session, question: Question, now: datetime) -> str | None:
    """The answer that stood before the last minute, if it was a person's by the same rule."""
    earlier = events_of(question).where(col(VoteEvent.created_at) <= now - BURST)
    events = session.exec(earlier.order_by(col(VoteEvent.id).desc()).limit(EVENTS_LOOKED_AT)).all()
    if not events:
        return None
    last, *others = events
    near = [one for one in others if last.created_at - one.created_at < BURST]
    is_person = last.changing or all(one.answer == last.answer for one in near)
    return last.answer if is_person else None


def is_burst(session: Session, run_id: int, voter: str, at: datetime) -> bool:
    """Did this person's buttons, to whatever find of the mail, contradict themselves within a
    minute of `at`? Of a machine that presses one button of each page the yes and no of a find do.
    """
    near = (
        select(VoteEvent.pick_id, VoteEvent.article_id)
        .join(Pick, col(Pick.id) == VoteEvent.pick_id)
        .where(
            Pick.run_id == run_id,
            VoteEvent.voter == voter,
            ~col(VoteEvent.changing),
            col(VoteEvent.created_at).between(at - BURST, at + BURST),
        )
        .group_by(col(VoteEvent.pick_id), col(VoteEvent.article_id))
        .having(func.count(func.distinct(VoteEvent.answer)) > 1)
    )
    return session.exec(near.limit(1)).first() is not None


def events_of(question: Question) -> SelectOfScalar[VoteEvent]:
    return select(VoteEvent).where(
        VoteEvent.pick_id == question.pick_id,
        VoteEvent.voter == question.voter,
        VoteEvent.article_id == question.article_id,
    )
