"""Judges candidates with a language model in two steps: triage of all, review of the best.

A failure of the model is never a score: each candidate ends as a Verdict or as Unscored. Titles,
links and ids never come from the model; its words are made plain before anyone sees them.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterable, Mapping, Sequence
from types import MappingProxyType

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.agenda import Agenda, Work
from app.agents.scout.judge.asking import Asker
from app.agents.scout.judge.doubts import Doubts
from app.agents.scout.judge.judge_context import JudgeContext
from app.agents.scout.judge.keyword import keyword_scorer
from app.agents.scout.judge.load import Memory
from app.agents.scout.judge.load_control import LoadControl
from app.agents.scout.judge.prompt import PROMPT_VERSION, Teach, no_lessons
from app.agents.scout.judge.second_opinion import SecondOpinion
from app.agents.scout.judge.shortlist import Shortlist
from app.agents.scout.judge.task_group import TaskGroup
from app.agents.scout.judge.to_verdict import Stamp
from app.agents.scout.types import Candidate, Judgement, Verdict
from app.lib.clock import Clock, utc_now
from app.parts.model.client import ModelClient
from app.parts.model.purse import Budget
from app.parts.model.untrusted.fence import MakeMark, random_mark

NONE_TRIAGED: Mapping[str, Verdict] = MappingProxyType({})


class ModelJudge:
    """One brand, one model. Make one for each run: it counts what it asks and spends.

    `memory` keeps how much the model manages; `doubts` are asked about besides. What could not be
    asked until `until` (the event loop's time) is not asked.
    """

    def __init__(
        self,
        client: ModelClient,
        brand: Brand,
        *,
        teach: Teach = no_lessons,
        budget: Budget | None = None,
        memory: Memory | None = None,
        doubts: Doubts | None = None,
        until: float = math.inf,
        clock: Clock = utc_now,
        make_mark: MakeMark = random_mark,
    ) -> None:
        self.model = client.model
        self.prompt_version = PROMPT_VERSION
        self._until = until
        load = LoadControl(
            client.timeout_seconds,
            lambda: asyncio.get_running_loop().time(),
            memory=memory,
            most_at_once=client.max_at_once,
        )
        self._context = JudgeContext(
            Asker(client, budget, load, until),
            brand,
            teach,
            Stamp(brand, client.model, PROMPT_VERSION),
            SecondOpinion(lambda: keyword_scorer(brand).judge),
            clock,
            make_mark,
            doubts or Doubts(),
        )

    async def evaluate(
        self,
        batches: AsyncIterable[Sequence[Candidate]],
        *,
        triaged: Mapping[str, Verdict] = NONE_TRIAGED,
    ) -> AsyncGenerator[Judgement, None]:
        """One judgement of each candidate, as soon as it is known: keep it before the next.

        Verdicts of step "review" are whole; those of step "triage" scored too low for a review, or
        better ones took the places. One that is to be reviewed is not given before it was. The
        first are judged while the last are still read.
        `triaged`: what the triage of an earlier run said, by candidate; it is not asked again.
        """
        async with TaskGroup[Sequence[Judgement]]() as tasks:
            work = Work(self._context, tasks)
            agenda = Agenda(work, Shortlist(), triaged, until=self._until)
            tasks.start("arrival", agenda.take_in(batches))
            async for step, judgements in tasks.results():
                for judgement in agenda.after(step, judgements):
                    yield judgement
