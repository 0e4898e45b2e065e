"""An article that was put together with another story: what a run makes of it once that is said."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from app.agents.scout.corrected_stories import settle
from app.agents.scout.gather.tables import Article
from app.agents.scout.group import Grouping
from app.agents.scout.judge.waiting import articles_to_judge
from app.agents.scout.pick import candidates
from app.agents.scout.story_item import as_story_item
from app.agents.scout.tables import Pick, StoryCorrection, VerdictRow
from app.agents.scout.votes.corrections import Label, Told, TwoArticles, record_correction
from app.agents.scout.votes.presses import BURST, Press
from app.agents.scout.votes.votes import Ballot, record_vote
from app.parts.parts import Parts
from app.parts.reading.group import fingerprint
from app.parts.runs.lease import Claim, LeaseLostError
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import (
    BRAND,
    NAMES,
    OTHER_SITE,
    add_articles,
    add_sites,
    claimed_run,
    parts_for,
    pick_of,
)
from tests.scout.stored import Told as Written

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ANN, BEN, CAT = "ann@example.com", "ben@example.com", "cat@example.com"
FIRE = "Oven fire closes the Dough Palace bakery in Kimberley, nobody was hurt"
PRAWNS = "Prawns with peri-peri win the golden spoon of the coast in Maputo"
LATER = NOON + timedelta(minutes=5)


@dataclass
class Newsdesk:
    """A mail had the fire; the prawns, and what copied either, were told beside it as one story."""

    parts: Parts
    claim: Claim
    pick_id: int = 0
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.parts.database

    def about(self, other: str = "prawns", voter: str = ANN) -> TwoArticles:
        told = Told(self.ids["fire"], FIRE, "u", "s", "", None)
        return TwoArticles(
            mail_id=1,
            pick_id=self.pick_id,
            run_id=self.claim.run_id,
            rank=1,
            brand=BRAND.id,
            find=told,
            other=replace(told, article_id=self.ids[other]),
            voter=voter,
        )

    def say(
        self, label: Label, other: str = "prawns", voter: str = ANN, at: datetime = NOON
    ) -> bool:
        press = Press(label, "here")
        return record_correction(self.database, self.about(other, voter), press, at)

    def vote(self, answer: str, at: datetime) -> None:
        ballot = Ballot(1, self.pick_id, self.claim.run_id, BRAND.id, 1, "t", "u", "", "", ANN)
        record_vote(self.database, ballot, Press(answer, "here"), at)

    def settle(self) -> None:
        settle(self.database, self.claim, LATER)

    def stories(self) -> list[set[str]]:
        """What is told together, by name."""
        with self.database.read() as session:
            rows = session.exec(select(Article.id, Article.story).order_by(col(Article.id))).all()
        names = {id_: name for name, id_ in self.ids.items()}
        told: dict[int | None, set[str]] = {}
        for id_, story in rows:
            told.setdefault(story, set()).add(names[id_ or 0])
        assert set(told) <= set(self.ids.values()), "a story has its name of one of its articles"
        return list(told.values())

    def story_of(self, name: str) -> int | None:
        with self.database.read() as session:
            return session.get_one(Article, self.ids[name]).story

    def to_judge(self) -> list[str]:
        waiting = articles_to_judge(self.database, BRAND.id, list(NAMES), NOON)
        names = {id_: name for name, id_ in self.ids.items()}
        return [names[article.id or 0] for article in waiting]

    def competing(self, run_id: int = 99) -> list[str]:
        with self.database.read() as session:
            finds = candidates.competing_finds(session, BRAND.id, run_id, NAMES, NOON)
        names = {id_: name for name, id_ in self.ids.items()}
        return [names[find.id] for find in finds]

    def judge(self, name: str, *, ranked: bool = True) -> None:
        with self.database.write() as session:
            session.add(
                VerdictRow(
                    brand=BRAND.id,
                    article_id=self.ids[name],
                    run_id=self.claim.run_id,
                    ranked_by_run_id=self.claim.run_id if ranked else None,
                    evaluator="e",
                    content_hash="",
                    outcome="judged",
                    score=70,
                    safe=True,
                    scorer="keyword",
                    step="keyword",
                    created_at=NOON,
                )
            )


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Newsdesk:
    return made_desk(database, tmp_path, named_after="fire")


def made_desk(database: Database, folder: Path, named_after: str) -> Newsdesk:
    add_sites(database)
    desk = Newsdesk(parts_for(database, folder), claimed_run(database))
    titles = {"fire": FIRE, "prawns": PRAWNS, "fire copy": FIRE, "prawns copy": PRAWNS}
    told = [Written(title, site_id=OTHER_SITE) for title in titles.values()]
    desk.ids = dict(zip(titles, add_articles(database, desk.claim, told), strict=True))
    with database.write() as session:
        for article in session.exec(select(Article)):
            article.fingerprint = fingerprint(as_story_item(article)).to_json()
        session.execute(update(Article).values(story=desk.ids[named_after]))
    desk.judge("fire")
    with database.write() as session:
        pick = pick_of(session, desk.claim, desk.ids["fire"], 1, NOON)
        pick.story = desk.ids[named_after]
        desk.pick_id = pick.id or 0
    return desk


APART: Sequence[set[str]] = [{"fire", "fire copy"}, {"prawns", "prawns copy"}]
TOGETHER: Sequence[set[str]] = [{"fire", "prawns", "fire copy", "prawns copy"}]


def test_what_is_another_story_becomes_one_and_takes_its_copies_with_it(desk: Newsdesk) -> None:
    assert desk.say("different")
    desk.settle()
    assert desk.stories() == APART
    assert desk.story_of("fire") == desk.ids["fire"]


@on_sqlite
def test_it_is_judged_by_the_next_run_and_the_mailed_story_is_not_mailed_again(
    desk: Newsdesk,
) -> None:
    assert desk.to_judge() == []
    desk.say("different")
    desk.settle()
    assert desk.to_judge() == ["prawns"]
    desk.judge("prawns", ranked=False)
    assert desk.competing() == ["prawns"]


@on_sqlite
def test_what_is_taken_out_one_after_the_other_is_one_story_again_if_it_tells_one(
    desk: Newsdesk,
) -> None:
    desk.say("different")
    desk.settle()
    with desk.database.write() as session:
        session.get_one(Article, desk.ids["prawns copy"]).story = desk.ids["fire"]
    desk.say("different", other="prawns copy", at=NOON + timedelta(minutes=2))
    desk.settle()
    assert desk.stories() == APART


@on_sqlite
def test_a_verdict_of_its_own_competes_again(desk: Newsdesk) -> None:
    desk.judge("prawns")
    assert desk.competing() == []
    desk.say("different")
    desk.settle()
    assert (desk.to_judge(), desk.competing()) == ([], ["prawns"])


def test_a_story_named_after_the_article_that_leaves_stays_mailed(
    database: Database, tmp_path: Path
) -> None:
    desk = made_desk(database, tmp_path, named_after="prawns")
    desk.judge("prawns", ranked=False)
    desk.judge("fire copy", ranked=False)
    desk.say("different")
    desk.settle()
    assert desk.stories() == APART
    with desk.database.read() as session:
        assert session.get_one(Pick, desk.pick_id).story == desk.ids["fire"]
    assert desk.competing() == ["prawns"], "the copy of what was mailed is not"


@on_sqlite
def test_doing_it_again_changes_nothing(desk: Newsdesk) -> None:
    desk.say("different")
    desk.settle()
    before = desk.story_of("prawns")
    desk.say("different", at=NOON + timedelta(minutes=2))
    desk.settle()
    assert (desk.stories(), desk.story_of("prawns")) == (APART, before)


@on_sqlite
def test_who_changes_their_mind_has_one_story_again(desk: Newsdesk) -> None:
    desk.say("different")
    desk.settle()
    assert desk.say("same", at=NOON + timedelta(minutes=2))
    desk.settle()
    assert desk.stories() == TOGETHER
    assert (desk.to_judge(), desk.competing()) == ([], [])


@on_sqlite
def test_what_was_mailed_by_itself_meanwhile_is_not_mailed_again(desk: Newsdesk) -> None:
    """Though both are one story again, of which each was mailed."""
    desk.say("different")
    desk.settle()
    desk.judge("prawns")
    with desk.database.write() as session:
        pick = pick_of(session, desk.claim, desk.ids["prawns"], 2, NOON)
        pick.story = desk.ids["prawns"]
    desk.say("same", at=NOON + timedelta(minutes=2))
    desk.settle()
    desk.say("different", at=NOON + timedelta(minutes=4))
    desk.settle()
    assert (desk.stories(), desk.competing()) == (APART, [])


@on_sqlite
def test_where_people_disagree_more_of_them_decide(desk: Newsdesk) -> None:
    desk.say("different", voter=ANN)
    desk.say("same", voter=BEN)
    desk.settle()
    assert desk.stories() == TOGETHER
    desk.say("different", voter=CAT)
    desk.settle()
    assert desk.stories() == APART


@on_sqlite
def test_what_people_say_is_the_find_s_story_stays_with_it(desk: Newsdesk) -> None:
    desk.say("same", other="prawns copy", voter=BEN)
    desk.say("different")
    desk.settle()
    assert desk.stories() == [{"fire", "fire copy", "prawns copy"}, {"prawns"}]


def test_a_machine_that_presses_one_button_of_each_page_parts_no_story(desk: Newsdesk) -> None:
    desk.say("different", at=NOON)
    desk.settle()
    assert desk.stories() == APART, "as long as it pressed nothing else"
    desk.vote("yes", NOON + timedelta(seconds=1))
    desk.vote("no", NOON + timedelta(seconds=2))
    desk.settle()
    assert desk.stories() == TOGETHER
    with desk.database.read() as session:
        assert [said.counted for said in session.exec(select(StoryCorrection))] == [False]


@on_sqlite
def test_after_the_yes_and_no_of_a_machine_its_word_does_not_count(desk: Newsdesk) -> None:
    desk.vote("yes", NOON)
    desk.vote("no", NOON + timedelta(seconds=1))
    assert not desk.say("different", at=NOON + timedelta(seconds=2))
    assert desk.say("different", at=NOON + BURST + timedelta(seconds=2)), "a person waits"


@on_sqlite
def test_a_burst_takes_no_word_away_that_a_person_gave_before(desk: Newsdesk) -> None:
    early = NOON - timedelta(hours=1)
    desk.say("different", at=early)
    desk.say("same", at=NOON)
    desk.vote("yes", NOON + timedelta(seconds=1))
    desk.vote("no", NOON + timedelta(seconds=2))
    desk.settle()
    assert desk.stories() == APART


@on_sqlite
def test_an_attempt_that_lost_its_lease_changes_no_story(desk: Newsdesk) -> None:
    desk.say("different")
    with desk.database.write() as session:
        session.execute(update(AgentRun).values(owner="another"))
    with pytest.raises(LeaseLostError):
        desk.settle()
    assert desk.stories() == TOGETHER


@on_sqlite
def test_later_runs_do_not_put_them_together_again(desk: Newsdesk) -> None:
    """New articles join either story; that of a known one is never asked about again."""
    desk.say("different")
    grouping = Grouping(desk.parts, desk.claim, list(NAMES))
    given = grouping.begin()
    told = [Written(FIRE), Written(PRAWNS)]
    with desk.database.write() as session:
        for number, one in enumerate(told):
            session.add(
                Article(
                    site_id=1,
                    address=f"new {number}",
                    url="https://new.example/",
                    title=one.title,
                    text=one.title,
                    state="read",
                    found_at=NOON,
                    found_by_run_id=desk.claim.run_id,
                )
            )
    grouping.finish()
    desk.ids |= {"new fire": 5, "new prawns": 6}
    assert [article.id for article in given] == [desk.ids["prawns"]]
    assert desk.stories() == [{*APART[0], "new fire"}, {*APART[1], "new prawns"}]
