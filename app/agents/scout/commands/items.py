"""Files of items: JSON lines of id, title, summary, text, url, published; others pass through.

`scout group` needs no more than this: it tells which of them tell the same story.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from app.lib.errors import MisconfiguredError, PermanentError
from app.parts.reading.group import StoryItem, group
from app.parts.reading.urls import host_of


class Item(BaseModel):
    """What is read of one input line."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    title: str
    summary: str | None = None
    text: str | None = None
    url: str | None = None
    published: str | None = None


def read_items(path: Path) -> Iterator[tuple[dict[str, object], Item]]:
    # Not splitlines(): a JSON string may hold U+2028 and its like as they are.
    for number, line in enumerate(_text_of(path).split("\n"), start=1):
        if line.strip():
            yield _read_line(line, f"{path} line {number}")


def _text_of(path: Path) -> str:
    """The file's text; editors on Windows put a byte order mark before it."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MisconfiguredError([f"{path} cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise MisconfiguredError(
            [f"{path} line {line}: not UTF-8 text; save the file as UTF-8"]
        ) from error


def _read_line(line: str, where: str) -> tuple[dict[str, object], Item]:
    try:
        given = json.loads(line)
        return given, Item.model_validate(_readable(given))
    except (json.JSONDecodeError, ValidationError, RecursionError) as error:
        raise PermanentError(f"{where}: not a JSON object with at least id and title") from error
    except ValueError as error:
        # All that is left of what json raises: Python reads no number of thousands of digits.
        raise PermanentError(f"{where}: a number has too many digits to be read") from error


def _readable(given: object) -> object:
    """What an item is made of; half a surrogate pair, which no UTF-8 can hold, is "?" there."""
    if not isinstance(given, dict):
        return given
    known = {name: given[name] for name in Item.model_fields if name in given}
    return {
        name: value.encode(errors="replace").decode() if isinstance(value, str) else value
        for name, value in known.items()
    }


def as_line(item: Mapping[str, object]) -> str:
    """The item as JSON on one line, in ASCII where the output could not be written otherwise."""
    line = json.dumps(item, ensure_ascii=False)
    try:
        line.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(item)
    return line


def moment(text: str | None) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return parsed.replace(tzinfo=parsed.tzinfo or UTC) if parsed else None


def group_file(path: Path) -> Iterator[Mapping[str, object]]:
    """The lines of the file in their order, each with its story."""
    lines = list(read_items(path))
    stories = group([as_story_item(item) for _, item in lines])
    for (given, _), story in zip(lines, stories, strict=True):
        yield {**given, "story": story}


def as_story_item(item: Item) -> StoryItem:
    return StoryItem(
        id=item.id,
        title=item.title,
        summary=item.summary or "",
        text=item.text or "",
        url=item.url or "",
        site=host_of(item.url or ""),
        published_at=moment(item.published),
    )
