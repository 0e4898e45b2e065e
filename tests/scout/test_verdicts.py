"""What is kept of a judgement, and which failures end an article's chances."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from app.agents.scout.gather.tables import Article, ArticleState, Site
from app.agents.scout.judge import verdicts, waiting
from app.agents.scout.judge.verdicts import TRIES, VerdictKey, Weighing
from app.agents.scout.tables import VerdictRow
from app.agents.scout.types import Judgement, Outcome, Safety, Unscored, Usage, Verdict
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database

EVALUATOR = VerdictKey("debonairs", "f", "model", "m", "1")


SITE, OTHER_SITE = 1, 2


@pytest.fixture
def article(database: Database, noon: datetime) -> Article:
    with database.write() as session:
        session.add(AgentRun(agent="a", profile="p", trigger="request", created_at=noon))
        session.add_all(Site(id=id_, url=f"https://{id_}.example/") for id_ in (SITE, OTHER_SITE))
    return read_article(database, SITE, noon)


def read_article(
    database: Database, site_id: int, found_at: datetime, story: int | None = None
) -> Article:
    """An article that tells the story, or one of its own."""
    with database.write() as session:
        address = f"news.example/{session.exec(select(func.count(col(Article.id)))).one()}"
        stored = Article(
            site_id=site_id,
            address=address,
            url=f"https://{address}",
            title="Pizza",
            state=ArticleState.READ,
            found_at=found_at,
            content_hash=address,
        )
        session.add(stored)
        session.flush()
        stored.story = story or stored.id
        session.add(stored)
    return stored


def keep(
    database: Database, article: Article, judgement: Judgement, now: datetime, *, works: bool
) -> None:
    weighing = Weighing(EVALUATOR, run_id=1, model_works=works)
    with database.write() as session:
        verdicts.store_judgement(session, weighing, article, judgement, now)


def to_judge(database: Database, now: datetime, *sites: int, brand: str = "debonairs") -> list[int]:
    return [one.id or 0 for one in waiting.articles_to_judge(database, brand, sites, now)]


def waits(database: Database, now: datetime) -> bool:
    return bool(to_judge(database, now, SITE))


def counted(database: Database, now: datetime, *sites: int) -> int:
    with database.read() as session:
        return waiting.waiting_count(session, "debonairs", sites, now)


def scored() -> Verdict:
    usage = Usage(calls=1, input_tokens=5, output_tokens=1, usd=0.01)
    return Verdict("1", 80, "It fits.", "", Safety(True), "model", "triage", usage=usage)


def failed(outcome: Outcome, *, alone: bool = False, tried: bool = True) -> Unscored:
    usage = Usage(calls=1, input_tokens=5, output_tokens=1, usd=0.01)
    return Unscored("1", outcome, "why", usage, alone=alone, tried=tried)


@pytest.mark.parametrize(
    "outcome", ["unavailable", "timed_out", "not_reached", "denied", "over_budget"]
)
def test_an_article_waits_through_any_number_of_outages(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    for _ in range(TRIES * 4):
        keep(database, article, failed(outcome), noon, works=True)
    assert waits(database, noon)


@pytest.mark.parametrize("outcome", ["refused", "filtered", "truncated", "invalid", "too_slow"])
def test_an_article_among_others_waits_while_the_model_says_nothing_usable_of_any(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    for _ in range(TRIES * 4):
        keep(database, article, failed(outcome), noon, works=False)
    assert waits(database, noon)


@pytest.mark.parametrize("outcome", ["refused", "filtered", "truncated", "invalid", "too_slow"])
def test_an_article_that_a_working_model_cannot_judge_is_given_up_after_three_tries(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    for tried in range(1, TRIES + 1):
        assert waits(database, noon), f"given up after {tried - 1}"
        keep(database, article, failed(outcome), noon, works=True)
    assert not waits(database, noon)


@pytest.mark.parametrize("outcome", ["refused", "filtered", "truncated", "invalid"])
@pytest.mark.parametrize("works", [False, True])
def test_an_article_that_the_model_makes_no_sense_of_alone_is_given_up_after_two_tries(
    database: Database, article: Article, noon: datetime, outcome: Outcome, works: bool
) -> None:
    keep(database, article, failed(outcome, alone=True), noon, works=works)
    assert waits(database, noon)
    keep(database, article, failed(outcome, alone=True), noon, works=works)
    assert not waits(database, noon)


@pytest.mark.parametrize("outcome", ["unavailable", "timed_out", "invalid"])
def test_between_two_tries_an_outage_gives_nothing_up(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    keep(database, article, failed("invalid", alone=True), noon, works=False)
    for _ in range(TRIES * 2):
        keep(database, article, failed(outcome), noon, works=False)
    assert waits(database, noon)


def test_what_was_not_asked_about_is_no_try(
    database: Database, article: Article, noon: datetime
) -> None:
    """The model was left alone after others; a verdict of an earlier triage stands for one."""
    for _ in range(TRIES):
        keep(database, article, failed("invalid", tried=False), noon, works=True)
    assert waits(database, noon)


def test_outages_before_do_not_shorten_the_tries(
    database: Database, article: Article, noon: datetime
) -> None:
    for _ in range(TRIES):
        keep(database, article, failed("unavailable"), noon, works=True)
    keep(database, article, failed("invalid"), noon, works=True)
    assert waits(database, noon)


def test_an_article_waits_seven_days_at_most_and_is_counted_for_as_long(
    database: Database, article: Article, noon: datetime
) -> None:
    keep(database, article, failed("unavailable"), noon, works=True)
    last = noon + timedelta(days=7)
    assert (waits(database, last), counted(database, last, SITE)) == (True, 1)
    late = last + timedelta(seconds=1)
    assert (waits(database, late), counted(database, late, SITE)) == (False, 0)


def test_what_nobody_tried_to_judge_yet_is_not_counted_as_waiting(
    database: Database, article: Article, noon: datetime
) -> None:
    assert waits(database, noon)
    assert counted(database, noon, SITE) == 0


def test_each_brand_judges_the_first_article_of_a_story_on_its_own_sites(
    database: Database, article: Article, noon: datetime
) -> None:
    copy = read_article(database, OTHER_SITE, noon, story=article.id)
    read_article(database, OTHER_SITE, noon, story=article.id)
    assert to_judge(database, noon, SITE, brand="one") == [article.id]
    assert to_judge(database, noon, OTHER_SITE, brand="two") == [copy.id]
    assert to_judge(database, noon, SITE, OTHER_SITE, brand="three") == [article.id]


def test_another_brands_verdict_leaves_the_story_to_be_judged(
    database: Database, article: Article, noon: datetime
) -> None:
    copy = read_article(database, OTHER_SITE, noon, story=article.id)
    keep(database, article, scored(), noon, works=True)
    assert to_judge(database, noon, OTHER_SITE, brand="two") == [copy.id]


@pytest.mark.parametrize("sites", [(SITE, OTHER_SITE), (OTHER_SITE,)])
def test_a_story_judged_long_ago_is_not_judged_again_for_a_new_copy(
    database: Database, article: Article, noon: datetime, sites: tuple[int, ...]
) -> None:
    """Even where the site that had it first is none of the brand's any more."""
    keep(database, article, scored(), noon, works=True)
    later = noon + timedelta(days=20)
    read_article(database, OTHER_SITE, later, story=article.id)
    assert to_judge(database, later, *sites) == []


def test_a_story_judged_by_its_copy_is_not_judged_again_when_the_first_ones_site_joins(
    database: Database, article: Article, noon: datetime
) -> None:
    copy = read_article(database, OTHER_SITE, noon, story=article.id)
    keep(database, copy, scored(), noon, works=True)
    assert to_judge(database, noon, SITE, OTHER_SITE) == []


def test_an_article_that_was_tried_is_asked_about_again_though_another_was_found_before_it(
    database: Database, article: Article, noon: datetime
) -> None:
    """The site that named the story first may have answered last."""
    copy = read_article(database, OTHER_SITE, noon, story=article.id)
    keep(database, copy, failed("invalid"), noon, works=True)
    assert to_judge(database, noon, SITE, OTHER_SITE) == [copy.id]
    assert to_judge(database, noon, SITE) == [article.id]
    assert counted(database, noon, SITE, OTHER_SITE) == 1


def test_a_story_of_which_two_articles_failed_waits_once(
    database: Database, article: Article, noon: datetime
) -> None:
    copy = read_article(database, OTHER_SITE, noon, story=article.id)
    for one in (copy, article):
        keep(database, one, failed("unavailable"), noon, works=True)
    assert to_judge(database, noon, SITE, OTHER_SITE) == [article.id]
    assert counted(database, noon, SITE, OTHER_SITE) == 1


def test_a_verdict_after_failures_ends_the_wait_and_keeps_every_cost(
    database: Database, article: Article, noon: datetime
) -> None:
    keep(database, article, failed("unavailable"), noon, works=False)
    keep(database, article, scored(), noon, works=False)
    assert not waits(database, noon)
    with database.read() as session:
        [row] = session.exec(select(VerdictRow)).all()
    assert (row.outcome, row.score, row.calls) == ("judged", 80, 2)
