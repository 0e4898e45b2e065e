"""What the sample sites say: one YAML file a site in `content/`, checked as it is read."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

CONTENT_DIRECTORY = Path(__file__).parent / "content"
WIRE_FILE = "wire.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(_Part):
    """One invented story. `minutes_ago` counts back from the server's start.

    A negative number is a story that comes out that many minutes after the start. `wire` names an
    agency's copy in wire.yaml that stands in place of a body of its own.
    """

    slug: str
    title: str
    section: str
    author: str
    minutes_ago: int
    summary: str
    body: str = ""
    wire: str | None = None

    @property
    def blocks(self) -> tuple[str, ...]:
        """Paragraphs on one line each; a subheading begins with "## "."""
        return tuple(" ".join(block.split()) for block in re.split(r"\n\s*\n", self.body.strip()))

    @property
    def text(self) -> str:
        return "\n".join(block.removeprefix("## ") for block in self.blocks)


class SiteContent(_Part):
    """A site: `start` is the path that a brand file names, `documents` maps path to template.

    `article_path` is a format string of `published` (a time), `section`, `slug` and `number`.
    """

    id: str
    name: str
    tagline: str
    kind: Literal["feed", "sitemap", "page"]
    start: str
    article_path: str
    documents: dict[str, str]
    articles: tuple[Article, ...]
    blocked: bool = False

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(article.section for article in self.articles))


class _WireStory(_Part):
    body: str


class _Wire(_Part):
    stories: dict[str, _WireStory]


@cache
def load_sites() -> tuple[SiteContent, ...]:
    """All sites, by file name. A mistake in a bundled file raises pydantic's ValidationError."""
    wire = _Wire.model_validate(_read(CONTENT_DIRECTORY / WIRE_FILE)).stories
    paths = sorted(CONTENT_DIRECTORY.glob("*.yaml"))
    return tuple(_load_site(path, wire) for path in paths if path.name != WIRE_FILE)


def _load_site(path: Path, wire: dict[str, _WireStory]) -> SiteContent:
    site = SiteContent.model_validate({"id": path.stem, **_read(path)})
    return site.model_copy(update={"articles": tuple(_with_wire(a, wire) for a in site.articles)})


def _with_wire(article: Article, wire: dict[str, _WireStory]) -> Article:
    if article.wire is None:
        return article
    return article.model_copy(update={"body": wire[article.wire].body})


def _read(path: Path) -> dict[str, object]:
    document: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document
