"""Which earlier finds the model is told of."""

from app.agents.scout.votes.learning.opinions import (
    OF_EACH_AT_MOST,
    OF_ONE_ALONE,
    LessonBook,
    VotedFind,
)
from tests.conftest import NOON
from tests.scout.evaluating import candidate


def find(title: str, yes: int = 0, no: int = 0) -> VotedFind:
    return VotedFind(0, title, "", 1, "site", "", yes, no, NOON)


def many(count: int, *, yes: int = 0, no: int = 0) -> list[VotedFind]:
    answer = "liked" if yes else "disliked"
    return [find(f"Headline {answer} {number}", yes, no) for number in range(count)]


def test_without_votes_there_are_no_lessons() -> None:
    lessons = LessonBook().lessons_for([candidate(1)])
    assert lessons.yes == lessons.no == ()


def test_what_is_most_like_the_items_comes_first_and_then_the_latest() -> None:
    liked = [*many(4, yes=1), find("Braai champions of Durban", yes=1)]
    book = LessonBook([*liked, *many(4, no=1)])
    lessons = book.lessons_for([candidate(1, "A braai record"), candidate(2, "Traffic in Durban")])
    assert lessons.yes[:2] == ("Braai champions of Durban", "Headline liked 0")


def test_there_are_as_many_of_either_answer_as_of_the_rarer_one() -> None:
    lessons = LessonBook(many(9, yes=1) + many(3, no=1)).lessons_for([candidate(1)])
    assert len(lessons.yes) == len(lessons.no) == 3
    lessons = LessonBook(many(9, yes=1) + many(9, no=1)).lessons_for([candidate(1)])
    assert len(lessons.yes) == len(lessons.no) == OF_EACH_AT_MOST


def test_one_answer_alone_is_told_but_little() -> None:
    lessons = LessonBook(many(9, yes=1)).lessons_for([candidate(1)])
    assert (len(lessons.yes), lessons.no) == (OF_ONE_ALONE, ())


def test_a_find_people_disagree_on_teaches_nothing() -> None:
    lessons = LessonBook([find("Split", yes=1, no=1)]).lessons_for([candidate(1)])
    assert lessons.yes == lessons.no == ()


def test_the_same_headline_is_told_once() -> None:
    lessons = LessonBook([find("Twice", yes=1)] * 2).lessons_for([candidate(1)])
    assert lessons.yes == ("Twice",)
