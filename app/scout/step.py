"""What the two steps of an evaluation have in common."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from app.clock import Clock
from app.model.breaker import Allowance
from app.scout.asking import USELESS, Asker
from app.scout.brand import Brand
from app.scout.fence import MakeMark
from app.scout.prompt import Teach
from app.scout.second import Second
from app.scout.stamp import Stamp
from app.scout.types import Judgement, Unscored, Usage

JudgementT = TypeVar("JudgementT", bound=Judgement)

REPEATS_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who asks, for whom, when. `repeats` are the questions that may be put a second time in one
    evaluation: a tenth of all, or `REPEATS_AT_LEAST` where that is more.
    """

    asker: Asker
    brand: Brand
    teach: Teach
    stamp: Stamp
    second: Second
    clock: Clock
    make_mark: MakeMark
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
