"""What the two steps of an evaluation have in common."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.judge.asking import USELESS, Asker
from app.agents.scout.judge.doubts import Doubts
from app.agents.scout.judge.prompt import Teach
from app.agents.scout.judge.second_opinion import SecondOpinion
from app.agents.scout.judge.to_verdict import Stamp
from app.agents.scout.types import Judgement, Unscored, Usage
from app.lib.clock import Clock
from app.parts.model.breaker import Allowance
from app.parts.model.untrusted.fence import MakeMark

JudgementT = TypeVar("JudgementT", bound=Judgement)

REPEATS_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class JudgeContext:
    """Who asks, for whom, when. `doubts` may be asked about besides. `repeats` are the questions
    that may be put a second time in one evaluation: a tenth of all, or `REPEATS_AT_LEAST` where
    that is more.
    """

    asker: Asker
    brand: Brand
    teach: Teach
    stamp: Stamp
    second_opinion: SecondOpinion
    clock: Clock
    make_mark: MakeMark
    doubts: Doubts = field(default_factory=Doubts)
    repeats: Allowance = field(default_factory=lambda: Allowance(REPEATS_AT_LEAST))


def is_useless(judgement: Judgement) -> bool:
    """An answer came, but it was none: another one of the same kind may be better."""
    return (
        isinstance(judgement, Unscored)
        and judgement.outcome in USELESS
        and judgement.tried
        and not judgement.again
    )


def with_usage(judgement: JudgementT, earlier: Usage) -> JudgementT:
    """The judgement with what was paid for its candidate before."""
    return replace(judgement, usage=earlier + judgement.usage)
