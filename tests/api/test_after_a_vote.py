"""The page after a vote: what it changed, and the other finds of the same mail."""

import re
import urllib.request
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from sqlmodel import col, select

from app.agents.scout.report.links import MailLinks
from app.agents.scout.tables import Feedback, Pick
from app.parts.mail.tables import Mail
from tests.api.conftest import LiveApi
from tests.conftest import NOON
from tests.scout.stored import Told, add_articles, add_sites, add_votes, claimed_run

ANN = "ann@example.com"
FINDS = 5


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail with five finds; `links` holds each one's yes link, by rank."""

    live: LiveApi
    links: tuple[str, ...]


@pytest.fixture
def sent(live_api: LiveApi) -> Sent:
    database = live_api.parts.database
    add_sites(database)
    claim = claimed_run(database)
    ids = add_articles(database, claim, [Told(f"Find {n}", score=90 - n) for n in range(FINDS)])
    add_votes(database, claim, ids, {})
    with database.write() as session:
        mail = Mail(
            run_id=claim.run_id,
            recipient=ANN,
            message_id="m",
            created_at=live_api.parts.clock(),
            next_try_at=NOON,
            give_up_at=NOON,
            changed_at=NOON,
        )
        session.add(mail)
        session.flush()
        picks = session.exec(select(Pick).order_by(col(Pick.rank))).all()
        links = MailLinks(live_api.parts.settings)
        votes = [links.vote(mail.id or 0, pick.id or 0, "yes") for pick in picks]
    base = live_api.parts.settings.public_url
    return Sent(live_api, tuple(link.replace(base, live_api.url) for link in votes))


def pressed(url: str, form: bytes = b"") -> BeautifulSoup:
    request = urllib.request.Request(url, form, method="POST")
    with urllib.request.urlopen(request, timeout=120) as answer:
        return BeautifulSoup(answer.read(), "lxml")


def target(url: str, form: Tag) -> tuple[str, bytes]:
    """Where a button of the page at `url` leads, and what it sends."""
    hidden = form.select_one("input[name=changing]")
    folder = url.rpartition("/")[0]
    parts = str(form["action"]).removeprefix("../")
    address = f"{folder}/{parts}" if "/" not in parts else f"{folder.rpartition('/')[0]}/{parts}"
    return address, b"changing=1" if hidden else b""


def without_time(url: str) -> str:
    """Each page signs its links anew: a slow machine would never have seen all of them."""
    before, token, answer = url.rsplit("/", 2)
    return f"{before}/{token.partition('.')[0]}/{answer}"


def others(page: BeautifulSoup) -> list[Tag]:
    return page.select("ol.ballots > li")


def counted(sent: Sent) -> dict[int, str]:
    with sent.live.parts.database.read() as session:
        return {one.rank: one.answer for one in session.exec(select(Feedback)) if one.counted}


def test_it_says_what_the_vote_changes_and_offers_the_other_four(sent: Sent) -> None:
    page = pressed(sent.links[0])
    words = " ".join(page.get_text(" ").split())
    assert "What your vote changes" in words
    assert "Your team said yes to 1 of 1 find" in words
    assert "4 of 4 still wait for your answer." in words
    titles = [re.sub(r"\s+", " ", one.select("h3")[0].get_text()).strip() for one in others(page)]
    assert titles == ["Find 1", "Find 2", "Find 3", "Find 4"]
    assert [int(str(one["value"])) for one in others(page)] == [2, 3, 4, 5]


def test_all_five_can_be_voted_on_without_going_back_to_the_mail(sent: Sent) -> None:
    url = sent.links[0]
    page = pressed(url)
    while waiting := [one for one in others(page) if "Not voted yet" in one.get_text()]:
        no = waiting[0].select("form")[1]
        url, form = target(url, no)
        page = pressed(url, form)
    assert counted(sent) == {1: "yes", 2: "no", 3: "no", 4: "no", 5: "no"}
    assert "All done: all five of this mail have your answer." in page.get_text()


def test_a_machine_that_presses_every_button_it_is_shown_has_no_vote_that_counts(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The machine that runs this test may need more than a minute for it.
    monkeypatch.setattr("app.agents.scout.votes.presses.BURST", timedelta(hours=1))
    seen: set[tuple[str, bytes]] = set()
    waiting = [(sent.links[0], b"")]
    while waiting:
        url, form = waiting.pop(0)
        press = without_time(url), form
        if press in seen:
            continue
        seen.add(press)
        waiting += [target(url, form) for form in pressed(url, form).select("form")]
    assert len(seen) >= 2 * FINDS
    assert counted(sent) == {}


def test_each_button_names_its_find_to_a_screen_reader(sent: Sent) -> None:
    labels = [str(tag["aria-label"]) for tag in pressed(sent.links[0]).select("ol button")]
    assert labels[:2] == ["Yes, worth it: Find 1", "No, not for us: Find 1"]
    assert len(labels) == len(set(labels)) == 8
