"""Of a find that is good enough and got no place, a run's result says why."""

from datetime import timedelta

from app.agents.scout.pick.link_check import Look, Seen
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import STALE_AFTER, Find
from app.agents.scout.report.no_place import without_place
from tests.conftest import NOON
from tests.scout.test_rank import MIN_SCORE, SITES, find, places, printed

FIVE = [find(number, 70) for number in range(1, 6)]
FIRE = "Oven fire closes Kimberley bakery"
FIRE_AGAIN = "Kimberley bakery closes after fire in oven"


def why(*finds: Find, bad: dict[int, Look] | None = None) -> dict[int, str]:
    """By article, the reason and, if there is one, the place of the find that it is like."""
    looks = bad or {}
    chosen = places(*(one for one in finds if one.id not in looks))
    picked = Picked(finds, chosen, looks)
    said = without_place(picked, now=NOON, min_score=MIN_SCORE, sites=SITES)
    return {one.article_id: f"{one.why} {one.beside or ''}".strip() for one in said}


def test_what_is_not_good_enough_is_not_among_them() -> None:
    assert why(*FIVE, find(6, 59), find(7, 99, safe=False)) == {}


def test_others_were_better() -> None:
    assert why(*FIVE, find(6, 69)) == {6: "beaten"}


def test_of_more_points_but_older_news_others_were_better() -> None:
    assert why(*FIVE, find(6, 80, published_at=NOON - timedelta(days=3))) == {6: "beaten"}


def test_its_site_has_its_places() -> None:
    of_one_site = [find(n, 90, site_id=7) for n in range(11, 14)]
    assert why(*of_one_site, find(1, 61)) == {13: "site"}


def test_of_a_site_that_has_its_places_but_worse_than_all_five_others_were_better() -> None:
    of_one_site = [find(n, 90, site_id=7) for n in (11, 12)]
    assert why(*of_one_site, find(13, 65, site_id=7), *FIVE[:3]) == {13: "beaten"}


def test_a_mail_of_the_last_days_told_it() -> None:
    assert why(*FIVE, find(6, 90, told=1.0)) == {6: "told"}
    assert why(*FIVE, find(6, 62, told=0.1)) == {6: "beaten"}


def test_it_resembles_another_of_the_five() -> None:
    fire = find(11, 90, fingerprint=printed(FIRE))
    again = find(12, 89, fingerprint=printed(FIRE_AGAIN))
    assert why(find(10, 95), fire, again, *FIVE[:3]) == {12: "alike 2"}


def test_it_is_the_story_of_another_of_the_five() -> None:
    assert why(find(1, 95), find(2, 90, story=7), find(3, 80, story=7)) == {3: "same_story 2"}


def test_the_last_place_is_a_try() -> None:
    assert why(*FIVE, find(6, 60, little_known=True)) == {5: "try"}


def test_it_is_of_more_than_a_week_ago() -> None:
    old = NOON - STALE_AFTER - timedelta(minutes=1)
    assert why(*FIVE, find(6, 95, published_at=old)) == {6: "stale"}


def test_its_page_is_gone() -> None:
    gone, away = Look(Seen.GONE, "It is gone."), Look(Seen.AWAY, "It is away.")
    assert why(find(1, 90), find(2, 80), find(3, 70), bad={2: gone, 3: away}) == {2: "gone"}


def test_votes_brought_it_below_the_mark() -> None:
    assert why(*FIVE[:2], find(6, 65, move=-20), find(7, 40, move=-5)) == {6: "votes"}
