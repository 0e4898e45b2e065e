"""Files of items: JSON lines of id, title, summary, text, url, published; others pass through."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.errors import MisconfiguredError, PermanentError


class Item(BaseModel):
    """One input line; other keys are passed through."""

    model_config = ConfigDict(extra="allow", coerce_numbers_to_str=True)

    id: str
    title: str
    summary: str | None = None
    text: str | None = None
    url: str | None = None
    published: str | None = None


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


def moment(text: str | None) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return parsed.replace(tzinfo=parsed.tzinfo or UTC) if parsed else None
