"""What is asked of a model follows what it manages."""

import asyncio

import pytest

from app.agents.scout.judge.load import LEAST, MOST, Load, QuestionKind, Sent
from app.agents.scout.judge.load_control import LoadControl
from app.agents.scout.judge.prompt import TEXT_TOKENS
from app.agents.scout.judge.shortlist import BATCH

LIMIT = 60.0


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Kept:
    """A memory that shows what was kept."""

    def __init__(self, load: Load | None = None) -> None:
        self.load = load

    def recall(self) -> Load | None:
        return self.load

    def keep(self, load: Load) -> None:
        self.load = load


class Asking:
    """Questions to a model that takes as long as is said here."""

    def __init__(self, load: Load | None = None, most_at_once: int = 12) -> None:
        self.clock, self.memory = Seconds(), Kept(load)
        self.control = LoadControl(LIMIT, self.clock, memory=self.memory, most_at_once=most_at_once)

    def send(self, kind: QuestionKind = "triage", beside: int = 1) -> Sent:
        size = self.control.load.size(kind)
        return Sent(kind, size, self.clock(), beside)

    def answered(self, seconds: float, kind: QuestionKind = "triage", beside: int = 1) -> None:
        sent = self.send(kind, beside)
        self.clock.now += seconds
        self.control.answered(sent, seconds)

    def of_no_use(self, kind: QuestionKind = "triage") -> None:
        """Its answer came, and was none."""
        sent = self.send(kind)
        self.control.was_useless(sent)
        self.control.was_too_much(kind, sent.size)

    def cut(self, kind: QuestionKind = "triage") -> None:
        self.control.was_cut(self.send(kind))

    def late(self, kind: QuestionKind = "triage", beside: int = 1) -> None:
        sent = self.send(kind, beside)
        self.clock.now += LIMIT
        self.control.was_late(sent)

    @property
    def load(self) -> Load:
        return self.control.load


KNOWN = Load(BATCH, TEXT_TOKENS, 1)


def test_a_late_answer_halves_the_next_question() -> None:
    asking = Asking(KNOWN)
    asking.late()
    assert asking.load.triage == BATCH // 2
    asking.answered(40)
    asking.late("review")
    assert asking.load.review == TEXT_TOKENS // 2


def test_a_cut_answer_halves_the_next_question() -> None:
    asking = Asking(KNOWN)
    asking.control.was_cut(asking.send())
    assert asking.load == Load(BATCH // 2, TEXT_TOKENS, 1)


def test_of_a_model_that_has_answered_nothing_the_least_is_asked_after_a_late_answer() -> None:
    asking = Asking()
    asking.late(beside=2)
    assert asking.load == Load(1, TEXT_TOKENS, 1)


def test_after_two_late_answers_in_a_row_the_least_is_asked() -> None:
    asking = Asking(KNOWN)
    sizes = []
    for _ in range(3):
        asking.late()
        sizes.append(asking.load.triage)
    assert sizes == [6, 1, 1]
    assert asking.control.is_given_up("triage")


def test_a_model_that_answers_not_even_the_least_is_given_up_after_two_time_limits() -> None:
    asking = Asking()
    asking.late(beside=8)
    assert not asking.control.is_given_up("triage")
    asking.late()
    assert asking.control.is_given_up("triage")
    assert asking.control.is_given_up("review"), "it asks for more"


def test_reviews_that_are_too_slow_end_no_triage() -> None:
    asking = Asking(KNOWN)
    for _ in range(4):
        asking.late("review")
    assert asking.control.is_given_up("review")
    assert not asking.control.is_given_up("triage")


def test_an_answer_in_between_keeps_hope_alive() -> None:
    asking = Asking(Load(1, TEXT_TOKENS, 1))
    for _ in range(5):
        asking.late()
        asking.answered(50)
    assert not asking.control.is_given_up("triage")


@pytest.mark.parametrize(
    ("seconds", "then"), [(3, 8), (10, 8), (15, 8), (20, 6), (29, 4), (45, 4), (59, 4)]
)
def test_a_quick_answer_lets_the_next_question_grow_to_half_the_time_limit(
    seconds: float, then: int
) -> None:
    asking = Asking(Load(4, TEXT_TOKENS, 1))
    asking.answered(seconds)
    assert asking.load.triage == then


def test_a_question_that_was_not_full_is_no_reason_to_ask_for_more() -> None:
    asking = Asking(Load(4, TEXT_TOKENS, 2))
    sent = Sent("triage", 2, asking.clock(), 1)
    asking.clock.now += 1
    asking.control.answered(sent, 1)
    assert asking.load == Load(4, TEXT_TOKENS, 2)


def test_the_load_never_leaves_its_bounds() -> None:
    asking = Asking(KNOWN)
    for _ in range(20):
        asking.late()
        asking.late("review")
    assert asking.load == Load(LEAST["triage"], LEAST["review"], 1)
    for kind in ("triage", "review") * 20:
        asking.answered(1, kind, beside=asking.control.at_once)
    assert asking.load == Load(MOST["triage"], MOST["review"], 12)


def test_what_was_late_behind_others_that_were_answered_means_fewer_at_once() -> None:
    """Twelve reviews at a server that answers one at a time: the last ones waited too long."""
    asking = Asking(Load(BATCH, TEXT_TOKENS, 12))
    behind = asking.send("review", beside=12)
    for _ in range(5):
        first = Sent("review", TEXT_TOKENS, asking.clock(), 12)
        asking.clock.now += 12
        asking.control.answered(first, 12)
    asking.control.was_late(behind)
    assert asking.load == Load(BATCH, TEXT_TOKENS, 6)


def test_those_under_way_together_are_late_as_one() -> None:
    asking = Asking(Load(BATCH, TEXT_TOKENS, 12))
    together = [asking.send(beside=12) for _ in range(12)]
    asking.clock.now += LIMIT
    for sent in together:
        asking.control.was_late(sent)
    assert asking.load == Load(BATCH // 2, TEXT_TOKENS, 1)


def test_with_full_size_and_quick_answers_more_are_asked_at_once() -> None:
    asking = Asking(Load(BATCH, TEXT_TOKENS, 2))
    asking.answered(5, beside=2)
    assert asking.load.at_once == 4
    asking.answered(5, beside=1)
    assert asking.load.at_once == 4, "not all places were in use"


def test_answers_that_were_under_way_together_raise_the_load_once() -> None:
    asking = Asking(Load(BATCH, TEXT_TOKENS, 2))
    together = [asking.send(beside=2) for _ in range(2)]
    asking.clock.now += 2
    for sent in together:
        asking.control.answered(sent, 2)
    assert asking.load.at_once == 4


def test_quick_reviews_ask_for_no_company_of_a_slow_triage() -> None:
    asking = Asking(Load(2, TEXT_TOKENS, 1))
    asking.answered(28)
    asking.answered(5, "review")
    assert asking.load == Load(2, TEXT_TOKENS, 1)


def test_a_client_that_takes_fewer_at_once_is_not_asked_more() -> None:
    asking = Asking(most_at_once=3)
    assert asking.control.at_once == 3


def test_what_works_is_kept_for_the_next_run_and_what_does_not_is_not() -> None:
    asking = Asking(KNOWN)
    asking.late()
    assert asking.memory.load == KNOWN, "it may be down for today"
    asking.answered(40)
    assert asking.memory.load == Load(BATCH // 2, TEXT_TOKENS, 1)


def test_no_more_than_allowed_are_under_way() -> None:
    async def run() -> int:
        control = LoadControl(LIMIT, Seconds(), memory=Kept(Load(at_once=3)))
        under_way = most = 0

        async def one() -> None:
            nonlocal under_way, most
            async with control.place():
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(0)
                under_way -= 1

        await asyncio.gather(*(one() for _ in range(20)))
        return most

    assert asyncio.run(run()) == 3


# --- answers of no use ------------------------------------------------------------------------


def test_a_model_that_made_no_sense_yet_is_asked_the_least_one_question_at_a_time() -> None:
    asking = Asking()
    asking.of_no_use()
    assert (asking.load.triage, asking.load.at_once) == (1, 1)


def test_so_much_that_was_no_use_is_not_asked_again_in_the_run() -> None:
    asking = Asking()
    asking.of_no_use()
    asking.answered(1)
    asking.answered(1)
    assert asking.load.triage == 2
    asking.of_no_use()
    for _ in range(5):
        asking.answered(1)
    assert asking.load.triage == 1


def test_so_much_that_was_cut_is_not_asked_again_in_the_run() -> None:
    asking = Asking(Load(4, TEXT_TOKENS, 1))
    asking.cut()
    for _ in range(5):
        asking.answered(1)
    assert asking.load.triage == 3


def test_a_model_that_made_sense_of_less_is_asked_that_and_as_many_at_once() -> None:
    asking = Asking(Load(triage=4, at_once=4))
    asking.answered(LIMIT / 2 + 1)
    asking.answered(10)
    assert asking.load.triage > 4
    asking.of_no_use()
    assert (asking.load.triage, asking.load.at_once) == (4, 4)


def test_after_an_answer_of_no_use_two_good_ones_come_before_more_is_asked() -> None:
    asking = Asking(Load(1, TEXT_TOKENS, 1))
    asking.control.was_useless(asking.send())
    asking.answered(1)
    assert asking.load.triage == 1
    asking.answered(1)
    assert asking.load.triage == 2


def test_answers_that_come_in_time_are_not_late_in_a_row_with_others() -> None:
    asking = Asking(Load(1, TEXT_TOKENS, 1))
    asking.late()
    asking.control.was_useless(asking.send())
    asking.late()
    assert not asking.control.is_given_up("triage")


def test_the_next_run_asks_the_least_of_a_model_that_made_no_sense() -> None:
    asking = Asking()
    asking.of_no_use()
    asking.of_no_use()
    assert asking.memory.recall() == asking.load
    assert asking.load.triage == 1


def test_from_an_answer_without_sense_about_many_nothing_is_learnt_for_the_next_run() -> None:
    asking = Asking()
    asking.of_no_use()
    assert asking.memory.recall() is None
