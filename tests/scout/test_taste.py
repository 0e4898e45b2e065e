"""What votes teach of sites, subjects and words."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from app.agents.scout.votes.learning.taste import (
    HALF_LIFE_DAYS,
    POINTS_AT_MOST,
    Opinion,
    Taste,
    Trait,
)
from app.agents.scout.votes.learning.telling import told
from app.agents.scout.votes.learning.traits import traits_of
from tests.conftest import NOON

IOL, CITIZEN = Trait("site", "1"), Trait("site", "2")
SPORT, MONEY = Trait("subject", "sport"), Trait("subject", "money")


def opinion(*traits: Trait, yes: int = 0, no: int = 0, days_ago: float = 0) -> Opinion:
    return Opinion(frozenset(traits), yes, no, NOON - timedelta(days=days_ago))


def points(opinions: Iterable[Opinion], *traits: Trait) -> int:
    return Taste(opinions, NOON).move(traits).points


MIXED = [opinion(IOL, yes=1)] * 4 + [opinion(CITIZEN, no=1)] * 4


def test_without_votes_nothing_moves_and_nothing_is_little_known() -> None:
    blank = Taste([], NOON)
    assert blank.move([IOL, SPORT]).points == 0
    assert not blank.is_little_known([IOL, SPORT])


def test_what_got_a_yes_moves_up_and_what_got_a_no_moves_down() -> None:
    assert points(MIXED, IOL) > 10
    assert points(MIXED, CITIZEN) < -10


def test_a_kind_nobody_voted_on_does_not_move() -> None:
    assert points(MIXED, SPORT) == 0


def test_more_votes_move_more() -> None:
    few = [opinion(IOL, yes=1), opinion(CITIZEN, no=1)]
    assert 0 < points(few, IOL) < points(few * 5, IOL)


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_a_team_that_always_says_the_same_changes_nothing(answer: str) -> None:
    always = [opinion(site, **{answer: 1}) for site in (IOL, CITIZEN) * 9]
    assert points(always, IOL) == points(always, CITIZEN) == 0


def test_a_site_is_not_blamed_for_its_subject() -> None:
    """IOL's finds about money were unwelcome, and so were everybody else's."""
    votes = [
        *[opinion(IOL, MONEY, no=1)] * 6,
        *[opinion(CITIZEN, MONEY, no=1)] * 6,
        *[opinion(CITIZEN, SPORT, yes=1)] * 6,
    ]
    assert points(votes, MONEY) < 0
    assert abs(points(votes, IOL)) < abs(points(votes, MONEY)) / 2


@pytest.mark.parametrize("others", [{"yes": 1}, {"no": 1}])
def test_where_people_disagree_evenly_nothing_moves(others: dict[str, int]) -> None:
    """Neither among a team that likes everything else nor among one that likes nothing."""
    votes = [opinion(IOL, yes=2, no=2)] * 3 + [opinion(CITIZEN, SPORT, **others)] * 12
    assert points(votes, IOL) == 0


def test_a_single_no_among_many_yes_moves_a_site_but_little() -> None:
    votes = [opinion(IOL, no=1), *[opinion(CITIZEN, yes=1)] * 12]
    assert -25 < points(votes, IOL) < 0


def test_old_votes_fade() -> None:
    fresh = [opinion(IOL, yes=1), opinion(CITIZEN, no=1)] * 3
    faded = [opinion(IOL, yes=1, days_ago=6 * HALF_LIFE_DAYS)] * 3 + fresh[1::2]
    assert points(faded, IOL) < points(fresh, IOL) / 3


def test_votes_of_a_clock_that_was_ahead_count_as_of_now() -> None:
    ahead = [opinion(IOL, yes=1, days_ago=-3), opinion(CITIZEN, no=1)]
    level = [opinion(IOL, yes=1), opinion(CITIZEN, no=1)]
    assert points(ahead, IOL) == points(level, IOL)


def test_the_move_has_a_limit() -> None:
    votes = [opinion(IOL, SPORT, yes=1)] * 200 + [opinion(CITIZEN, MONEY, no=1)] * 200
    assert points(votes, IOL, SPORT) == POINTS_AT_MOST
    assert points(votes, CITIZEN, MONEY) == -POINTS_AT_MOST


def test_a_site_or_subject_with_votes_on_fewer_than_three_finds_is_little_known() -> None:
    taste = Taste([opinion(IOL, SPORT, yes=1)] * 3 + [opinion(CITIZEN, SPORT, no=1)] * 2, NOON)
    assert not taste.is_little_known([IOL, SPORT])
    assert taste.is_little_known([CITIZEN, SPORT])
    assert taste.is_little_known([IOL, MONEY])
    assert not taste.is_little_known([IOL, SPORT, Trait("word", "anything")])


def test_a_mail_says_which_votes_moved_a_find() -> None:
    taste = Taste(MIXED, NOON)
    assert told(taste.move([IOL]), "IOL") == "Votes moved it up: yes to 4 of 4 finds from IOL."
    assert told(taste.move([CITIZEN]), "The Citizen") == (
        "Votes moved it down: no to 4 of 4 finds from The Citizen."
    )
    assert told(taste.move([SPORT]), "IOL") == ""


def test_a_move_is_not_explained_by_votes_that_say_the_opposite() -> None:
    """One yes in six is much where the others get none, but no reason to give."""
    votes = [opinion(IOL, yes=1), *[opinion(IOL, no=1)] * 3, *[opinion(CITIZEN, no=1)] * 20]
    move = Taste(votes, NOON).move([IOL])
    assert move.points > 0
    assert told(move, "IOL") == "Votes on finds like this one moved it up."


def test_a_find_is_known_by_its_site_its_subjects_and_the_words_of_its_headline() -> None:
    traits = traits_of(
        site_id=1,
        title="ANC and KFC share a Springbok bucket",
        summary="The rugby final was won in Durban.",
        subject="Fast Food",
    )
    assert IOL in traits
    assert {SPORT, Trait("subject", "fast food")} <= traits
    words = {trait.name for trait in traits if trait.kind == "word"}
    assert words == {"anc", "kfc", "share", "springbok", "bucket"}


def test_a_find_about_nothing_we_know_has_no_subject() -> None:
    traits = traits_of(site_id=1, title="Vote at noon", summary="", subject="other")
    assert {trait for trait in traits if trait.kind != "word"} == {IOL}
