"""Why a run sent no mail is said in its note."""

from datetime import timedelta

from app.agents.scout.judge import unjudged
from app.agents.scout.pick.link_check import Look, Seen
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import STALE_AFTER, Find
from app.agents.scout.report.result_schema import Unjudged
from app.agents.scout.report.why_no_mail import note, with_stories_elsewhere
from app.agents.scout.types import Candidate, Safety, Verdict
from app.agents.scout.votes.learning.taste import Move
from tests.conftest import NOON

MIN_SCORE = 60


def judged(score: int, *, age: timedelta = timedelta(), votes: int = 0) -> Find:
    article = Candidate("1", "", "u", site="Food News", published_at=NOON - age, site_id=1)
    verdict = Verdict("1", score, "", "", Safety(safe=True), "keyword", "keyword")
    return Find(article, verdict, story=0, found_at=NOON, move=Move(votes))


def note_of(*competed: Find, bad: bool = False) -> str:
    looks = {1: Look(Seen.GONE, "It is gone.")} if bad else {}
    return note(Picked(judged=competed, bad=looks), ["ann@example.com"], MIN_SCORE, NOON) or ""


def test_without_a_good_find_it_names_the_limit() -> None:
    assert note_of(judged(59)) == "Nothing new scored 60 or more, so no mail was sent."


def test_where_no_site_had_anything_new_no_score_is_spoken_of() -> None:
    assert note_of() == "No new story was found, so no mail was sent."


def test_a_good_find_that_is_too_old_is_not_passed_over_in_silence() -> None:
    old = judged(90, age=STALE_AFTER + timedelta(days=2))
    assert "published more than a week ago" in note_of(old)


def test_a_good_find_that_votes_held_back_is_not_passed_over_in_silence() -> None:
    assert note_of(judged(65, votes=-10)).startswith("Votes held back what scored 60 or more")


def test_bad_addresses_come_before_all_else() -> None:
    assert "do not open any more" in note_of(judged(90), bad=True)


def test_with_everybody_s_mail_paused_it_says_so() -> None:
    picked = Picked(chosen=(judged(90),))
    assert note(picked, [], MIN_SCORE, NOON) == "Every recipient has paused these mails."
    assert note(picked, ["ann@example.com"], MIN_SCORE, NOON) is None


def test_what_could_not_be_judged_is_not_said_to_have_scored_too_little() -> None:
    left = unjudged.what_became_of([Unjudged(reason="It is away.", stories=12)], [])
    said = note(Picked(judged=(judged(10),)), ["ann@example.com"], MIN_SCORE, NOON, left)
    assert said == (
        "Of what could be judged nothing new scored 60 or more, so no mail was sent: "
        "12 new stories wait for the next run."
    )
    left = unjudged.what_became_of(*[[Unjudged(reason="It is away.", stories=1)]] * 2)
    nothing = note(Picked(), ["ann@example.com"], MIN_SCORE, NOON, left)
    assert nothing == (
        "Nothing new could be judged, so no mail was sent: "
        "1 new story waits for the next run, 1 new story was given up."
    )


def test_several_reasons_are_told_with_how_many_stories_each_holds_up() -> None:
    waiting = [Unjudged(reason=f"Reason {number}.", stories=10 - number) for number in range(5)]
    assert unjudged.notice(waiting) == (
        "40 new stories could not be judged and wait for the next run. "
        "10: Reason 0. 9: Reason 1. 8: Reason 2. 13: other reasons."
    )
    assert unjudged.notice([]) is None
    assert (unjudged.notice(waiting[:1], waiting[4:]) or "").endswith(
        "Reason 0. 6 new stories were given up, because the model failed on them again and again. "
        "Reason 4. If there are many, another model may do better."
    )


def test_what_stories_of_all_sites_lead_to_is_said() -> None:
    said = with_stories_elsewhere("No mail.", [{"consent": 2}, {}, {"consent": 1, "list": 1}])
    assert said == (
        "No mail. 3 stories lead to a page that asks for consent, 1 to a front page or a section."
    )
    assert with_stories_elsewhere("No mail.", [{}]) == "No mail."
