"""What the feeds showed, snapshot by snapshot, as the gather step would have stored it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.agents.scout.gather.found_articles import FoundArticle
from app.agents.scout.gather.read_articles import ReadArticle
from app.parts.reading.urls import normal_url
from benchmarks.story_data import lines, moment

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. `outlet` is who told the story, which a news search is not."""

    id: str
    feed: str
    outlet: str
    title: str
    summary: str
    url: str
    published_at: datetime | None

    @property
    def found(self) -> FoundArticle:
        return FoundArticle(
            normal_url(self.url), self.url, self.title, self.summary, self.published_at
        )

    @property
    def read(self) -> ReadArticle:
        """As of a page that could not be read: the data has what the feeds said, no pages."""
        return ReadArticle(
            title=self.title,
            text="",
            summary=self.summary,
            published_at=self.published_at,
            authors=(),
            language="en",
            canonical_address=normal_url(self.url),
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    at: datetime
    items: tuple[Item, ...]


def snapshots() -> Iterator[Snapshot]:
    """In order of time, each with all that the feeds had then."""
    known = {item.id: item for item in map(item_of, lines("replay/items"))}
    for line in lines("replay/snapshots"):
        at, ids = datetime.fromisoformat(str(line["snapshot"])), line["ids"]
        assert isinstance(ids, list)
        yield Snapshot(at, tuple(known[id_] for id_ in dict.fromkeys(ids)))


def item_of(row: Mapping[str, object]) -> Item:
    return Item(
        id=str(row["id"]),
        feed=str(row["feed"]),
        outlet=str(row["source"]),
        title=str(row["title"]),
        summary=str(row["summary"] or ""),
        url=str(row["url"]),
        published_at=moment(row["published"]),
    )


def in_parts(found: Iterable[Snapshot], runs_a_day: int) -> Iterator[Snapshot]:
    """Runs between the snapshots: each has what had been published by then."""
    known: set[str] = set()
    last = datetime.min.replace(tzinfo=UTC)
    for snapshot in found:
        new = [item for item in snapshot.items if item.id not in known]
        known |= {item.id for item in new}
        step = min(DAY, snapshot.at - last) / runs_a_day
        for part in reversed(range(runs_a_day)):
            at = snapshot.at - part * step
            told = [item for item in new if not part or was_out(item, at)]
            new = [item for item in new if item not in told]
            yield Snapshot(at, tuple(told))
        last = snapshot.at


def was_out(item: Item, at: datetime) -> bool:
    return item.published_at is not None and item.published_at <= at
