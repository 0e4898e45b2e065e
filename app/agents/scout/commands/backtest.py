"""`scout backtest`: would today's brand file, prompt and votes pick what people want?"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.commands.items import read_items
from app.agents.scout.commands.score import as_candidate, brand_of, judgements
from app.agents.scout.types import Judgement, Unscored, Verdict
from app.agents.scout.votes.measures import Labelled, Measured, measured, seeded_pools, worth
from app.lib.errors import PermanentError
from app.lib.settings.parts import JudgingSettings
from app.lib.settings.settings import load_part
from app.parts.model.command_budget import CommandBudget
from app.parts.model.prices import dollars


@dataclass(frozen=True, slots=True)
class Backtest:
    """The figures, what they were measured on in words, and the judgements they rest on."""

    measured: Measured
    measured_on: str
    judged: tuple[Judgement, ...]

    def lines(self) -> Iterator[str]:
        yield f"precision@5  {shown(self.measured.precision)}"
        yield f"nDCG@5       {shown(self.measured.ndcg)}"
        yield f"measured on  {self.measured_on}"
        yield f"scored by    {' and '.join(self.scorers) or 'nobody'}"
        yield f"it cost      {dollars(sum(one.usage.usd for one in self.judged))}"

    @property
    def scorers(self) -> list[str]:
        return sorted({one.scorer for one in self.judged if isinstance(one, Verdict)})

    @property
    def failures(self) -> Counter[str]:
        """How many items were not judged, by the reason."""
        return Counter(one.detail for one in self.judged if isinstance(one, Unscored))


@dataclass(frozen=True, slots=True)
class Label:
    """What people said of an item."""

    grade: int
    unsafe: bool


def shown(figure: float | None) -> str:
    return f"{figure:.3f}" if figure is not None else "none, for no useful item was judged"


def backtest(labels: Path | None, brand_id: str | None) -> Backtest:
    """Asks the model, if one is set, within the day's ceiling."""
    return against_labels(labels, brand_id) if labels else against_votes(brand_id)


def against_labels(path: Path, brand_id: str | None) -> Backtest:
    """The ceiling holds for this file alone: without a database there is no ledger."""
    settings = load_part(JudgingSettings)
    lines = list(read_items(path))
    if not lines:
        raise PermanentError(f"{path} has no items")
    labels = [label_of(given, f"{path} item {n}") for n, (given, _) in enumerate(lines, 1)]
    candidates = [as_candidate(number, item) for number, (_, item) in enumerate(lines)]
    budget = CommandBudget(settings.lowest_daily_budget_usd(AGENT))
    brand = brand_of(settings, brand_id)
    judged = asyncio.run(judgements(settings, brand, candidates, budget))
    return measured_by(labels, judged)


def measured_by(labels: Sequence[Label], judged: Mapping[str, Judgement]) -> Backtest:
    items = [
        Labelled(label.grade, worth(verdict), label.unsafe)
        for number, label in enumerate(labels)
        if isinstance(verdict := judged[str(number)], Verdict)
    ]
    pools = seeded_pools(items)
    words = f"{len(items)} labelled items in {in_words(pools)}, without votes"
    return Backtest(measured(pools), words, tuple(judged.values()))


def label_of(given: dict[str, object], where: str) -> Label:
    return Label(grade_of(given, where), unsafe=is_yes(given.get("unsafe")))


def is_yes(said: object) -> bool:
    """`true`, 1, or a word for it: a file made by other programs may have "false" in quotes."""
    return str(said).strip().lower() in {"true", "yes", "1"}


def grade_of(given: dict[str, object], where: str) -> int:
    grade = given.get("grade")
    if isinstance(grade, int) and not isinstance(grade, bool) and 0 <= grade <= 3:
        return grade
    raise PermanentError(f"{where}: it needs a grade, a number from 0 (unrelated) to 3 (must see)")


def in_words(pools: Sequence[Sequence[Labelled]]) -> str:
    return "one pool" if len(pools) == 1 else f"{len(pools)} pools of {len(pools[0])}"


def against_votes(brand_id: str | None) -> Backtest:
    """Each week's voted finds, judged anew, ranked with the votes that were in before it."""
    from app.agents.scout.votes.backtesting import judge_the_past
    from app.parts.parts import open_parts

    with closing(open_parts(need_redis=False)) as parts:
        past = asyncio.run(judge_the_past(parts, brand_of(parts.settings, brand_id)))
    pools = past.pools()
    finds = sum(map(len, pools))
    words = f"{finds} voted finds in {len(pools)} weeks, each with the votes before it"
    return Backtest(measured(pools), words, tuple(past.judgements.values()))


def what_is_missing(result: Backtest) -> Iterable[str]:
    """Plain words on what the figures lack."""
    if not result.judged:
        yield (
            "There are too few votes yet: a week counts with votes on more than five finds. "
            "Until then, measure against a labelled file with --labels FILE."
        )
    for reason, count in sorted(result.failures.items()):
        yield (
            f"{count} of {len(result.judged)} items were not judged and are left out of the "
            f"figures: {reason}"
        )
