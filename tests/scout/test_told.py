"""Whether a mail of the last days told what a find tells, by the words of the articles stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, update

from app.agents.scout.gather.tables import Article
from app.agents.scout.pick.candidates import competing_finds
from app.agents.scout.pick.told import LOOKED_BACK, with_told
from app.agents.scout.story_item import as_story_item
from app.agents.scout.tables import Pick, StoryCorrection
from app.parts.reading.group import fingerprint
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import BRAND, NAMES, Told, add_articles, add_sites, claimed_run, pick_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRE = "Oven fire closes the Dough Palace bakery in Kimberley"
FIRE_AGAIN = "Dough Palace bakery in Kimberley closed: fire in the oven"
PRAWNS = "Prawns with peri-peri win the golden spoon of the coast in Maputo"


@dataclass
class Desk:
    """The fire was mailed yesterday; the two others compete in a later run."""

    database: Database
    run_id: int
    fire: int
    again: int

    def told(self) -> Mapping[str, float]:
        run_id = self.run_id + 1
        with self.database.read() as session:
            finds = competing_finds(session, BRAND.id, run_id, NAMES, NOON)
            found = with_told(session, BRAND.id, run_id, finds, NOON)
        return {find.article.title: find.told for find in found}

    def change_pick(self, **values: object) -> None:
        with self.database.write() as session:
            session.execute(update(Pick).where(col(Pick.article_id) == self.fire).values(**values))

    def say_different(self) -> None:
        said = StoryCorrection(
            pick_id=1,
            run_id=self.run_id,
            rank=1,
            find_article_id=self.fire,
            article_id=self.again,
            voter="ann@example.com",
            label="different",
            created_at=NOON,
            updated_at=NOON,
        )
        with self.database.write() as session:
            session.add(said)


@pytest.fixture
def desk(database: Database) -> Desk:
    add_sites(database)
    run = claimed_run(database)
    written = [Told(FIRE), Told(FIRE_AGAIN, score=80), Told(PRAWNS, score=80)]
    ids = add_articles(database, run, written)
    with database.write() as session:
        for id_ in ids:
            article = session.get_one(Article, id_)
            article.fingerprint = fingerprint(as_story_item(article)).to_json()
        pick_of(session, run, ids[0], 1, NOON - timedelta(days=1))
    return Desk(database, run.run_id, ids[0], ids[1])


def test_what_says_again_what_was_mailed_was_likely_told(desk: Desk) -> None:
    told = desk.told()
    assert told[FIRE_AGAIN] > 0.5
    assert told[PRAWNS] == 0


def test_what_a_mail_told_long_ago_or_nobody_got_was_not_told(desk: Desk) -> None:
    desk.change_pick(created_at=NOON - LOOKED_BACK - timedelta(minutes=1))
    assert desk.told()[FIRE_AGAIN] == 0
    desk.change_pick(created_at=NOON, released_at=NOON)
    assert desk.told()[FIRE_AGAIN] == 0


def test_what_people_say_is_another_story_was_not_told(desk: Desk) -> None:
    desk.say_different()
    assert desk.told()[FIRE_AGAIN] == 0
