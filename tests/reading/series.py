"""The made-up series of series.yaml as articles."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from app.parts.reading.group import StoryItem


@dataclass(frozen=True, slots=True)
class Series:
    kind: str
    title: str
    parts: tuple[tuple[str, ...], ...]
    hours: float
    summary: str = ""
    text: str = ""

    def items(self, start: datetime | None) -> list[StoryItem]:
        """One article for each part, `hours` apart from `start` on, or without dates."""
        return [
            StoryItem(
                id=f"{self.kind} {number}",
                title=self.title.format(*part),
                summary=self.summary.format(*part),
                text=self.text.format(*part),
                site="The Dorp Courier",
                published_at=start and start + timedelta(hours=self.hours * number),
            )
            for number, part in enumerate(self.parts)
        ]


def read_series() -> list[Series]:
    written = yaml.safe_load((Path(__file__).parent / "series.yaml").read_text("utf-8"))
    return [
        Series(kind, **{**fields, "parts": tuple(map(tuple, fields["parts"]))})
        for kind, fields in written.items()
    ]


SERIES = read_series()
