"""Which finds go into the mail, and in what order."""

from datetime import datetime, timedelta

from app.agents.scout.pick.rule import (
    LIFTED_AT_MOST,
    LOWERED_AT_MOST,
    PLACES,
    STALE_AFTER,
    TRY_WITHIN,
    Find,
    rank,
)
from app.agents.scout.types import Candidate, Safety, Verdict
from app.agents.scout.votes.learning.taste import Move
from app.parts.reading.group import Fingerprint, StoryItem, fingerprint
from tests.conftest import NOON

MIN_SCORE = 60
SITES = 30


def find(
    number: int,
    score: int = 80,
    *,
    site_id: int | None = None,
    story: int | None = None,
    published_at: datetime = NOON,
    safe: bool = True,
    move: int = 0,
    **more: bool | float | datetime | Fingerprint,
) -> Find:
    """A find of a story and a site of its own, if no other is named."""
    site = number if site_id is None else site_id
    return Find(
        Candidate(str(number), "A title", "u", published_at=published_at, site_id=site),
        Verdict(str(number), score, "It fits.", "", Safety(safe), "keyword", "keyword"),
        story=number if story is None else story,
        move=Move(move),
        **{"found_at": NOON, **more},  # type: ignore[arg-type]
    )


def printed(title: str) -> Fingerprint:
    return fingerprint(StoryItem("1", title, published_at=NOON))


def places(*finds: Find, sites: int = SITES) -> tuple[Find, ...]:
    return rank(finds, now=NOON, min_score=MIN_SCORE, sites=sites)


def ids(*finds: Find, sites: int = SITES) -> list[int]:
    return [place.id for place in places(*finds, sites=sites)]


def test_the_five_best_come_best_first() -> None:
    assert ids(*(find(n, 60 + n) for n in range(9))) == [8, 7, 6, 5, 4]


def test_unsafe_finds_and_those_below_the_limit_have_no_place() -> None:
    assert ids(find(1, 59), find(2, 60), find(3, 100, safe=False)) == [2]


def test_a_story_has_one_place() -> None:
    assert ids(find(1, 90, story=7), find(2, 95, story=7), find(3, 70)) == [2, 3]


def test_a_site_has_two_places_and_more_only_where_there_are_few_sites() -> None:
    of_one_site = [find(n, 90 - n, site_id=7) for n in range(4)]
    assert ids(*of_one_site, find(9, 61)) == [0, 1, 9]
    assert ids(*of_one_site, sites=1) == [0, 1, 2, 3]
    assert ids(*of_one_site, sites=2) == [0, 1, 2]


def test_of_two_alike_the_fresher_comes_first() -> None:
    yesterday = NOON - timedelta(hours=30)
    assert ids(find(1, 85, published_at=yesterday), find(2, 80)) == [2, 1]


def test_what_a_mail_of_the_last_days_told_must_be_clearly_better_than_other_news() -> None:
    assert ids(find(1, 85, told=0.9), find(2, 70)) == [2, 1]
    assert ids(find(1, 95, told=0.9), find(2, 70)) == [1, 2]
    assert ids(find(1, 60, told=1.0)) == [1]  # it has a place that nobody else wants


def test_of_two_finds_that_may_be_one_story_the_second_gets_a_place_that_is_left() -> None:
    fire = find(1, 90, fingerprint=printed("Oven fire closes Kimberley bakery"))
    again = find(2, 89, fingerprint=printed("Kimberley bakery closes after fire in oven"))
    others = [find(number, 70) for number in range(3, 7)]

    assert ids(fire, again, *others) == [1, 3, 4, 5, 6]
    assert ids(fire, again, *others[:2]) == [1, 3, 4, 2]


def test_an_old_page_that_is_linked_anew_is_no_news() -> None:
    old = NOON - STALE_AFTER - timedelta(minutes=1)
    assert ids(find(1, 95, published_at=old), find(2, 61)) == [2]
    assert ids(find(1, 95, published_at=old)) == []


def test_at_a_site_s_first_visit_all_may_be_old() -> None:
    old = NOON - timedelta(days=400)
    assert ids(find(1, 95, published_at=old, is_archive=True)) == [1]


def test_what_a_first_visit_found_is_no_news_a_week_later() -> None:
    long_ago = NOON - STALE_AFTER - timedelta(minutes=1)
    assert ids(find(1, 95, published_at=long_ago, found_at=long_ago, is_archive=True)) == []


def test_votes_change_the_order() -> None:
    assert ids(find(1, 80), find(2, 70, move=20)) == [2, 1]
    assert ids(find(1, 80, move=-15), find(2, 70)) == [2, 1]


def test_votes_bring_a_find_over_the_limit_but_not_anything() -> None:
    near, far = MIN_SCORE - LIFTED_AT_MOST, MIN_SCORE - LIFTED_AT_MOST - 1
    assert ids(find(1, near, move=60), find(2, far, move=60)) == [1]


def test_what_the_team_dislikes_falls_below_the_limit() -> None:
    assert ids(find(1, 65, move=-6)) == []


def test_votes_do_not_keep_back_what_the_brand_must_see() -> None:
    assert ids(find(1, MIN_SCORE + LOWERED_AT_MOST, move=-60)) == [1]


def test_votes_keep_nothing_back_of_a_kind_with_few_votes() -> None:
    assert ids(find(1, MIN_SCORE, move=-60, little_known=True)) == [1]


def test_the_score_with_votes_stays_on_the_scale() -> None:
    assert find(1, 95, move=30).voted_score == 100
    assert find(1, 10, move=-60).voted_score == 0


def test_the_last_place_is_a_try_for_a_kind_with_few_votes() -> None:
    known = [find(n, 80) for n in range(PLACES)]
    stranger = find(9, 80 - TRY_WITHIN, little_known=True)
    chosen = places(*known, stranger)
    assert [place.id for place in chosen] == [0, 1, 2, 3, 9]
    assert [place.is_try for place in chosen] == [False] * 4 + [True]


def test_no_try_takes_the_place_of_a_much_better_find() -> None:
    known = [find(n, 80) for n in range(PLACES)]
    assert 9 not in ids(*known, find(9, 80 - TRY_WITHIN - 1, little_known=True))


def test_no_try_is_needed_where_one_is_among_the_five_or_a_place_is_free() -> None:
    strange = find(9, 90, little_known=True)
    assert not any(place.is_try for place in places(*(find(n) for n in range(6)), strange))
    assert not any(place.is_try for place in places(find(1), strange))


def test_a_try_keeps_to_the_places_of_its_site_and_story() -> None:
    known = [find(n, 80, site_id=1 if n < 2 else n) for n in range(PLACES)]
    assert 9 not in ids(*known, find(9, 79, little_known=True, site_id=1))
    assert 9 not in ids(*known, find(9, 79, little_known=True, story=0))
