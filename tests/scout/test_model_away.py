"""What a run says when the model could not judge, and what the next run need not pay again."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web as answers
from sqlmodel import select

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import judge_stories
from app.agents.scout.judge.waiting import articles_to_judge
from app.agents.scout.pages.now import read_now
from app.agents.scout.pages.run_reading import read_one_run
from app.agents.scout.pick.link_check import LinkChecker
from app.agents.scout.pick.pick_finds import pick
from app.agents.scout.report import store_report
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.stream import Stream
from app.agents.scout.tables import VerdictRow
from app.parts.mail.tables import Mail
from app.parts.model import client
from app.parts.runs import endings, runs
from app.parts.runs.lease import Claim
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database
from app.parts.web import access
from app.parts.web.access import open_web
from app.parts.web.fetch import Fetcher
from tests.conftest import NOON
from tests.scout.evaluating import QUICK
from tests.scout.stored import BRAND, NAMES, Told, add_articles, add_sites, claimed_run, parts_for
from tests.servers.fetchers import IN_A_HURRY
from tests.servers.model_endpoint import Handler, ModelEndpoint, Received, error, fails, takes
from tests.servers.model_endpoint import in_turn as script
from tests.servers.news_web import NewsWeb, Shown
from tests.servers.reading_here import ReadingHere
from tests.servers.scoring_brain import sensible

# Nothing here depends on the database; the tests of its parts run on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WELL = {"database": "ok"}


@pytest.fixture
def endpoint() -> Iterator[ModelEndpoint]:
    with ModelEndpoint(sensible) as server:
        yield server


@pytest.fixture
def web() -> Iterator[NewsWeb]:
    with NewsWeb() as opened:
        yield opened


@pytest.fixture
def parts(
    database: Database,
    tmp_path: Path,
    endpoint: ModelEndpoint,
    web: NewsWeb,
    monkeypatch: pytest.MonkeyPatch,
) -> ScoutParts:
    monkeypatch.setattr(access, "ExtractionPool", ReadingHere)
    monkeypatch.setattr(client, "ModelClient", partial(client.ModelClient, patience=QUICK))
    monkeypatch.setattr(access, "Fetcher", partial(Fetcher, limits=IN_A_HURRY))
    add_sites(database)
    return parts_for(
        database,
        tmp_path,
        OPENAI_API_KEY="sk-test",
        OPENAI_BASE_URL=endpoint.url,
        OPENAI_MODEL="gpt-4o-mini",
        LLM_DAILY_BUDGET_USD="5",
        FETCH_ALLOWED_PRIVATE_HOSTS=web.address(),
    )


def story(web: NewsWeb, number: int, about: str = "pizza") -> Told:
    title = f"Story {number} of {about}"
    words = f"{title}. All about it, in as many words as a short article has. " * 3
    web.shows[f"/{number}"] = Shown(f"<title>{title}</title><article><p>{words}</p></article>")
    return Told(title, url=web.url(f"/{number}"), site_id=1 + number % 2)


def run(parts: ScoutParts, stories: list[Told] | None = None) -> RunResult:
    """A whole run from the judging on, after these stories were found."""

    async def perform(claim: Claim) -> None:
        waiting = articles_to_judge(parts.database, BRAND.id, list(NAMES), parts.clock())
        found = Stream[Article]()
        found.put(waiting)
        found.end()
        await judge_stories.judge_stories(parts, claim, BRAND, NAMES, found)
        async with open_web(parts, lambda: None) as opened:
            link_checker = LinkChecker(opened.fetcher, opened.reader)
            picked = await pick(parts, claim, BRAND, NAMES, link_checker)
        store_report.report(parts, claim, BRAND, NAMES, picked)

    claim = claimed_run(parts.database)
    add_articles(parts.database, claim, stories or [])
    asyncio.run(perform(claim))
    found = runs.find_run(parts.database, claim.run_id)
    assert found is not None
    with parts.database.write() as session:
        endings.finish_run(session, claim, NOON, result=found.result)
    return RunResult.model_validate(found.result)


def mail_text(parts: ScoutParts) -> str:
    with parts.database.read() as session:
        return " ".join(session.exec(select(Mail)).one().text.split())


def steps(received: list[Received]) -> list[str]:
    return [one.reply_name.removesuffix("Reply").lower() for one in received]


def on_reviews(handler: Handler) -> Handler:
    [well] = script(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        is_review = Received("", body).reply_name == "ReviewReply"
        return await (handler if is_review else well)(server, request, body)

    return answer


# --- what a run says --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (fails(401), "does not accept the key: check OPENAI_API_KEY"),
        (fails(404, "model not found"), "has no model 'gpt-4o-mini'"),
        (fails(402), "no credit left"),
        (fails(429, "Try again in 2h"), "asks us to wait 2 hours"),
        (fails(503), "in trouble"),
    ],
)
def test_a_run_that_could_judge_nothing_says_so_and_why(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb, trouble: Handler, reason: str
) -> None:
    endpoint.always = trouble

    result = run(parts, [story(web, number) for number in range(3)])

    assert result.note == (
        "Nothing new could be judged, so no mail was sent: 3 new stories wait for the next run."
    )
    assert "3 new stories could not be judged and wait for the next run." in (result.notice or "")
    assert reason in (result.notice or "")
    assert sum(one.stories for one in result.unjudged) == result.counts.waiting == 3


def test_the_first_page_says_that_nothing_was_judged(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = fails(401)
    run(parts, [story(web, 1)])

    view = read_now(parts, WELL)

    assert view.problems == (f"The last run for {BRAND.display_name} could judge nothing new.",)
    last = view.brands[0].last
    assert last is not None
    assert (last.outcome.words, last.outcome.tone) == ("Not judged", "warn")


def test_a_run_that_could_judge_a_part_says_so_in_its_mail(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    stories = [story(web, number) for number in range(5)]
    endpoint.always = failing_for("Story 3", fails(500))

    result = run(parts, stories)

    assert len(result.top) == 3, "two of a site at most"
    assert result.note is None
    assert "1 new story could not be judged and waits for the next run." in mail_text(parts)
    assert "in trouble" in mail_text(parts)
    assert read_now(parts, WELL).problems == ()


def failing_for(title: str, handler: Handler) -> Handler:
    """What has the title is not reviewed."""
    [well] = script(None)

    async def answer(server: ModelEndpoint, request: Any, body: dict[str, Any]) -> Any:
        received = Received("", body)
        meant = received.reply_name == "ReviewReply" and title in received.user
        return await (handler if meant else well)(server, request, body)

    return answer


def test_with_nothing_good_among_what_was_judged_the_note_says_that_more_waits(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = on_reviews(fails(503))

    result = run(parts, [story(web, 1), story(web, 2, about="tax law")])

    assert result.note == (
        "Of what could be judged nothing new scored 60 or more, so no mail was sent: "
        "1 new story waits for the next run."
    )


def test_a_run_that_judged_all_says_nothing_of_waiting(parts: ScoutParts, web: NewsWeb) -> None:
    result = run(parts, [story(web, 1, about="tax law")])
    assert result.note == "Nothing new scored 60 or more, so no mail was sent."
    assert (result.notice, result.unjudged) == (None, ())


def test_what_waited_and_was_judged_since_is_not_told_of(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = fails(503)
    run(parts, [story(web, 1)])
    endpoint.always = None

    result = run(parts)

    assert [find.title for find in result.top] == ["Story 1 of pizza"]
    assert (result.notice, result.unjudged) == (None, ())


# --- what is kept -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble", [fails(503), fails(401), fails(429, "Limit reached, try again in 2h")]
)
def test_a_triage_that_was_paid_is_kept_for_the_next_run(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb, trouble: Handler
) -> None:
    endpoint.always = on_reviews(trouble)
    first = run(parts, [story(web, number) for number in range(3)])
    assert first.counts.evaluated == 0
    asked = len(endpoint.received)
    endpoint.always = None

    result = run(parts)

    assert len(result.top) == 3
    assert steps(endpoint.received[asked:]) == ["review"] * 3


def test_what_was_kept_has_no_score_and_competes_for_no_mail(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = on_reviews(fails(503))
    run(parts, [story(web, 1)])

    view = read_one_run(parts, 1, 1)

    assert view is not None
    [found] = view.found.found
    assert found.score is None
    assert found.fate.startswith("Waiting for the model: ")


def test_what_a_kept_triage_cost_is_counted_once(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = on_reviews(fails(503))
    run(parts, [story(web, 1)])
    endpoint.always = None
    run(parts)

    with parts.database.read() as session:
        on_the_row = session.exec(select(VerdictRow)).one().usd
        spent = sum(row.usd for row in session.exec(select(ApiUsage)))
    assert on_the_row == pytest.approx(spent)


def test_a_triage_by_another_model_is_asked_anew(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = on_reviews(fails(503))
    run(parts, [story(web, 1)])
    asked = len(endpoint.received)
    endpoint.always = None
    other = parts.settings.model_copy(update={"openai_model": "gpt-4.1-mini"})

    run(replace(parts, settings=other))

    assert steps(endpoint.received[asked:]) == ["triage", "review"]


@pytest.mark.long
def test_a_whole_run_fits_a_limit_of_two_questions_in_a_second(
    parts: ScoutParts, endpoint: ModelEndpoint, web: NewsWeb
) -> None:
    endpoint.always = takes(1, 0.4, billing)

    result = run(parts, [story(web, number) for number in range(26)])

    assert (result.counts.evaluated, result.counts.waiting) == (26, 0)
    assert len(result.top) == 4, "two of a site at most"
    assert "credit" not in mail_text(parts)
    assert result.usage.calls == len(endpoint.received) <= 27 + 8


def billing(_left: float) -> answers.Response:
    message = "Rate limit reached on requests per minute. Need more? https://p.example/billing"
    return error(429, message, "rate_limit_exceeded", **{"Retry-After": "0.4"})
