"""`scout score`: judges a file of items. Sends nothing, stores nothing."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import MisconfiguredError, PermanentError
from app.scout.brand import Brand, choose_brands, load_brands
from app.scout.evaluation import judge
from app.scout.types import Candidate, Judgement, Verdict
from app.settings import Settings, load_settings


class Item(BaseModel):
    """One input line; other keys are passed through."""

    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)

    id: str
    title: str
    summary: str | None = None
    text: str | None = None
    url: str | None = None
    published: str | None = None


def score_file(path: Path, brand_id: str | None) -> Iterator[Mapping[str, object]]:
    """The lines of the file in their order, each with score, safe, reason and scorer."""
    settings = load_settings()
    brands = load_brands(settings.brand_repo_path)
    brand = choose_brands(brands, [brand_id or settings.brand_ids[0]])[0]
    lines = list(read_items(path))
    candidates = [as_candidate(number, item) for number, (_, item) in enumerate(lines)]
    judged = asyncio.run(judgements(settings, brand, candidates))
    for number, (given, _) in enumerate(lines):
        yield {**given, **scored(judged[str(number)])}


def read_items(path: Path) -> Iterator[tuple[dict[str, object], Item]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MisconfiguredError([f"{path} cannot be read: {error}"]) from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                given = json.loads(line)
                yield given, Item.model_validate(given)
            except (json.JSONDecodeError, ValidationError, RecursionError) as error:
                raise PermanentError(
                    f"{path} line {number}: not a JSON object with at least id and title"
                ) from error


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


def moment(text: str | None) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return parsed.replace(tzinfo=parsed.tzinfo or UTC) if parsed else None


async def judgements(
    settings: Settings, brand: Brand, candidates: list[Candidate]
) -> dict[str, Judgement]:
    return {
        judgement.candidate_id: judgement async for judgement in judge(settings, brand, candidates)
    }


def scored(judgement: Judgement) -> dict[str, object]:
    if isinstance(judgement, Verdict):
        return {
            "score": judgement.score,
            "safe": judgement.safety.safe,
            "reason": judgement.reason,
            "scorer": judgement.scorer,
        }
    return {"score": None, "safe": None, "reason": judgement.detail, "scorer": "model"}
