"""What the model is asked next, and which judgements stand: one pass over candidates.

The next question is formed when there is a place for it: by then it is known how much the model
manages. Where not all can be asked about in time, the most promising go first, the reviews of what
the triage liked get the time that they need, and the others wait for the next run.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.agents.scout.judge.asking import NO_TIME, NO_TURN
from app.agents.scout.judge.backlog import Backlog, Retries
from app.agents.scout.judge.judge_context import JudgeContext
from app.agents.scout.judge.load import QuestionKind
from app.agents.scout.judge.shortlist import REVIEWS, Shortlist
from app.agents.scout.judge.steps import Review, Triage, reviewed
from app.agents.scout.judge.task_group import TaskGroup
from app.agents.scout.types import Candidate, Judgement, Unscored, Usage, Verdict

FILLING_SECONDS = 2.0
"""A question that is not full is put when no candidate has come for so long."""
TOO_SLOW = (
    "The model gave no whole answer in time, not even to the shortest question: raise "
    "LLM_TIMEOUT_SECONDS or use a quicker model."
)


@dataclass(frozen=True, slots=True)
class Work:
    """The two kinds of question, and who carries them out."""

    context: JudgeContext
    tasks: TaskGroup[Sequence[Judgement]]

    def start_triage(self, batch: Sequence[Candidate]) -> None:
        self.tasks.start("triage", Triage(self.context).judge(batch))

    def start_review(self, candidate: Candidate, triage: Verdict) -> None:
        self.tasks.start("review", reviewed(Review(self.context), candidate, triage))

    def give(self, known: Sequence[Judgement]) -> None:
        """What needs no asking, as the result of a task like the others."""
        self.tasks.start("triage", given(known))


class Agenda:
    """`triaged`: what the triage of an earlier run said, by candidate; it is not asked again."""

    def __init__(
        self, work: Work, shortlist: Shortlist, triaged: Mapping[str, Verdict], *, until: float
    ) -> None:
        self._work, self._tasks = work, work.tasks
        self._asker, self._load = work.context.asker, work.context.asker.load
        self._shortlist, self._triaged = shortlist, triaged
        self._is_limited = math.isfinite(until)
        opinion, doubts = work.context.second_opinion, work.context.doubts
        self._backlog = Backlog(lambda one: opinion.judge(one).score, doubts.partners)
        self._to_review: deque[Verdict] = deque()
        self._retries = Retries()
        self._waits_for_more = False

    async def take_in(self, batches: AsyncIterable[Sequence[Candidate]]) -> Sequence[Judgement]:
        """Begin with what comes, as it comes; the judgements follow by themselves."""
        loop = asyncio.get_running_loop()
        quiet = loop.call_later(FILLING_SECONDS, self._no_more_for_now)
        try:
            async for batch in batches:
                quiet.cancel()
                self._add(batch)
                quiet = loop.call_later(FILLING_SECONDS, self._no_more_for_now)
        finally:
            quiet.cancel()
            self._waits_for_more = False
        return ()

    def after(self, step: str, judgements: Sequence[Judgement]) -> Iterable[Judgement]:
        """What is known now, and what that lets begin."""
        known = self._known(step, judgements)
        self._go_on()
        if not self._is_busy("arrival", "triage", "review"):
            known += self._left_over()
        return known

    def _add(self, candidates: Sequence[Candidate]) -> None:
        self._shortlist.expect(candidates)
        known = [self._triaged[one.id] for one in candidates if one.id in self._triaged]
        if known:
            self._work.give(known)
        self._backlog.put(one for one in candidates if one.id not in self._triaged)
        self._waits_for_more = True
        self._go_on()

    def _no_more_for_now(self) -> None:
        self._waits_for_more = False
        self._go_on()

    def _known(self, step: str, judgements: Sequence[Judgement]) -> list[Judgement]:
        again = self._retries.of(judgements)
        self._put_back(again)
        final = [self._retries.decided(one) for one in judgements if one not in again]
        if step != "review":
            return self._shortlist.sift(final)
        self._shortlist.reviewed(final)
        return final

    # --- what begins

    def _go_on(self) -> None:
        """As many questions as may be under way."""
        self._choose_reviews()
        while self._tasks.count("triage", "review") < self._load.at_once and self._start_next():
            pass

    def _start_next(self) -> bool:
        """False: there is nothing that may be put now."""
        if self._may_sort():
            self._work.start_triage(self._next_batch())
            return True
        if self._to_review and self._may_put("review"):
            verdict = self._to_review.popleft()
            self._work.start_review(self._shortlist.candidate(verdict), verdict)
            return True
        return False

    def _next_batch(self) -> Sequence[Candidate]:
        size = self._load.load.triage
        at_once = 1 if self._asker.seconds_apart else self._load.at_once
        if self._is_limited and len(self._backlog) > size * at_once:
            self._backlog.put_in_order()
        return self._backlog.take(size, evenly=not self._waits_for_more)

    def _choose_reviews(self) -> None:
        if self._is_busy("arrival", "triage") or self._may_sort():
            self._to_review += self._shortlist.sure()
            return
        self._to_review += self._shortlist.best()
        if not self._to_review and not self._is_busy("review") and self._may_put("review"):
            self._to_review += self._shortlist.second_best()

    def _may_sort(self) -> bool:
        if not self._has_enough() or not self._may_put("triage"):
            return False
        return not self._must_review()

    def _has_enough(self) -> bool:
        """For a question; while more comes, for a full one."""
        return len(self._backlog) >= (self._load.load.triage if self._waits_for_more else 1)

    def _may_put(self, kind: QuestionKind) -> bool:
        """Would an answer come in time, if it takes as long as the last of its kind?"""
        seconds = self._load.seconds(kind) or 0.0
        return not self._load.is_given_up(kind) and self._asker.time_left() > seconds

    def _must_review(self) -> bool:
        """Do the reviews of what is held need all the time that one more triage would leave?"""
        if not self._is_limited or self._load.is_given_up("review"):
            return False
        waiting = len(self._to_review) + min(self._shortlist.held, REVIEWS)
        seconds = self._load.seconds("review") or self._load.limit / 2
        needed = waiting * seconds / self._load.at_once + (self._load.seconds("triage") or 0.0)
        return max(needed, self._paced(waiting + 1)) >= self._asker.time_left()

    def _paced(self, questions: int) -> float:
        """Seconds that the rate limit asks for until so many more are put."""
        return (self._tasks.count("triage", "review") + questions) * self._asker.seconds_apart

    # --- what is put again, and what is left

    def _put_back(self, again: Sequence[Unscored]) -> None:
        triages = [one.triage for one in again if one.triage is not None]
        self._to_review += [replace(triage, usage=Usage()) for triage in triages]
        self._backlog.put_back(self._shortlist.candidate(one) for one in again if not one.triage)

    def _left_over(self) -> list[Judgement]:
        """What got no place stands as the triage saw it; what was not reached waits."""
        unsorted = [self._not_reached("triage", one.id) for one in self._backlog.empty()]
        unreviewed = [
            replace(self._not_reached("review", one.candidate_id), triage=one, usage=one.usage)
            for one in self._to_review
        ]
        self._to_review.clear()
        left = [self._retries.decided(one) for one in (*unsorted, *unreviewed)]
        return [*left, *self._shortlist.left_over()]

    def _not_reached(self, kind: QuestionKind, candidate_id: str) -> Unscored:
        if self._load.is_given_up(kind):
            return Unscored(candidate_id, "unavailable", TOO_SLOW, tried=False)
        if self._asker.seconds_apart > (self._load.seconds(kind) or 0.0):  # not the model itself
            return Unscored(candidate_id, "unavailable", NO_TURN, tried=False)
        return Unscored(candidate_id, "not_reached", NO_TIME, tried=False)

    def _is_busy(self, *kinds: str) -> bool:
        return any(self._tasks.is_busy_with(kind) for kind in kinds)


async def given(known: Sequence[Judgement]) -> Sequence[Judgement]:
    return known
