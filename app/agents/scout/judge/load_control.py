"""How much a model manages within the time limit of a question, learnt from its answers.

A model on a processor without a graphics card writes 5 to 30 tokens a second and answers one
question at a time. So the load follows it: what is too much for one question is halved, and so are
the questions at once when some were late only because they waited for others.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from app.agents.scout.judge.load import LEAST, MOST, MOST_AT_ONCE, Load, Memory, QuestionKind, Sent

LATE_IN_A_ROW = 2
"""So many of a kind, the last one of the least size and alone, and no more of it are put."""
GOOD_IN_A_ROW = 2
"""So many usable answers after one that was none, and more is asked again."""


class LoadControl:
    """What all questions of an evaluation know of the model. `limit` is the time limit of each;
    `now` gives seconds that never go back.

    Questions that were under way together are late together: a failure counts only if its question
    was sent after the load was last reduced, an answer only if it was sent after any change.
    """

    def __init__(
        self,
        limit: float,
        now: Callable[[], float],
        *,
        memory: Memory | None = None,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        known = memory.recall() if memory else None
        self.load = known or Load()
        self._most_at_once = most_at_once
        self._memory, self._kept = memory, known
        self.limit = limit
        self._now = now
        self._worked: set[QuestionKind] = {"triage", "review"} if known else set()
        self._late: Counter[QuestionKind] = Counter()
        self._given_up: set[QuestionKind] = set()
        self._made_sense_of: Counter[QuestionKind] = Counter()
        self._at_most = dict(MOST)
        self._missing: Counter[QuestionKind] = Counter()
        self._seconds: dict[QuestionKind, float] = {}
        self._answered_at = self._reduced_at = self._raised_at = -1.0
        self._under_way = 0
        self._place_is_free = asyncio.Condition()

    @property
    def at_once(self) -> int:
        return min(self.load.at_once, self._most_at_once)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Waits until one more question may be under way."""
        async with self._place_is_free:
            await self._place_is_free.wait_for(self.has_place)
            self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            async with self._place_is_free:
                self._place_is_free.notify_all()

    def has_place(self) -> bool:
        return self._under_way < self.at_once

    def is_given_up(self, kind: QuestionKind) -> bool:
        """Not even the least question of this kind was answered in time; a review asks for more."""
        return kind in self._given_up or "triage" in self._given_up

    def seconds(self, kind: QuestionKind) -> float | None:
        """What the last answer of this kind took; None when none came yet."""
        return self._seconds.get(kind)

    def send(self, kind: QuestionKind, size: int) -> Sent:
        return Sent(kind, size, self._now(), self._under_way)

    def answered(self, sent: Sent, seconds: float) -> None:
        """`seconds` are those of the endpoint: waiting for its rate limit is not among them."""
        self._answered_at = self._now()
        self._seconds[sent.kind] = seconds
        self._worked.add(sent.kind)
        self._made_sense_of[sent.kind] = max(self._made_sense_of[sent.kind], sent.size)
        self._late[sent.kind] = 0
        self._missing[sent.kind] = max(0, self._missing[sent.kind] - 1)
        is_up_to_date = sent.began >= max(self._reduced_at, self._raised_at)
        if is_up_to_date and not self._missing[sent.kind]:
            self._raise_after(sent)
        self._keep()

    def was_useless(self, sent: Sent) -> None:
        """An answer came in time, but it was none: the model is there. Where it is asked the least
        already, the next run begins with that."""
        self._answered_at = self._now()
        self._late[sent.kind] = 0
        self._missing[sent.kind] = GOOD_IN_A_ROW
        if self.load.size(sent.kind) <= LEAST[sent.kind]:
            self._keep()

    def makes_sense_of(self, kind: QuestionKind, size: int) -> bool:
        """Was an answer about so much usable?"""
        return self._made_sense_of[kind] >= size

    def was_too_much(self, kind: QuestionKind, size: int) -> None:
        """The answers came in time and were no use: so much at once is not asked any more. A model
        that has made no sense yet is asked the least, one question at a time."""
        self._ask_less_than(kind, size)
        made_sense_of = self._made_sense_of[kind]
        smaller = self.load.with_size(kind, min(made_sense_of, self.load.size(kind)))
        self._reduce(smaller if made_sense_of else replace(smaller, at_once=1))

    def was_late(self, sent: Sent) -> None:
        """Alone it was too large; beside others it waited for them, or both."""
        if sent.began < self._reduced_at:
            return
        others_answered = self._answered_at > sent.began
        if sent.beside > 1:
            at_once = max(1, sent.beside // 2) if others_answered else 1
            self._reduce(replace(self.load, at_once=min(at_once, self.load.at_once)))
        if not others_answered:
            self._late[sent.kind] += 1
            self._give_up_after(sent)
            self._reduce(self._smaller(sent))

    def was_cut(self, sent: Sent) -> None:
        """The answer, or the question, was longer than the model can do."""
        self._ask_less_than(sent.kind, sent.size)
        if sent.began >= self._reduced_at:
            self._reduce(self._smaller(sent))

    def _smaller(self, sent: Sent) -> Load:
        """Half of it. The least, one question at a time, of a kind that never worked or when half
        was too much: each halving costs a time limit, and a model that works gets back to full size
        in a few answers.
        """
        if sent.kind in self._worked and self._late[sent.kind] < LATE_IN_A_ROW:
            return self.load.with_size(sent.kind, min(sent.size // 2, self.load.size(sent.kind)))
        return replace(self.load.with_size(sent.kind, LEAST[sent.kind]), at_once=1)

    def _give_up_after(self, sent: Sent) -> None:
        if sent.is_least and sent.beside == 1 and self._late[sent.kind] >= LATE_IN_A_ROW:
            self._given_up.add(sent.kind)

    def _raise_after(self, sent: Sent) -> None:
        """First the size, then the questions at once, if all places were in use."""
        now_possible = self.load.size(sent.kind)
        if now_possible < self._at_most[sent.kind] and sent.size >= now_possible:
            size = self._fitting(now_possible, self._seconds[sent.kind])
            self._raise(self.load.with_size(sent.kind, min(size, self._at_most[sent.kind])))
        elif sent.beside >= self.at_once:
            at_once = self._fitting(self.at_once, max(self._seconds.values()))
            self._raise(replace(self.load, at_once=min(at_once, MOST_AT_ONCE)))

    def _fitting(self, amount: int, seconds: float) -> int:
        """So much that it would take half the time limit, if twice as much takes twice as long;
        no less than now, no more than twice as much."""
        fits = round(amount * self.limit / 2 / max(seconds, 0.001))
        return max(amount, min(2 * amount, fits))

    def _ask_less_than(self, kind: QuestionKind, size: int) -> None:
        """For the rest of the run."""
        self._at_most[kind] = min(self._at_most[kind], max(LEAST[kind], size - 1))

    def _keep(self) -> None:
        if self._memory and self.load != self._kept:
            self._memory.keep(self.load)
            self._kept = self.load

    def _reduce(self, load: Load) -> None:
        self.load, self._reduced_at = load, self._now()

    def _raise(self, load: Load) -> None:
        if load != self.load:
            self.load, self._raised_at = load, self._now()
