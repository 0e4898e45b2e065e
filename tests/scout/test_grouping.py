"""What is judged early, and what is stored in the end, whatever the order in which sites answer."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlmodel import update

from app.agents.scout.gather.tables import Article
from app.agents.scout.story_item import as_story_item
from app.agents.scout.tables import VerdictRow
from app.parts.reading.group import Fingerprint, Stories, StoryItem, group
from app.parts.runs.lease import LeaseLostError
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import OTHER_SITE, SITE, add_sites, claimed_run, parts_for
from tests.scout.story_desk import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRE = (
    "Oven fire closes the Dough Palace bakery in Kimberley",
    "The Dough Palace bakery in Kimberley closed on Monday after an oven caught fire. Owner Thandi "
    "Mokoena said the oven was twenty years old. Firefighters from Galeshewe station put it out "
    "within an hour. Nobody was hurt.",
)
HELP = (
    "Guild collects flour, yeast and wages",
    "Bakers across the Northern Cape have offered kitchens to colleagues without work. Their guild "
    "collected flour, yeast and money for wages. Forty loaves were baked on Tuesday night and went "
    "to two schools. The guild wants to do so each winter.",
)
BOTH = (
    "Kimberley bakery gets help after oven fire",
    "The Dough Palace bakery in Kimberley closed on Monday after an oven caught fire. Owner Thandi "
    "Mokoena said that nobody was hurt. Bakers across the Northern Cape have offered kitchens to "
    "her staff. Their guild collected flour, yeast and money for wages. Forty loaves were baked on "
    "Tuesday night.",
)
"""Alone with either of the two this one is the same story; with both it is the fire's."""
PRAWNS = (
    "Prawns with peri-peri win a prize in Maputo",
    "Cook Amelia Nhantumbo won the golden spoon of the Mozambican coast on Sunday. Her prawns come "
    "from Inhaca island; eleven judges tasted forty dishes before they agreed on hers.",
)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    add_sites(database)
    return Desk(parts_for(database, tmp_path), claimed_run(database))


def ids(found: Sequence[Article]) -> list[int]:
    return [article.id or 0 for article in found]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_stored_stories_are_those_of_all_articles_in_whatever_order_they_came(
    desk: Desk, order: tuple[int, ...]
) -> None:
    told = (FIRE, HELP, BOTH, PRAWNS)
    found = [desk.find(one, SITE if number % 2 else OTHER_SITE) for number, one in enumerate(told)]
    with desk.database.read() as session:
        items = [as_story_item(session.get_one(Article, id_)) for id_ in found]
    grouping = desk.grouping()
    assert grouping.begin() == []

    given = [
        id_ for number in (3, *order) for id_ in ids(grouping.add([desk.now_read(found[number])]))
    ]
    given += ids(grouping.finish())

    stored = desk.stories()
    assert same_partition(stored, group(items))
    assert {stored[id_ - 1] for id_ in given} == set(stored), "each story is judged"


def same_partition(one: Sequence[object], other: Sequence[object]) -> bool:
    pairs = list(zip(one, other, strict=True))
    return all((a == c) == (b == d) for a, b in pairs for c, d in pairs)


def test_an_article_is_given_once_however_often_it_is_named(desk: Desk) -> None:
    """A batch may name what was found unread when the run began."""
    read = desk.read(FIRE)
    grouping = desk.grouping()
    assert ids(grouping.begin()) == [read]
    assert grouping.add([read]) == []
    assert grouping.finish() == []


class OneStory(Stories):
    """Takes all for one story, as long as not all are read."""

    def add_all(self, prints: Sequence[Fingerprint], before_others: object = ()) -> tuple[str, ...]:
        return tuple("1" for _ in prints)


def test_what_seemed_to_be_one_story_and_is_not_is_judged_in_the_end(desk: Desk) -> None:
    first, second = desk.read(FIRE), desk.read(PRAWNS)
    grouping = desk.grouping()
    grouping._so_far = OneStory()
    assert ids(grouping.add([first, second])) == [first]
    assert ids(grouping.finish()) == [second]
    assert desk.stories() == [first, second]


def test_what_tells_a_story_of_an_earlier_run_again_is_not_judged(desk: Desk) -> None:
    earlier = desk.grouping()
    known = desk.read(FIRE)
    earlier.finish()
    desk.judge(known)

    grouping = desk.grouping()
    assert grouping.begin() == []
    assert grouping.add([desk.read(FIRE, OTHER_SITE)]) == []
    assert grouping.finish() == []
    assert desk.stories() == [known, known]


def test_what_tells_a_story_that_only_another_brand_judged_is_judged_early(desk: Desk) -> None:
    known = desk.read(FIRE)
    desk.grouping().finish()
    desk.judge(known)
    with desk.database.write() as session:
        session.execute(update(VerdictRow).values(brand="another"))
        session.execute(update(Article).values(found_at=NOON - timedelta(days=8)))
    grouping = desk.grouping()
    assert grouping.begin() == []
    read = desk.read(FIRE, OTHER_SITE)
    assert ids(grouping.add([read])) == [read]


def test_a_second_attempt_gives_only_what_the_first_left_open(desk: Desk) -> None:
    judged, failed, unasked = desk.read(FIRE), desk.read(PRAWNS), desk.read(HELP)
    desk.judge(judged)
    desk.judge(failed, "unavailable")
    grouping = desk.grouping()
    assert ids(grouping.begin()) == [failed, unasked]
    assert grouping.add([desk.read(FIRE, OTHER_SITE)]) == []
    assert grouping.finish() == []


def test_tries_of_an_article_are_not_begun_anew_with_one_that_was_found_before_it(
    desk: Desk,
) -> None:
    """The site that was found first may answer last."""
    desk.read(FIRE)
    asked = desk.read(FIRE, OTHER_SITE)
    desk.judge(asked, "invalid")
    grouping = desk.grouping()
    assert ids(grouping.begin()) == [asked], "in the same run"
    grouping.finish()
    assert ids(desk.grouping().begin()) == [asked], "and in the next"
    assert desk.stories() == [asked, asked]


def test_an_attempt_that_lost_its_lease_stores_no_story(desk: Desk) -> None:
    desk.read(FIRE)
    grouping = desk.grouping()
    with desk.database.write() as session:
        session.execute(update(AgentRun).values(owner="another"))
    with pytest.raises(LeaseLostError):
        grouping.finish()
    assert desk.stories() == [None]


def test_an_item_is_compared_by_all_that_is_known_of_it(desk: Desk) -> None:
    read = desk.read(FIRE)
    with desk.database.read() as session:
        item = as_story_item(session.get_one(Article, read))
    assert item == StoryItem(
        id="1", title=FIRE[0], text=FIRE[1], url="https://1.example/story", site="1"
    )
