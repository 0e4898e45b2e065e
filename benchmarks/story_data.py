"""The articles of the given data, as the grouping takes them."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from app.parts.reading.group import StoryItem
from benchmarks.given_data import given_data


def lines(name: str) -> Iterator[dict[str, object]]:
    with gzip.open(given_data(f"{name}.jsonl.gz"), "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def rows_of(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def row_of(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def moment(date: object) -> datetime | None:
    """The data's three ways to write a time; without a zone it is UTC."""
    text = str(date or "").replace(" (SAST)", " +0200")
    if not text:
        return None
    if text[0].isdigit():
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    elif ":" in text.split()[-2] and text.count(":") == 1:
        at = datetime.strptime(text, "%a, %d %b %Y %H:%M %z")
    else:
        at = parsedate_to_datetime(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def story_item(row: Mapping[str, object], id_: str, text: str = "") -> StoryItem:
    return StoryItem(
        id=id_,
        title=str(row["title"] or ""),
        summary=str(row["summary"] or ""),
        text=text,
        url=str(row.get("url") or ""),
        site=str(row.get("source") or row.get("outlet") or ""),
        published_at=moment(row["published"]),
    )


def replay_items() -> list[StoryItem]:
    return [story_item(row, str(row["id"])) for row in lines("replay/items")]


@dataclass(frozen=True, slots=True)
class Quality:
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def quality(found: Sequence[object], gold: Sequence[object]) -> Quality:
    """Pairwise precision and recall of labels against labels."""
    right, put, wanted = (
        sum(n * (n - 1) for n in Counter(labels).values())
        for labels in (zip(found, gold, strict=True), found, gold)
    )
    return Quality(right / put if put else 1.0, right / wanted if wanted else 1.0)
