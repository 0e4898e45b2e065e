"""The stories of a run that could not be judged: how many wait, and why."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from app.scout.result import Unjudged
from app.scout.tables import VerdictRow
from app.scout.types import Outcome
from app.scout.verdicts import GIVEN_UP, JUDGED
from app.store.runs import RunIds

REASONS_NAMED = 3
NOT_REACHED: Outcome = "not_reached"


def unjudged(session: Session, run_ids: RunIds) -> tuple[Unjudged, ...]:
    """By kind of failure, the commonest first. Of each kind one reason is enough: they differ in
    little but the seconds to wait."""
    row = col(VerdictRow.outcome), col(VerdictRow.detail), func.count()
    waiting = select(*row).where(
        col(VerdictRow.run_id).in_(run_ids), col(VerdictRow.outcome).not_in((JUDGED, GIVEN_UP))
    )
    of_outcome: dict[str, Counter[str]] = {}
    for outcome, detail, count in session.exec(waiting.group_by(*row[:2])):
        of_outcome.setdefault(outcome, Counter())[detail] += count
    if NOT_REACHED in of_outcome:
        left = sum(one.total() for one in of_outcome.values())
        reason = how_far(judged_count(session, run_ids), left)
        of_outcome[NOT_REACHED] = Counter({reason: of_outcome[NOT_REACHED].total()})
    found = (Unjudged(reason=commonest(one), stories=one.total()) for one in of_outcome.values())
    return tuple(sorted(found, key=lambda one: (-one.stories, one.reason)))


def judged_count(session: Session, run_ids: RunIds) -> int:
    of_runs = col(VerdictRow.run_id).in_(run_ids), VerdictRow.outcome == JUDGED
    return session.exec(select(func.count()).where(*of_runs)).one()


def how_far(judged: int, left: int) -> str:
    return (
        f"The model is slow: {judged:,} of {judged + left:,} were judged before the time of the "
        "run was up."
    )


def commonest(reasons: Counter[str]) -> str:
    return min(reasons, key=lambda reason: (-reasons[reason], reason))


def count_of(waiting: Iterable[Unjudged]) -> int:
    return sum(one.stories for one in waiting)


def notice(waiting: Sequence[Unjudged]) -> str | None:
    """What the team should know before it reads on: not all that is new was judged."""
    if not waiting:
        return None
    stories = count_of(waiting)
    what = f"{stories_in_words(stories)} could not be judged and {wait(stories)} for the next run."
    if len(waiting) == 1:
        return f"{what} {waiting[0].reason}"
    named = " ".join(f"{one.stories:,}: {one.reason}" for one in waiting[:REASONS_NAMED])
    rest = count_of(waiting[REASONS_NAMED:])
    return f"{what} {named}" + (f" {rest:,}: other reasons." if rest else "")


def stories_in_words(count: int) -> str:
    return "1 new story" if count == 1 else f"{count:,} new stories"


def wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
