"""What `scout inspect` shows of a page, as JSON or for people."""

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from app.parts.reading.types import Discovery, Extract, Link


class SeenLink(BaseModel):
    url: str
    title: str | None


class Seen(BaseModel):
    """What `scout inspect --json` prints. `text` is "" for anything but an article."""

    kind: Literal["article", "feed", "sitemap", "page"]
    url: str
    canonical_url: str | None = None
    title: str | None = None
    authors: list[str] = []
    published_at: str | None = None
    language: str | None = None
    text: str = ""
    links: list[SeenLink] = []

    def readable(self) -> str:
        facts = {
            "kind": self.kind,
            "address": self.canonical_url or self.url,
            "title": self.title,
            "authors": ", ".join(self.authors),
            "published": self.published_at,
            "language": self.language,
            "links": f"{len(self.links)}" if self.links else None,
        }
        lines = [f"{name}: {value}" for name, value in facts.items() if value]
        lines += [f"  {link.title or ''} {link.url}" for link in self.links[:20]]
        return "\n".join([*lines, "", self.text[:2000]] if self.text else lines)


def seen_article(found: Discovery, said: Extract) -> Seen:
    return Seen(
        kind="article",
        url=said.url,
        canonical_url=said.canonical_url,
        title=said.title or found.title,
        authors=list(said.authors),
        published_at=said.published_at.isoformat() if said.published_at else None,
        language=said.language,
        text=said.text,
        links=seen_links(found.links),
    )


def seen_list(found: Discovery, said: Extract | None, links: Sequence[Link]) -> Seen:
    return Seen(
        kind=found.kind,
        url=found.url,
        canonical_url=said.canonical_url if said else None,
        title=found.title,
        language=said.language if said else None,
        links=seen_links(links),
    )


def seen_links(links: Sequence[Link]) -> list[SeenLink]:
    return [SeenLink(url=link.url, title=link.title) for link in links]
