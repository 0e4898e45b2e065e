"""An article, as grouping compares it: the one that is stored, or what of it is judged."""

from typing import TYPE_CHECKING

from app.agents.scout.types import Candidate
from app.parts.reading.group import StoryItem

if TYPE_CHECKING:  # who judges without a database loads none
    from app.agents.scout.gather.tables import Article


def as_story_item(one: "Article | Candidate") -> StoryItem:
    return StoryItem(
        id=str(one.id),
        title=one.title,
        summary=one.summary,
        text=one.text,
        url=one.url,
        site=str(one.site_id),
        published_at=one.published_at,
    )
