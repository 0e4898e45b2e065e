"""Mail scanners open every link, and some run what they find there: only a person's POST counts."""

import urllib.error
import urllib.request
from datetime import timedelta

from sqlmodel import select

from app.agents.scout.tables import Feedback, VoteEvent
from tests.api.conftest import LiveApi
from tests.servers.browser import chromium


def counted(live_api: LiveApi) -> list[str]:
    with live_api.parts.database.read() as session:
        return [row.answer for row in session.exec(select(Feedback)) if row.counted]


def presses(live_api: LiveApi) -> list[str]:
    with live_api.parts.database.read() as session:
        return [row.answer for row in session.exec(select(VoteEvent))]


def answers(live_api: LiveApi) -> list[str]:
    with live_api.parts.database.read() as session:
        return [row.answer for row in session.exec(select(Feedback))]


def ask(method: str, url: str, form: bytes = b"") -> int:
    request = urllib.request.Request(url, form if method == "POST" else None, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
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


def test_a_machine_that_presses_every_button_has_no_vote_that_counts(
    live_api: LiveApi, links: list[str]
) -> None:
    yes, no, _ = links
    ask("POST", yes)
    assert counted(live_api) == ["yes"]
    ask("POST", no)
    assert (answers(live_api), counted(live_api)) == (["no"], [])
    ask("POST", yes)
    assert counted(live_api) == []
    assert presses(live_api) == ["yes", "no", "yes"]


def test_a_person_who_says_so_on_the_thanks_page_changes_their_mind(
    live_api: LiveApi, links: list[str]
) -> None:
    yes, no, _ = links
    ask("POST", yes)
    ask("POST", no, b"changing=1")
    assert counted(live_api) == [], "no person is so fast"
    seconds_ago(live_api, 61)
    ask("POST", yes)
    seconds_ago(live_api, 3)
    ask("POST", no, b"changing=1")
    assert counted(live_api) == ["no"]


def seconds_ago(live_api: LiveApi, seconds: int) -> None:
    """Everything that was pressed so far."""
    with live_api.parts.database.write() as session:
        for event in session.exec(select(VoteEvent)):
            event.created_at -= timedelta(seconds=seconds)
            session.add(event)


def test_a_browser_that_loads_and_runs_every_page_stores_nothing(
    live_api: LiveApi, links: list[str]
) -> None:
    with chromium() as browser:
        page = browser.new_page()
        for link in links:
            page.goto(link, wait_until="networkidle")
            assert page.locator("form button").count() >= 1
    assert answers(live_api) == []
