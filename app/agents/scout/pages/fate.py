"""What became of an article in a run, in words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.agents.scout.gather.tables import ArticleState
from app.agents.scout.judge.verdicts import GIVEN_UP, JUDGED
from app.agents.scout.report.result_schema import RunResult, WhyNoPlace
from app.agents.scout.tables import VerdictRow
from app.agents.scout.types import Safety
from app.parts.reading.not_the_story import sentence

UNREAD = {
    ArticleState.DUPLICATE: "Another address of an article that was read already",
    ArticleState.PASSED_OVER: "Left aside: part of the site's archive at the first visit",
}

NOT_PICKED = "Scored, but not picked"
WHY_NO_PLACE: Mapping[WhyNoPlace, str] = {
    "votes": "Votes brought it below the mark of {mark}",
    "gone": "Good enough, but its page does not open any more",
    "stale": "Good enough, but from more than a week ago",
    "same_story": "Good enough, but {place} tells the same story",
    "site": "Good enough, but others of its site have the site's places",
    "told": "Good enough, but a mail of the last days may have told it",
    "alike": "Good enough, but it may be the story of {place}",
    "try": "Good enough, but the last place is a try of a kind with few votes",
    "beaten": "Good enough, but others came first: votes and age count, too",
}


@dataclass(frozen=True, slots=True)
class Picked:
    """A place in the mail of a run."""

    rank: int
    run_id: int


@dataclass(frozen=True, slots=True)
class ArticleFacts:
    """What is stored of an article. `told_by`: the headline of the article that told its story
    first; `picked`: its place in a mail, and the run whose mail it was; `instead`: what its page
    shows that is not the story; `ranked_in`: the result of the run that compared it with others.
    """

    state: str
    error: str | None
    told_by: str | None
    verdict: VerdictRow | None
    picked: Picked | None
    run_id: int
    instead: str | None = None
    ranked_in: RunResult | None = None


def fate(facts: ArticleFacts) -> str:
    """What was judged without its page says why."""
    said = fate_in_run(facts)
    is_known_from_its_site = facts.instead is not None and facts.state == ArticleState.READ
    return f"{said}. {sentence(facts.instead)}" if is_known_from_its_site else said


def fate_in_run(facts: ArticleFacts) -> str:
    if facts.picked is not None:
        return picked_fate(facts.picked, facts.run_id)
    if facts.verdict is not None:
        return judged_fate(facts.verdict, facts)
    if facts.state != ArticleState.READ:
        return unread_fate(facts.state, facts.error)
    if facts.told_by is not None:
        return f"The same story as “{facts.told_by}”"
    return "Waiting to be judged"


def picked_fate(picked: Picked, run_id: int) -> str:
    """A later run picks what a digest collected, or what had to wait."""
    by = "" if picked.run_id == run_id else f" by run {picked.run_id}"
    return f"Picked{by}, place {picked.rank}"


def unread_fate(state: str, error: str | None) -> str:
    reason = f": {error}" if error else ""
    if state == ArticleState.FAILED:
        return f"Could not be read{reason}"
    return UNREAD.get(ArticleState(state), f"Waiting to be read{reason}")


def judged_fate(verdict: VerdictRow, facts: ArticleFacts) -> str:
    """Of what was not picked."""
    if verdict.outcome == GIVEN_UP:
        return f"Given up: the model failed on it again and again ({verdict.detail})"
    if verdict.outcome != JUDGED:
        return f"Waiting for the model: {verdict.detail}"
    if not verdict.safe:
        return Safety(False, verdict.rule, verdict.quote).held_back
    if verdict.ranked_by_run_id is None:
        return "Scored, and waits to be compared with others"
    if verdict.step == "triage":
        return "Not looked at closely: others were better"
    return unpicked_fate(verdict, facts)


def unpicked_fate(verdict: VerdictRow, facts: ArticleFacts) -> str:
    """Results of before do not say why."""
    ranked = facts.ranked_in
    if ranked is None or ranked.min_score is None:
        return NOT_PICKED
    for one in ranked.without_place:
        if one.article_id == verdict.article_id:
            of_run = verdict.ranked_by_run_id
            other = f" of run {of_run}" if of_run != facts.run_id else ""
            place = f"place {one.beside}{other}"
            return WHY_NO_PLACE[one.why].format(mark=ranked.min_score, place=place)
    if (verdict.score or 0) < ranked.min_score:
        return f"Below the mark of {ranked.min_score}"
    return NOT_PICKED
