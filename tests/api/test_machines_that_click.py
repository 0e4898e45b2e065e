"""Mail scanners open every link, and some run what they find there: only a person's POST counts."""

import urllib.error
import urllib.request

import pytest
from sqlmodel import select

from app.scout.links import MailLinks
from app.scout.tables import Feedback, Pick, VerdictRow
from app.store.tables import AgentRun, Article, Mail, Site
from tests.api.conftest import LiveApi
from tests.conftest import NOON
from tests.servers.browser import chromium


@pytest.fixture
def links(live_api: LiveApi) -> list[str]:
    """The vote links of one mail with one find."""
    settings = live_api.parts.settings
    with live_api.parts.database.write() as session:
        run = AgentRun(
            agent="brand_scout",
            profile="debonairs",
            trigger="request",
            status="completed",
            created_at=NOON,
        )
        site = Site(url="https://news.example/")
        session.add_all([run, site])
        session.flush()
        article = Article(
            site_id=site.id or 0,
            address="news.example/1",
            url="https://news.example/1",
            title="Pizza",
            found_at=NOON,
        )
        session.add(article)
        session.flush()
        pick = Pick(
            brand="debonairs",
            run_id=run.id or 0,
            rank=1,
            article_id=article.id or 0,
            story=1,
            created_at=NOON,
        )
        mail = Mail(
            run_id=run.id,
            recipient="ann@example.com",
            message_id="m",
            created_at=NOON,
            next_try_at=NOON,
            give_up_at=NOON,
            changed_at=NOON,
        )
        verdict = VerdictRow(
            brand="debonairs",
            article_id=article.id or 0,
            run_id=run.id or 0,
            evaluator="e",
            content_hash="c",
            outcome="judged",
            reason="It fits.",
            scorer="keyword",
            created_at=NOON,
        )
        session.add_all([pick, mail, verdict])
        session.flush()
        made = MailLinks(settings)
        votes = [made.vote(mail.id or 0, pick.id or 0, answer) for answer in ("yes", "no")]
        pause = made.pause(mail.id or 0)
    return [link.replace(settings.public_url, live_api.url) for link in (*votes, pause)]


def answers(live_api: LiveApi) -> list[str]:
    with live_api.parts.database.read() as session:
        return [row.answer for row in session.exec(select(Feedback))]


def ask(method: str, url: str) -> int:
    request = urllib.request.Request(url, b"" if method == "POST" else None, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)


def test_opening_every_link_ten_times_stores_nothing_and_one_post_stores_one_vote(
    live_api: LiveApi, links: list[str]
) -> None:
    for _ in range(10):
        assert {ask(method, link) for link in links for method in ("GET", "HEAD")} == {200}
    assert answers(live_api) == []
    ask("POST", links[0])
    assert answers(live_api) == ["yes"]
    ask("POST", links[1])
    assert answers(live_api) == ["no"]


def test_a_browser_that_loads_and_runs_every_page_stores_nothing(
    live_api: LiveApi, links: list[str]
) -> None:
    with chromium() as browser:
        page = browser.new_page()
        for link in links:
            page.goto(link, wait_until="networkidle")
            assert page.locator("form button").count() >= 1
    assert answers(live_api) == []
