"""`scout score`: judges a file of items. Sends nothing, stores nothing."""

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.agents.scout.brand.brand_file import Brand, choose_brands, load_brands
from app.agents.scout.commands.items import Item, moment, read_items
from app.agents.scout.judge.judging import Terms, in_one_batch, judge
from app.agents.scout.types import Candidate, Judgement, Verdict
from app.lib.settings.parts import JudgingSettings
from app.lib.settings.settings import load_part
from app.parts.model.command_budget import CommandBudget


def score_file(path: Path, brand_id: str | None) -> Iterator[Mapping[str, object]]:
    """The lines of the file in their order, each with score, safe, reason and scorer."""
    settings = load_part(JudgingSettings)
    brand = brand_of(settings, brand_id)
    lines = list(read_items(path))
    candidates = [as_candidate(number, item) for number, (_, item) in enumerate(lines)]
    judged = asyncio.run(judgements(settings, brand, candidates))
    for number, (given, _) in enumerate(lines):
        yield {**given, **scored(judged[str(number)])}


def brand_of(settings: JudgingSettings, brand_id: str | None) -> Brand:
    """The brand of this id, or the first that is set. Raises MisconfiguredError."""
    brands = load_brands(settings.brand_repo_path)
    asked_by = "--brand" if brand_id else "BRAND_ID"
    return choose_brands(brands, [brand_id or settings.brand_ids[0]], asked_by)[0]


def as_candidate(number: int, item: Item) -> Candidate:
    """The line's number is its id here: ids in a file may repeat."""
    return Candidate(
        id=str(number),
        title=item.title,
        url=item.url or "",
        summary=item.summary or "",
        text=item.text or "",
        published_at=moment(item.published),
    )


async def judgements(
    settings: JudgingSettings,
    brand: Brand,
    candidates: list[Candidate],
    budget: CommandBudget | None = None,
) -> dict[str, Judgement]:
    judging = judge(settings, brand, in_one_batch(candidates), Terms(budget))
    return {judgement.candidate_id: judgement async for judgement in judging}


def scored(judgement: Judgement) -> dict[str, object]:
    if isinstance(judgement, Verdict):
        return {
            "score": judgement.score,
            "safe": judgement.safety.safe,
            "reason": reason(judgement),
            "scorer": judgement.scorer,
        }
    return {"score": None, "safe": None, "reason": judgement.detail, "scorer": "model"}


def reason(verdict: Verdict) -> str:
    """Why it fits and, where it is held back, by which rule and which words."""
    held_back = verdict.safety.held_back
    return f"{verdict.reason} {held_back}." if held_back else verdict.reason
