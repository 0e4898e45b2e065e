"""The items of an actor's dataset: fetched from api.apify.com, and read as pages."""

from typing import Final

import httpx
from pydantic import JsonValue, TypeAdapter, ValidationError

from app.lib.errors import PermanentError, TransientError
from app.lib.printable import harmless, one_line
from app.lib.settings.settings import Settings
from app.parts.scraper.apify import API

Item = dict[str, JsonValue]
FETCH_SECONDS: Final = 30.0
MOST_BYTES: Final = 10 * 1024 * 1024
LONGEST_TEXT: Final = 20_000
_ITEMS: Final = TypeAdapter(tuple[Item, ...])


class DatasetAwayError(TransientError):
    """Apify does not hand it over at the moment."""


class DatasetRefusedError(PermanentError):
    """Apify will not hand it over."""


async def fetch_items(
    settings: Settings, dataset: str, most: int, address: str = API
) -> tuple[Item, ...]:
    """The first `most`. `dataset` is its id, and no address: nobody who reports to us chooses where
    we ask. Raises DatasetRefusedError, DatasetAwayError."""
    if settings.apify_api_token is None:
        raise DatasetRefusedError("The items lie at Apify, and APIFY_API_TOKEN is not set.")
    headers = {"Authorization": f"Bearer {settings.apify_api_token.get_secret_value()}"}
    asked: dict[str, str | int] = {"format": "json", "clean": "true", "limit": most}
    try:
        async with (
            httpx.AsyncClient(
                base_url=address, headers=headers, timeout=FETCH_SECONDS, trust_env=False
            ) as client,
            client.stream("GET", f"/v2/datasets/{dataset}/items", params=asked) as answer,
        ):
            check(answer)
            body = await within(answer, MOST_BYTES)
    except httpx.HTTPError as error:
        raise DatasetAwayError("Apify does not answer.") from error
    try:
        return _ITEMS.validate_json(body)
    except ValidationError as error:
        raise DatasetRefusedError("What Apify handed over is no list of items.") from error


def check(answer: httpx.Response) -> None:
    status = answer.status_code
    if status in (401, 403, 404):
        raise DatasetRefusedError(f"Apify answered {status}: look at APIFY_API_TOKEN and the run.")
    if status != httpx.codes.OK:
        raise DatasetAwayError(f"Apify answered {status}.")


async def within(answer: httpx.Response, most: int) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > most:
            raise DatasetRefusedError(f"The dataset has more than {most // 2**20} MB.")
    return bytes(body)


def page_of(item: Item) -> dict[str, str] | None:
    """Its address, title and text, by the names that Apify's own actors have for them; None for
    what is no page."""
    url = first_text(item, "url", "pageUrl", "loadedUrl")
    if not url.lower().startswith(("https://", "http://")):
        return None
    text = first_text(item, "text", "markdown", "body", "content", "pageText")
    return {
        "url": one_line(url, 2_000),
        "title": one_line(first_text(item, "title", "pageTitle", "name"), 300),
        "text": "\n".join(harmless(line) for line in text[:LONGEST_TEXT].splitlines()),
    }


def first_text(item: Item, *names: str) -> str:
    """Of a list its first."""
    for name in names:
        value = item.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value:
            return value
    return ""
