"""`scout inspect`: what the agent reads at an address or in a saved file."""

import asyncio
from pathlib import Path
from typing import Literal

from pydantic import BaseModel

from app.clock import utc_now
from app.errors import PermanentError
from app.reading.extraction_pool import ExtractionPool
from app.reading.fetch import Fetcher
from app.reading.types import Discovery, Extract, NotModified, Page, UnreadableError
from app.scout.reading_web import user_agent
from app.settings import Settings, load_settings

TYPES_BY_SUFFIX = {".xml": "application/xml", ".html": "text/html", ".htm": "text/html"}


class SeenLink(BaseModel):
    url: str
    title: str | None


class Seen(BaseModel):
    """CONTRACT section 8. `text` is "" for anything but an article."""

    kind: Literal["article", "feed", "sitemap", "page"]
    url: str
    canonical_url: str | None = None
    title: str | None = None
    authors: list[str] = []
    published_at: str | None = None
    language: str | None = None
    text: str = ""
    links: list[SeenLink] = []


def inspect_target(target: str, url: str | None) -> Seen:
    """Raises ScoutError when it cannot be had or read."""
    if target.startswith(("http://", "https://")):
        return asyncio.run(inspect_address(target))
    return asyncio.run(read(page_of_file(Path(target), url)))


def page_of_file(path: Path, url: str | None) -> Page:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise PermanentError(f"{path} cannot be read: {error.strerror}") from error
    if path.suffix == ".gz":
        import gzip

        body = gzip.decompress(body)
        path = path.with_suffix("")
    address = url or "https://example.invalid/saved-page"
    return Page(address, address, TYPES_BY_SUFFIX.get(path.suffix, ""), None, body)


async def inspect_address(url: str) -> Seen:
    contact, allowed = contact_and_allowed()
    async with Fetcher(user_agent(contact), allowed_private_hosts=allowed) as fetcher:
        page = await fetcher.get(url)
    if isinstance(page, NotModified):
        raise PermanentError("The server said that nothing changed although nothing was known.")
    return await read(page)


def contact_and_allowed() -> tuple[str, frozenset[str]]:
    """Inspecting needs no configured service; what is configured is honoured."""
    settings: Settings | None = None
    try:
        settings = load_settings()
    except PermanentError:
        return "scout@localhost", allowed_from_environment()
    return settings.sender_address, settings.fetch_allowed_private_hosts


def allowed_from_environment() -> frozenset[str]:
    from app.settings import read_raw

    return frozenset(
        part.strip() for part in read_raw("FETCH_ALLOWED_PRIVATE_HOSTS").split(",") if part.strip()
    )


async def read(page: Page) -> Seen:
    async with ExtractionPool(processes=1) as pool:
        found = await pool.discover(page, now=utc_now())
        said = await extracted(pool, page) if found.kind in {"article", "page"} else None
    return seen(found, said)


async def extracted(pool: ExtractionPool, page: Page) -> Extract | None:
    try:
        return await pool.extract(page)
    except UnreadableError:
        return None


def seen(found: Discovery, said: Extract | None) -> Seen:
    """A page with few links and a text is an article, whatever it declares."""
    links = [SeenLink(url=link.url, title=link.title) for link in found.links]
    if said is None:
        return Seen(kind=found.kind, url=found.url, title=found.title, links=links)
    return Seen(
        kind=found.kind,
        url=said.url,
        canonical_url=said.canonical_url,
        title=said.title or found.title,
        authors=list(said.authors),
        published_at=said.published_at.isoformat() if said.published_at else None,
        language=said.language,
        text=said.text,
        links=links,
    )


def readable(seen: Seen) -> str:
    facts = {
        "kind": seen.kind,
        "address": seen.canonical_url or seen.url,
        "title": seen.title,
        "authors": ", ".join(seen.authors),
        "published": seen.published_at,
        "language": seen.language,
        "links": f"{len(seen.links)}" if seen.links else None,
    }
    lines = [f"{name}: {value}" for name, value in facts.items() if value]
    lines += [f"  {link.title or ''} {link.url}" for link in seen.links[:20]]
    return "\n".join([*lines, "", seen.text[:2000]] if seen.text else lines)
