"""Mail scanners open every link, and some run what they find there: only a person's POST counts."""

import urllib.error
import urllib.request

from sqlmodel import select

from app.scout.tables import Feedback
from tests.api.conftest import LiveApi
from tests.servers.browser import chromium


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
