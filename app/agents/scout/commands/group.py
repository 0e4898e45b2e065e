"""`scout group`: tells which items of a file tell the same story. Sends nothing, stores nothing."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.agents.scout.commands.items import Item, moment, read_items
from app.parts.reading.group import StoryItem, group
from app.parts.reading.urls import host_of


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
