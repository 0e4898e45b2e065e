"""The group step: gives every newly read article its story, against 30 days of known ones."""

from collections.abc import Sequence
from datetime import timedelta

import structlog

from app.parts import Parts
from app.reading.group import Fingerprint, Stories, StoryItem, fingerprint
from app.store import articles
from app.store.runs import Claim, guard
from app.store.tables import Article

REMEMBERED = timedelta(days=30)

log = structlog.get_logger("group")


def group_new_articles(parts: Parts, claim: Claim, site_ids: Sequence[int]) -> None:
    """Store story and fingerprint of every read article that has none yet."""
    new = articles.articles_without_story(parts.database, site_ids)
    if not new:
        return
    since = parts.clock() - REMEMBERED
    known = [
        (Fingerprint.from_json(print_), str(story))
        for print_, story in articles.known_fingerprints(parts.database, since)
    ]
    prints = [fingerprint(as_story_item(article)) for article in new]
    stories = Stories(known).add_all(prints)
    with parts.database.write() as session:
        guard(session, claim, parts.clock())
        for article, print_, story in zip(new, prints, stories, strict=True):
            articles.set_story(session, article.id or 0, print_.to_json(), int(story))
    log.info("group.done", articles=len(new), stories=len(set(stories)), known=len(known))


def as_story_item(article: Article) -> StoryItem:
    return StoryItem(
        id=str(article.id),
        title=article.title,
        summary=article.summary,
        text=article.text,
        url=article.url,
        site=str(article.site_id),
        published_at=article.published_at,
    )
