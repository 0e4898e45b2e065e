"""At the day's ceiling the keyword scorer takes over, and the mail says so."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import judge_stories
from app.agents.scout.judge.waiting import articles_to_judge
from app.agents.scout.pick.link_check import LinkChecker
from app.agents.scout.pick.pick_finds import Picked, pick
from app.agents.scout.report import store_report
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.stream import Stream
from app.agents.scout.tables import VerdictRow
from app.parts.mail.tables import Mail
from app.parts.parts import Parts
from app.parts.runs import endings, runs
from app.parts.runs.lease import Claim
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.web.access import open_web
from tests.conftest import NOON
from tests.scout.stored import BRAND, NAMES, Told, add_articles, add_sites, claimed_run, parts_for
from tests.servers.model_endpoint import ModelEndpoint, says
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.scoring_brain import sensible

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TITLE = "Pizza chain opens its hundredth restaurant in Durban"


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


@pytest.fixture
def web() -> Iterator[NewsWeb]:
    with NewsWeb() as opened:
        opened.shows["/story"] = shown(TITLE)
        yield opened


def shown(title: str) -> Shown:
    words = f"{title}. All about it, in as many words as a short article has. " * 3
    return Shown(f"<html><title>{title}</title><article><h1>{title}</h1><p>{words}</p></article>")


@pytest.fixture
def claim(database: Database) -> Claim:
    add_sites(database)
    return claimed_run(database)


def parts_with(
    database: Database,
    folder: Path,
    endpoint: ModelEndpoint,
    web: NewsWeb,
    budget: str,
    **others: str,
) -> Parts:
    return parts_for(
        database,
        folder,
        OPENAI_API_KEY="sk-test",
        OPENAI_BASE_URL=endpoint.url,
        OPENAI_MODEL="gpt-4o-mini",
        LLM_DAILY_BUDGET_USD=budget,
        FETCH_ALLOWED_PRIVATE_HOSTS=web.address(),
        **others,
    )


async def evaluate_and_report(parts: Parts, claim: Claim) -> Picked:
    stories = Stream[Article]()
    stories.put(articles_to_judge(parts.database, BRAND.id, list(NAMES), NOON))
    stories.end()
    await judge_stories.judge_stories(parts, claim, BRAND, NAMES, stories)
    async with open_web(parts, lambda: None) as opened:
        link_checker = LinkChecker(opened.fetcher, opened.reader)
        picked = await pick(parts, claim, BRAND, NAMES, link_checker)
    store_report.report(parts, claim, BRAND, NAMES, picked)
    return picked


def result_of(parts: Parts, claim: Claim) -> RunResult:
    run = runs.find_run(parts.database, claim.run_id)
    assert run is not None
    return RunResult.model_validate(run.result)


def mail_text(parts: Parts) -> str:
    with parts.database.read() as session:
        return " ".join(session.exec(select(Mail)).one().text.split())


def test_once_the_money_is_spent_keywords_judge_and_the_mail_says_so(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    parts = parts_with(database, tmp_path, endpoint, web, budget="0.000001")
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"))])

    asyncio.run(evaluate_and_report(parts, claim))

    assert endpoint.received == []
    result = result_of(parts, claim)
    assert [find.title for find in result.top] == [TITLE]
    assert result.counts.waiting == 0
    assert result.usage.scorer == "keyword"
    assert "until midnight the keyword scorer judges" in mail_text(parts)
    with database.read() as session:
        verdict = session.exec(select(VerdictRow)).one()
        assert (verdict.scorer, verdict.outcome) == ("keyword", "judged")


def test_the_scout_s_own_ceiling_is_told_by_its_name(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    own = {"LLM_DAILY_BUDGET_USD_BRAND_SCOUT": "0.000001"}
    parts = parts_with(database, tmp_path, endpoint, web, budget="1.00", **own)
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"))])

    asyncio.run(evaluate_and_report(parts, claim))

    assert endpoint.received == []
    assert "Raise LLM_DAILY_BUDGET_USD_BRAND_SCOUT to change that." in mail_text(parts)


def test_with_money_left_the_model_judges_and_the_mail_says_nothing_of_it(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    parts = parts_with(database, tmp_path, endpoint, web, budget="1.00")
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"))])

    asyncio.run(evaluate_and_report(parts, claim))

    assert result_of(parts, claim).notice is None
    assert result_of(parts, claim).usage.scorer == "model"
    assert "until midnight" not in mail_text(parts)
    with database.read() as session:
        assert session.exec(select(VerdictRow)).one().scorer == "model"
        assert sum(row.usd for row in session.exec(select(ApiUsage))) > 0


def test_a_find_that_keywords_judged_in_an_earlier_run_is_no_sign_of_spent_money(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    """As when its page was away then, and a key was set or the ceiling raised since."""
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"), score=90)])
    with database.write() as session:
        endings.finish_run(session, claim, NOON, result={})
    parts = parts_with(database, tmp_path, endpoint, web, budget="5")
    later = claimed_run(database)

    asyncio.run(evaluate_and_report(parts, later))

    result = result_of(parts, later)
    assert [find.title for find in result.top] == [TITLE]
    assert result.notice is None


def test_a_ceiling_of_nothing_is_not_said_to_be_spent(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    parts = parts_with(database, tmp_path, endpoint, web, budget="0")
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"))])

    asyncio.run(evaluate_and_report(parts, claim))

    notice = result_of(parts, claim).notice or ""
    assert "spent" not in notice
    assert "LLM_DAILY_BUDGET_USD is 0" in notice


def test_what_the_model_was_asked_before_the_money_ran_out_stays_on_the_bill(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    """The triage was paid; the review would be beyond the ceiling."""
    parts = parts_with(database, tmp_path, endpoint, web, budget="0.0008")
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"))])

    asyncio.run(evaluate_and_report(parts, claim))

    with database.read() as session:
        verdict = session.exec(select(VerdictRow)).one()
        [spent] = session.exec(select(ApiUsage))
    assert len(endpoint.received) == 1
    assert verdict.scorer == "keyword"
    assert result_of(parts, claim).usage.scorer == "model", "it was asked, and is on the bill"
    assert (spent.model, spent.calls, spent.error) == ("gpt-4o-mini", 1, None)


def test_the_ledger_says_why_a_call_brought_nothing(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    endpoint.always = says("What a story!")
    parts = parts_with(database, tmp_path, endpoint, web, budget="1.00")
    add_articles(database, claim, [Told(TITLE, url=web.url("/story"))])

    asyncio.run(evaluate_and_report(parts, claim))

    with database.read() as session:
        lines = session.exec(select(ApiUsage)).all()
        verdict = session.exec(select(VerdictRow)).one()
    assert {(line.service, line.agent, line.run_id) for line in lines} == {
        ("model", "brand_scout", claim.run_id)
    }
    assert {line.error for line in lines} == {verdict.detail}
    assert verdict.detail


def test_the_next_best_takes_the_place_of_a_find_that_is_gone(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    parts = parts_with(database, tmp_path, endpoint, web, budget="1.00")
    gone = Told("Gone again", url=web.url("/gone"), score=95)
    web.shows["/away"] = Shown("later", status=503)
    away = Told("Away for now", url=web.url("/away"), score=90)
    web.shows["/good"] = shown("Still here")
    good = Told("Still here", url=web.url("/good"), score=70, site_id=2)
    add_articles(database, claim, [gone, away, good])

    asyncio.run(evaluate_and_report(parts, claim))

    result = result_of(parts, claim)
    assert [find.title for find in result.top] == ["Still here"]
    assert {(bad.title, bad.waits) for bad in result.bad_links} == {
        ("Gone again", False),
        ("Away for now", True),
    }
    assert "Left out, because the page does not open as it did:" in mail_text(parts)
    with database.read() as session:
        ranked = {row.score: row.ranked_by_run_id for row in session.exec(select(VerdictRow))}
    assert ranked == {95: claim.run_id, 90: None, 70: claim.run_id}


def test_a_run_whose_finds_do_not_open_mails_nothing_and_says_why(
    database: Database, claim: Claim, endpoint: ModelEndpoint, web: NewsWeb, tmp_path: Path
) -> None:
    parts = parts_with(database, tmp_path, endpoint, web, budget="1.00")
    add_articles(database, claim, [Told("Gone again", url=web.url("/gone"), score=95)])

    asyncio.run(evaluate_and_report(parts, claim))

    result = result_of(parts, claim)
    assert result.email.status == "nothing_new"
    assert "do not open any more" in (result.note or "")
