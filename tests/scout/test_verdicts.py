"""What is kept of a judgement, and which failures end an article's chances."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from app.scout import verdicts
from app.scout.tables import VerdictRow
from app.scout.types import Judgement, Outcome, Safety, Unscored, Usage, Verdict
from app.scout.verdicts import TRIES, Evaluator, Weighing
from app.store.database import Database
from app.store.tables import AgentRun, Article, ArticleState, Site

EVALUATOR = Evaluator("debonairs", "f", "model", "m", "1")


@pytest.fixture
def article(database: Database, noon: datetime) -> Article:
    with database.write() as session:
        run = AgentRun(agent="a", profile="p", trigger="request", created_at=noon)
        site = Site(url="https://news.example/")
        session.add_all([run, site])
        session.flush()
        stored = Article(
            site_id=site.id or 0,
            address="news.example/1",
            url="https://news.example/1",
            title="Pizza",
            state=ArticleState.READ,
            found_at=noon,
            content_hash="c",
        )
        session.add(stored)
        session.flush()
        stored.story = stored.id
        session.add(stored)
    return stored


def keep(
    database: Database, article: Article, judgement: Judgement, now: datetime, *, works: bool
) -> None:
    weighing = Weighing(EVALUATOR, run_id=1, model_works=works)
    with database.write() as session:
        verdicts.store_judgement(session, weighing, article, judgement, now)


def waits(database: Database, now: datetime) -> bool:
    return bool(verdicts.articles_to_judge(database, "debonairs", [1], now))


def scored() -> Verdict:
    usage = Usage(calls=1, input_tokens=5, output_tokens=1, usd=0.01)
    return Verdict("1", 80, "It fits.", "", Safety(True), "model", "triage", usage=usage)


def failed(outcome: Outcome) -> Unscored:
    return Unscored("1", outcome, "why", Usage(calls=1, input_tokens=5, output_tokens=1, usd=0.01))


@pytest.mark.parametrize("outcome", ["unavailable", "timed_out", "denied", "over_budget"])
def test_an_article_waits_through_any_number_of_outages(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    for _ in range(TRIES * 4):
        keep(database, article, failed(outcome), noon, works=True)
    assert waits(database, noon)


@pytest.mark.parametrize("outcome", ["refused", "filtered", "truncated", "invalid"])
def test_a_model_that_answers_nothing_usable_at_all_ends_no_articles_chances(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    for _ in range(TRIES * 4):
        keep(database, article, failed(outcome), noon, works=False)
    assert waits(database, noon)


@pytest.mark.parametrize("outcome", ["refused", "filtered", "truncated", "invalid"])
def test_an_article_that_a_working_model_cannot_judge_is_given_up_after_five_tries(
    database: Database, article: Article, noon: datetime, outcome: Outcome
) -> None:
    for tried in range(1, TRIES + 1):
        assert waits(database, noon), f"given up after {tried - 1}"
        keep(database, article, failed(outcome), noon, works=True)
    assert not waits(database, noon)


def test_outages_before_do_not_shorten_the_tries(
    database: Database, article: Article, noon: datetime
) -> None:
    for _ in range(TRIES):
        keep(database, article, failed("unavailable"), noon, works=True)
    keep(database, article, failed("invalid"), noon, works=True)
    assert waits(database, noon)


def test_an_article_waits_three_days_at_most(
    database: Database, article: Article, noon: datetime
) -> None:
    keep(database, article, failed("unavailable"), noon, works=True)
    assert waits(database, noon + timedelta(days=3))
    assert not waits(database, noon + timedelta(days=3, seconds=1))


def test_a_verdict_after_failures_ends_the_wait_and_keeps_every_cost(
    database: Database, article: Article, noon: datetime
) -> None:
    keep(database, article, failed("unavailable"), noon, works=False)
    keep(database, article, scored(), noon, works=False)
    assert not waits(database, noon)
    with database.read() as session:
        [row] = session.exec(select(VerdictRow)).all()
    assert (row.outcome, row.score, row.calls) == ("judged", 80, 2)
