"""What one vote changed, in true numbers and in plain words."""

from datetime import timedelta

import pytest

from app.agents.scout.votes.learning.effect import Effect, Standing, effect_of, votes_before
from app.agents.scout.votes.learning.effect_words import effect_in_words
from app.agents.scout.votes.learning.opinions import (
    VOTES_AT_MOST,
    Earlier,
    Vote,
    VotedFind,
    by_find,
)
from app.agents.scout.votes.learning.taste import Tally, Taste, Trait
from tests.conftest import NOON

ANN, BEN = "ann@example.com", "ben@example.com"
NEWS = Trait("site", "1")
SPORT = Trait("subject", "sport")


def find(number: int, *, yes: int = 0, no: int = 0, site_id: int = 1) -> VotedFind:
    name = {1: "News24"}.get(site_id, "Other")
    return VotedFind(number, f"Alpha {number}", "", site_id, name, "sport", yes, no, NOON)


def effect(**changes: object) -> Effect:
    plain = Effect(
        site="News24",
        answer="yes",
        earlier=None,
        before=Standing(2, 2),
        after=Standing(6, 6),
        yes=1,
        no=0,
        tallies=(Tally(NEWS, 4, 1, 5), Tally(SPORT, 2, 1, 3)),
        voted=9,
        all_alike=False,
    )
    values = {name: getattr(plain, name) for name in Effect.__slots__}
    return Effect(**{**values, **changes})


def said(**changes: object) -> str:
    return " ".join(effect_in_words(effect(**changes)))


def test_the_effect_is_what_the_ranking_s_own_taste_says_before_and_after() -> None:
    before = [find(1, no=1, site_id=2), find(2, yes=1)]
    new = find(3, yes=1)
    told = effect_of(new, "yes", None, before, [new, *before], NOON)
    traits = new.opinion.traits
    tastes = [Taste([one.opinion for one in finds], NOON) for finds in (before, [new, *before])]
    assert [told.before.place, told.after.place] == [taste.move(traits).points for taste in tastes]
    assert told.after.place > told.before.place
    assert (told.tallies[0].trait, told.tallies[0].liked) == (NEWS, 2)


def test_a_score_is_not_lowered_while_a_site_has_few_votes() -> None:
    before = [find(number, yes=1, site_id=2) for number in range(6)]
    new = find(9, no=1)
    told = effect_of(new, "no", None, before, [new, *before], NOON)
    assert told.after.place < 0
    assert told.after.score == 0


def vote(pick: int, voter: str, answer: str, days_ago: int = 0) -> Vote:
    at = NOON - timedelta(days=days_ago)
    return Vote(pick, voter, answer, at, pick, 1, f"Alpha {pick}", "", "sport")


def test_before_a_first_vote_its_voter_had_said_nothing() -> None:
    votes = [vote(1, ANN, "yes"), vote(1, BEN, "no", 1), vote(2, ANN, "no", 2)]
    assert votes_before(votes, 1, ANN, None) == votes[1:]


def test_before_a_changed_vote_the_old_answer_stood_at_its_time() -> None:
    votes = [vote(1, ANN, "yes"), vote(2, ANN, "no", 1)]
    earlier = Earlier("no", NOON - timedelta(days=2))
    assert votes_before(votes, 1, ANN, earlier) == [votes[1], vote(1, ANN, "no", 2)]


def test_no_more_votes_count_before_than_after() -> None:
    votes = [vote(number, BEN, "no", 1) for number in range(VOTES_AT_MOST + 1)]
    assert len(votes_before(votes, -1, ANN, None)) == VOTES_AT_MOST
    assert len(by_find(votes, {1: "News24"})) == VOTES_AT_MOST + 1


def test_it_says_what_the_team_said_and_how_finds_like_it_are_moved() -> None:
    assert said() == (
        "Your team said yes to 4 of 5 finds from News24 and to 2 of 3 finds about sport. "
        "A find like this one now moves up by 6 points; before your vote it moved up by 2 points."
    )


def test_a_changed_vote_is_compared_with_the_earlier_answer() -> None:
    words = said(answer="no", earlier="yes", after=Standing(-1, -1))
    assert "no to 1 of 5 finds from News24" in words
    assert "now moves down by 1 point; with your earlier answer it moved up by 2 points." in words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"earlier": "yes"}, "You had said so before, so nothing changes"),
        ({"voted": 1}, "It is the first find with a vote: there is nothing to compare it with."),
        ({"all_alike": True}, "Every find with votes got the same answer so far"),
        ({"no": 1}, "Where people disagree evenly, nothing is learned."),
        ({}, "still moves up by 6 points, as before. One vote alone moves little."),
    ],
)
def test_a_vote_that_changes_nothing_says_so_and_why(
    changes: dict[str, object], words: str
) -> None:
    assert words in said(before=Standing(6, 6), **changes)


@pytest.mark.parametrize(
    ("yes", "no", "words"),
    [
        (1, 1, "People disagree on this find (1 yes, 1 no), so it speaks neither for nor against"),
        (2, 1, "People disagree on this find (2 yes, 1 no), so it counts for less."),
    ],
)
def test_it_says_when_people_disagree(yes: int, no: int, words: str) -> None:
    assert words in said(yes=yes, no=no)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (Standing(30, 15), "votes add at most 15 points to a score."),
        (Standing(-40, -25), "votes take at most 25 points from a score."),
        (Standing(-9, 0), "no score is lowered while few finds of the site or subject have votes."),
    ],
)
def test_it_says_how_far_a_score_is_moved_where_that_is_limited(
    after: Standing, words: str
) -> None:
    assert words in said(after=after)
    assert "score" not in said()


def test_the_place_in_the_order_and_the_score_of_a_mail_are_told_apart() -> None:
    words = said(answer="no", before=Standing(0, 0), after=Standing(-60, 0))
    assert words.endswith(
        "A find like this one now moves down by 60 points in the order of the finds; before your "
        "vote it was not moved. The score that a mail shows for it stays as it was judged: no "
        "score is lowered while few finds of the site or subject have votes."
    )


def test_a_score_at_its_limit_stays_there_while_the_place_moves_on() -> None:
    assert said(before=Standing(20, 15), after=Standing(30, 15)).endswith(
        "The score that a mail shows for it still moves up by 15 points: votes add at most 15 "
        "points to a score."
    )
