"""A model that takes its time, and what is asked of it run after run.

The clock is the event loop's own, which jumps over every wait: a minute passes in milliseconds,
and what a busy machine delays takes no time.
"""

import asyncio
import math
from collections import Counter
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from app.agents.scout.judge.judging import in_one_batch
from app.agents.scout.judge.load import Load
from app.agents.scout.judge.model_judge import ModelJudge
from app.agents.scout.types import Candidate, Judgement, Unscored, Verdict
from app.parts.model.client import ModelClient
from tests.scout.evaluating import BRAND, QUICK, now
from tests.servers.jumping_loop import JumpingLoop
from tests.servers.model_endpoint import Handler, ModelEndpoint, Speed
from tests.servers.scoring_brain import items_in, sensible

T = TypeVar("T")
LIMIT = 60.0
RUN_SECONDS = 378.0
"""What a run every ten minutes has for judging."""


@dataclass
class SlowModel:
    """What is asked of it, run after run, and what it keeps between them."""

    speed: Speed | None
    always: Handler | None = None
    limit: float = LIMIT
    load: Load | None = None
    endpoint: ModelEndpoint = field(init=False)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.endpoint = ModelEndpoint(sensible, speed=self.speed, always=self.always)

    def recall(self) -> Load | None:
        return self.load

    def keep(self, load: Load) -> None:
        self.load = load

    def judge(
        self,
        candidates: Sequence[Candidate],
        seconds: float = math.inf,
        triaged: Mapping[str, Verdict] | None = None,
    ) -> dict[str, Judgement]:
        """One run, with so much time for it."""
        self.endpoint.received.clear()
        judged = in_jumping_time(self._judge(candidates, seconds, triaged or {}))
        given = Counter(one.candidate_id for one in judged)
        assert given == Counter(one.id for one in candidates)
        return {one.candidate_id: one for one in judged}

    async def _judge(
        self, candidates: Sequence[Candidate], seconds: float, triaged: Mapping[str, Verdict]
    ) -> list[Judgement]:
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with (
            self.endpoint.in_this_loop(),
            ModelClient(
                api_key="k",
                base_url=self.endpoint.url,
                model="gpt-4o-mini",
                timeout_seconds=self.limit,
                patience=QUICK,
                waits_until=began + seconds if math.isfinite(seconds) else None,
            ) as client,
        ):
            evaluator = ModelJudge(client, BRAND, memory=self, until=began + seconds, clock=now)
            batches = in_one_batch(candidates)
            judged = [one async for one in evaluator.evaluate(batches, triaged=triaged)]
            self.seconds = loop.time() - began
        return judged

    @property
    def sizes(self) -> list[int]:
        """How many items each triage question had."""
        return [
            len(items_in(one.user))
            for one in self.endpoint.received
            if one.reply_name == "TriageReply"
        ]


def in_jumping_time(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(work)


def waiting(candidates: Sequence[Candidate], judged: dict[str, Judgement]) -> list[Candidate]:
    return [one for one in candidates if isinstance(judged[one.id], Unscored)]
