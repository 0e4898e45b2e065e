"""Turns a sample site's content into documents, as they stand at a given moment. No network."""

import re
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.parts.demo.site_server import Document
from app.service.demo.newsroom.content import Article, SiteContent

NOTICE = "Sample newsroom of the Brand Scout demo; every story is made up."
LOCAL_ZONE = ZoneInfo("Africa/Johannesburg")
TEMPLATES = Path(__file__).parent / "templates"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    "rss.xml": "application/rss+xml; charset=utf-8",
    "rss-full.xml": "application/rss+xml; charset=utf-8",
    "atom.xml": "application/atom+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Story:
    """An article with its place and time on one site. `published_at` is South African time."""

    article: Article
    path: str
    url: str
    published_at: datetime


class SitePages:
    """One site under its address (`origin`, without a slash at the end)."""

    def __init__(self, site: SiteContent, origin: str, started_at: datetime) -> None:
        self.site = site
        self.origin = origin
        stories = (_story(site, article, origin, started_at) for article in site.articles)
        self._stories = tuple(sorted(stories, key=lambda s: s.published_at, reverse=True))

    def stories(self, now: datetime) -> tuple[Story, ...]:
        """What is out by `now`, newest first."""
        return tuple(story for story in self._stories if story.published_at <= now)

    def document(self, path: str, now: datetime) -> Document:
        """What the site answers at `path`; the same bytes until a new story comes out."""
        stories = self.stories(now)
        if path == "/robots.txt":
            return self._render(200, "shared/robots.txt", stories)
        if self.site.blocked:
            return self._render(403, "shared/blocked.html", stories)
        if path in self.site.documents:
            return self._render(200, self.site.documents[path], stories)
        return self._story_page(path, stories) or self._other_page(path, stories)

    def _story_page(self, path: str, stories: tuple[Story, ...]) -> Document | None:
        story = next((story for story in stories if story.path == path), None)
        if story is None:
            return None
        others = tuple(other for other in stories if other is not story)[:4]
        return self._render(200, f"{self.site.id}/article.html", others, story=story)

    def _other_page(self, path: str, stories: tuple[Story, ...]) -> Document:
        for section in self.site.sections:
            if path == section_path(section):
                chosen = tuple(story for story in stories if story.article.section == section)
                return self._render(200, f"{self.site.id}/front.html", chosen)
        if path == "/about/":
            return self._render(200, "shared/about.html", stories)
        return self._render(404, "shared/missing.html", stories)

    def _render(
        self, status: int, template: str, stories: tuple[Story, ...], story: Story | None = None
    ) -> Document:
        text = (
            _environment()
            .get_template(template)
            .render(site=self.site, origin=self.origin, stories=stories, story=story, notice=NOTICE)
        )
        return Document(status, _content_type(template), text.encode())


def section_path(section: str) -> str:
    return f"/section/{_slug(section)}/"


def _story(site: SiteContent, article: Article, origin: str, started_at: datetime) -> Story:
    moment = started_at - timedelta(minutes=article.minutes_ago)
    published_at = moment.astimezone(LOCAL_ZONE).replace(microsecond=0)
    path = site.article_path.format(
        published=published_at,
        section=_slug(article.section),
        slug=article.slug,
        number=zlib.crc32(article.slug.encode()) % 90_000 + 10_000,
    )
    return Story(article, path, origin + path, published_at)


def _slug(section: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", section.lower())


def _content_type(template: str) -> str:
    return next(kind for ending, kind in CONTENT_TYPES.items() if template.endswith(ending))


def _long_date(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["iso"] = datetime.isoformat
    environment.filters["rfc822"] = format_datetime
    environment.filters["long_date"] = _long_date
    environment.filters["section_path"] = section_path
    return environment
