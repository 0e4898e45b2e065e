"""What became of an article in a run, in words. Pure."""

from dataclasses import dataclass

from app.scout.tables import VerdictRow
from app.scout.verdicts import GIVEN_UP, JUDGED
from app.store.tables import ArticleState

UNREAD = {
    ArticleState.DUPLICATE: "Another address of an article that was read already",
    ArticleState.PASSED_OVER: "Left aside: part of the site's archive at the first visit",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored of an article. `told_by`: the headline of the article that told its story
    first; `rank` its place in the mail; `mark` the score from which a find is mailed.
    """

    state: str
    error: str | None
    told_by: str | None
    verdict: VerdictRow | None
    rank: int | None
    mark: int


def fate(facts: Facts) -> str:
    if facts.rank is not None:
        return f"Picked, place {facts.rank}"
    if facts.verdict is not None:
        return judged_fate(facts.verdict, facts.mark)
    if facts.state != ArticleState.READ:
        return unread_fate(facts.state, facts.error)
    if facts.told_by is not None:
        return f"The same story as “{facts.told_by}”"
    return "Waiting to be judged"


def unread_fate(state: str, error: str | None) -> str:
    reason = f": {error}" if error else ""
    if state == ArticleState.FAILED:
        return f"Could not be read{reason}"
    return UNREAD.get(ArticleState(state), f"Waiting to be read{reason}")


def judged_fate(verdict: VerdictRow, mark: int) -> str:
    if verdict.outcome == GIVEN_UP:
        return f"Given up: the model failed on it again and again ({verdict.detail})"
    if verdict.outcome != JUDGED:
        return f"Waiting for the model: {verdict.detail}"
    if not verdict.safe:
        return held_back(verdict)
    if (verdict.score or 0) < mark:
        return f"Scored below {mark}"
    if verdict.step == "triage":
        return "Not looked at closely: others were better"
    return "Good enough, but not among the best five"


def held_back(verdict: VerdictRow) -> str:
    """The rule, and the words that say so."""
    words = f", because it says “{verdict.quote}”" if verdict.quote else ""
    return f"Held back as {verdict.rule or 'not safe for the brand'}{words}"
