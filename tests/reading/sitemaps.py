"""Sitemaps for the tests, as sites write them."""

from datetime import datetime

from app.parts.reading.sitemap import read_sitemap
from app.parts.reading.types import Discovery
from tests.reading.pages import page

MAP = "https://a.example/sitemap.xml"


def urlset(*urls: str) -> str:
    inner = "".join(f"<url>{url}</url>" for url in urls)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset '
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{inner}</urlset>'
    )


def index(*maps: str) -> str:
    inner = "".join(f"<sitemap>{entry}</sitemap>" for entry in maps)
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inner}</sitemapindex>'
    )


def long_names(number: int) -> list[str]:
    """Names that no number tells apart: story-b, story-c, ..."""
    letters = "abcdefghij"
    return ["story-" + "".join(letters[int(d)] for d in str(n)) for n in range(1, number + 1)]


def read(body: str | bytes, now: datetime) -> Discovery:
    return read_sitemap(page(body, url=MAP, content_type="application/xml"), now=now)


PICTURE = (
    "<image:image><image:loc>https://a.example/light.jpg</image:loc>"
    "<image:title>light-blue</image:title></image:image>"
)
CLIP = (
    "<video:video><video:title>A clip of old</video:title><video:content_loc>https://a.example/v"
    "</video:content_loc><video:publication_date>2019-03-01</video:publication_date></video:video>"
)
STORY = (
    "<news:news><news:publication><news:name>N</news:name></news:publication>"
    "<news:publication_date>2026-11-20T08:00:00+02:00</news:publication_date>"
    "<news:title>Oven wins</news:title></news:news>"
)
LOC = "<loc>https://a.example/1</loc>"
