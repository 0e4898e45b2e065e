"""The stories of a run that could not be judged: how many wait or were given up, and why."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge.verdicts import GIVEN_UP, JUDGED
from app.agents.scout.judge.waiting import SETTLED, is_own_verdict, story_is_settled
from app.agents.scout.report.result_schema import Unjudged
from app.agents.scout.tables import VerdictRow
from app.agents.scout.types import Outcome
from app.parts.runs.runs import RunIds

REASONS_NAMED = 3
NOT_REACHED: Outcome = "not_reached"
ADVICE = "If there are many, another model may do better."


def unjudged(session: Session, brand: str, run_ids: RunIds) -> tuple[Unjudged, ...]:
    """By kind of failure, the commonest first. Of each kind one reason is enough: they differ in
    little but the seconds to wait."""
    of_outcome: dict[str, Counter[str]] = {}
    for outcome, detail in waiting_stories(session, brand, run_ids):
        of_outcome.setdefault(outcome, Counter())[detail] += 1
    if NOT_REACHED in of_outcome:
        outcomes = settled_count(session, run_ids)
        left = sum(one.total() for one in of_outcome.values())
        of_outcome[NOT_REACHED] = Counter(
            {how_far(outcomes[JUDGED], outcomes.total() + left): of_outcome[NOT_REACHED].total()}
        )
    return sorted_by_stories(
        Unjudged(reason=commonest(reasons), stories=reasons.total())
        for reasons in of_outcome.values()
    )


def waiting_stories(session: Session, brand: str, run_ids: RunIds) -> list[tuple[str, str]]:
    """Outcome and detail of each. An article that was not judged may turn out, when all are read,
    to tell a story that was: that one waits no more."""
    tried = (
        select(col(Article.story), col(VerdictRow.outcome), col(VerdictRow.detail))
        .join(Article, is_own_verdict(brand))
        .where(col(VerdictRow.run_id).in_(run_ids), col(Article.story).is_not(None))
        .where(col(VerdictRow.outcome).not_in(SETTLED), ~story_is_settled(brand))
        .order_by(col(VerdictRow.id))
    )
    stories = {story: (outcome, detail) for story, outcome, detail in session.exec(tried)}
    return list(stories.values())


def settled_count(session: Session, run_ids: RunIds) -> Counter[str]:
    """Of the runs' verdicts, by outcome."""
    settled = select(col(VerdictRow.outcome), func.count()).where(
        col(VerdictRow.run_id).in_(run_ids), col(VerdictRow.outcome).in_(SETTLED)
    )
    return Counter(dict(session.exec(settled.group_by(VerdictRow.outcome)).all()))


def given_up(session: Session, run_ids: RunIds) -> tuple[Unjudged, ...]:
    """By the reason why the last answer was none."""
    row = col(VerdictRow.detail), func.count()
    of_runs = select(*row).where(
        col(VerdictRow.run_id).in_(run_ids), VerdictRow.outcome == GIVEN_UP
    )
    found = session.exec(of_runs.group_by(row[0]))
    return sorted_by_stories(Unjudged(reason=reason, stories=count) for reason, count in found)


def sorted_by_stories(found: Iterable[Unjudged]) -> tuple[Unjudged, ...]:
    return tuple(sorted(found, key=lambda one: (-one.stories, one.reason)))


def how_far(judged: int, of_all: int) -> str:
    return (
        f"The model is slow: {judged:,} of {of_all:,} were judged before the time of the run was "
        "up."
    )


def commonest(reasons: Counter[str]) -> str:
    return min(reasons, key=lambda reason: (-reasons[reason], reason))


def count_of(waiting: Iterable[Unjudged]) -> int:
    return sum(one.stories for one in waiting)


def notice(waiting: Sequence[Unjudged], lost: Sequence[Unjudged] = ()) -> str | None:
    """What the team should know before it reads on: not all that is new was judged. `lost` are
    those that were given up."""
    said = []
    if waiting:
        stories = count_of(waiting)
        what = f"could not be judged and {wait(stories)} for the next run."
        said.append(f"{stories_in_words(stories)} {what} {reasons(waiting)}")
    if lost:
        gone = count_of(lost)
        why = f"because the model failed on {'it' if gone == 1 else 'them'} again and again."
        said.append(f"{given_up_in_words(gone)}, {why} {reasons(lost)} {ADVICE}")
    return " ".join(said) or None


def reasons(of: Sequence[Unjudged]) -> str:
    if len(of) == 1:
        return of[0].reason
    named = " ".join(f"{one.stories:,}: {one.reason}" for one in of[:REASONS_NAMED])
    rest = count_of(of[REASONS_NAMED:])
    return named + (f" {rest:,}: other reasons." if rest else "")


def given_up_in_words(count: int) -> str:
    return f"{stories_in_words(count)} {'was' if count == 1 else 'were'} given up"


def what_became_of(waiting: Sequence[Unjudged], lost: Sequence[Unjudged]) -> str:
    """In a part of a sentence; "" when all was judged."""
    left, gone = count_of(waiting), count_of(lost)
    parts = [f"{stories_in_words(left)} {wait(left)} for the next run"] if left else []
    parts += [given_up_in_words(gone)] if gone else []
    return ", ".join(parts)


def stories_in_words(count: int) -> str:
    return "1 new story" if count == 1 else f"{count:,} new stories"


def wait(count: int) -> str:
    return "waits" if count == 1 else "wait"
