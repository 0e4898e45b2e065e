"""The link that says "not the same story": opening it changes nothing, a person's press does."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlmodel import col, select
from starlette.testclient import TestClient

from app.agents.scout.gather.tables import Article
from app.agents.scout.report.links import MailLinks
from app.agents.scout.report.result_schema import AlsoIn
from app.agents.scout.tables import Pick, StoryCorrection, VoteEvent
from app.lib.signing import DAYS, Signer
from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.service.application import create_app
from tests.api.conftest import TOKEN, LiveApi
from tests.api.sample_views import result
from tests.api.test_forged_links import changed
from tests.conftest import NOON
from tests.scout.sample_report import STORIES
from tests.scout.stored import Told, add_articles, add_sites, add_votes, claimed_run

ANN = "ann@example.com"
FIND, BESIDE, ELSEWHERE = "Find 0", "Told beside it", "Of another find"


@dataclass(frozen=True, slots=True)
class Mailed:
    """`link` says that what was told beside the first find is not the same story."""

    live: LiveApi
    links: MailLinks
    mail_id: int
    pick_ids: tuple[int, ...]
    article_ids: tuple[int, ...]

    @property
    def link(self) -> str:
        return self.link_to("different", self.article_ids[1])

    def link_to(self, label: str, article_id: int, mail_id: int | None = None) -> str:
        mail = self.mail_id if mail_id is None else mail_id
        link = self.links.story(mail, self.pick_ids[0], article_id, label)
        return link.replace(self.live.parts.settings.public_url, self.live.url)

    def stored(self) -> list[tuple[str, str, bool]]:
        with self.live.parts.database.read() as session:
            said = session.exec(select(StoryCorrection).order_by(col(StoryCorrection.id)))
            return [(one.voter, one.label, one.counted) for one in said]

    def time_passes(self, seconds: int) -> None:
        with self.live.parts.database.write() as session:
            for event in session.exec(select(VoteEvent)):
                event.created_at -= timedelta(seconds=seconds)
                session.add(event)


@pytest.fixture
def mailed(live_api: LiveApi) -> Mailed:
    database, now = live_api.parts.database, live_api.parts.clock()
    add_sites(database)
    claim = claimed_run(database)
    titles = (FIND, BESIDE, ELSEWHERE)
    ids = add_articles(database, claim, [Told(title, score=80) for title in titles])
    add_votes(database, claim, ids[::2], {})
    kept = result(*STORIES[:2])
    finds = tuple(
        find.model_copy(update={"article_id": ids[0], "also_in": also})
        for find, also in zip(kept.top, (also_in(BESIDE, ids[1]), ()), strict=True)
    )
    with database.write() as session:
        run = session.get_one(AgentRun, claim.run_id)
        run.result = kept.model_copy(update={"top": finds}).model_dump(mode="json")
        mail = Mail(
            run_id=claim.run_id,
            recipient=ANN,
            message_id="m",
            created_at=now,
            next_try_at=NOON,
            give_up_at=NOON,
            changed_at=NOON,
        )
        session.add(mail)
        for pick in session.exec(select(Pick)):
            pick.created_at = now
        session.get_one(Article, ids[1]).sqlmodel_update({"story": ids[0], "found_at": now})
        session.flush()
        picks = session.exec(select(Pick.id).order_by(col(Pick.rank))).all()
        links = MailLinks(live_api.parts.settings)
        return Mailed(live_api, links, mail.id or 0, tuple(id_ or 0 for id_ in picks), tuple(ids))


def also_in(title: str, article_id: int) -> tuple[AlsoIn, ...]:
    other = AlsoIn(site="Daily Slice", url="https://o.example/", title=title, article_id=article_id)
    return (other,)


def ask(method: str, url: str, form: bytes = b"") -> BeautifulSoup:
    request = urllib.request.Request(url, form if method == "POST" else None, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return BeautifulSoup(answer.read(), "lxml")


def words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_opening_it_shows_both_articles_and_stores_nothing(mailed: Mailed) -> None:
    for method in ("HEAD", "GET", "GET"):
        page = ask(method, mailed.link)
    assert mailed.stored() == []
    assert [told.select("h2")[0].get_text() for told in page.select("article")] == [FIND, BESIDE]
    assert "Nothing is recorded before you press a button" in words(page)


def test_a_press_is_kept_once_and_says_what_it_changes(mailed: Mailed) -> None:
    for _ in range(2):
        page = ask("POST", mailed.link)
    assert mailed.stored() == [(ANN, "different", True)]
    assert "Recorded: Not the same story" in words(page)
    assert "The next run makes them two. No run puts them together again" in words(page)
    assert f"“{BESIDE}” scored 80 of 100 by itself and competes in the next run." in words(page)


def test_a_person_changes_their_mind_on_the_page_that_says_thanks(mailed: Mailed) -> None:
    ask("POST", mailed.link)
    mailed.time_passes(3)
    page = ask("POST", mailed.link_to("same", mailed.article_ids[1]), b"changing=1")
    assert mailed.stored() == [(ANN, "same", True)]
    assert "Recorded: The same story" in words(page)


def test_a_machine_that_presses_every_button_of_the_page_says_nothing(mailed: Mailed) -> None:
    for form in ask("GET", mailed.link).select("form"):
        ask("POST", mailed.link_to(str(form["action"]), mailed.article_ids[1]))
    assert [counted for *_, counted in mailed.stored()] == [False]


def test_a_machine_that_presses_each_link_of_the_mail_says_nothing(mailed: Mailed) -> None:
    base = mailed.live.parts.settings.public_url
    for answer in ("yes", "no"):
        vote = mailed.links.vote(mailed.mail_id, mailed.pick_ids[0], answer)
        ask("POST", vote.replace(base, mailed.live.url))
    page = ask("POST", mailed.link)
    assert [counted for *_, counted in mailed.stored()] == [False]
    assert "Not counted yet" in words(page)


def test_the_run_s_page_leads_there_too_and_tells_who_said_what(mailed: Mailed) -> None:
    ask("POST", mailed.link)
    client = TestClient(create_app(mailed.live.parts), headers={"Authorization": f"Bearer {TOKEN}"})
    page = BeautifulSoup(client.get("/runs/1").text, "lxml")
    assert f"Not the same story {ANN}" in words(page)
    path = str(page.select('a[href$="/story/different"]')[0]["href"])
    assert client.post(path).status_code == 200
    assert mailed.stored()[1:] == [("dashboard", "different", True)]


def test_the_page_after_a_vote_leads_there_too(mailed: Mailed) -> None:
    base = mailed.live.parts.settings.public_url
    vote = mailed.links.vote(mailed.mail_id, mailed.pick_ids[0], "yes").replace(base, "")
    client = TestClient(create_app(mailed.live.parts))
    page = BeautifulSoup(client.post(vote).text, "lxml")
    link = page.select('a[href$="/story/different"]')[0]
    path = re.sub(r"^\.\.", "/feedback", str(link["href"]))
    assert client.get(path).status_code == 200


def test_no_link_that_is_not_exactly_ours_is_accepted(mailed: Mailed) -> None:
    client = TestClient(create_app(mailed.live.parts))
    bad_page = client.get("/feedback/forged/story/different").text
    path = mailed.link.removeprefix(mailed.live.url)
    token = path.split("/")[2]
    mail_id, pick_id, article_id = mailed.mail_id, mailed.pick_ids[0], mailed.article_ids[1]
    vote = mailed.links.votes.sign(mail_id, pick_id)
    story = mailed.links.stories.sign
    of_old_key = Signer(["o" * 40], "story").sign(mail_id, pick_id, article_id)
    others = (
        *list(changed(token))[::7],
        vote,
        of_old_key,
        story(mail_id, pick_id),
        story(mail_id, pick_id, mailed.article_ids[2]),  # not told beside that find
        story(mail_id, mailed.pick_ids[1], article_id),
        story(mail_id + 1, pick_id, article_id),
        story(2**40, -1, 0),
        "x" * 501,
    )
    paths = [path.replace(token, other) for other in others]
    paths += [path.replace("different", "else"), f"/feedback/{token}/yes"]
    for one in paths:
        answer = client.post(one)
        assert (answer.status_code, answer.text) == (404, bad_page), one
    assert mailed.stored() == []


def test_a_link_that_is_too_old_is_refused(mailed: Mailed) -> None:
    with mailed.live.parts.database.write() as session:
        session.get_one(Mail, mailed.mail_id).created_at -= timedelta(seconds=61 * DAYS)
        session.get_one(Pick, mailed.pick_ids[0]).created_at -= timedelta(seconds=61 * DAYS)
    for mail_id in (mailed.mail_id, 0):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            ask("POST", mailed.link_to("different", mailed.article_ids[1], mail_id))
    assert mailed.stored() == []
