"""Searching the web, by whichever provider is set up: a query in, results out.

What comes back is text of strangers. An address in it is fetched by the fetcher or not at all.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Self
from urllib.parse import quote_plus

import httpx

from app.lib.settings.settings import Settings
from app.parts.reading.clean import plain_line
from app.parts.search.failures import SearchAwayError, check_answer

TIMEOUT_SECONDS: Final = 10.0
MAX_BYTES: Final = 2_000_000
MAX_RESULTS: Final = 10
MAX_ADDRESS: Final = 2_000
LONGEST_PAUSE: Final = timedelta(seconds=5)
"""A plan of one query a second, asked by two leads at once, is free again by then."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Clean of markup; `snippet` may be empty."""

    url: str
    title: str
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """How one provider is asked. `usd` is its list price for a query; `shown_at` is where a person
    sees what it finds for one."""

    name: str
    address: str
    usd: float
    request: Callable[[str, str, str], httpx.Request]
    results: Callable[[Mapping[str, object]], Iterator[Mapping[str, object]]]
    names: tuple[str, str, str]
    shown_at: str


def _of_searxng(address: str, _key: str, query: str) -> httpx.Request:
    return httpx.Request("GET", f"{address}/search", params={"q": query, "format": "json"})


def _of_brave(address: str, key: str, query: str) -> httpx.Request:
    headers = {"X-Subscription-Token": key, "Accept": "application/json"}
    return httpx.Request(
        "GET", address, params={"q": query, "count": str(MAX_RESULTS)}, headers=headers
    )


def _of_serper(address: str, key: str, query: str) -> httpx.Request:
    return httpx.Request(
        "POST", address, headers={"X-API-KEY": key}, json={"q": query, "num": MAX_RESULTS}
    )


def _objects(value: object) -> Iterator[Mapping[str, object]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def _in_web(answer: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    web = answer.get("web")
    return _objects(web.get("results") if isinstance(web, dict) else None)


PROVIDERS: Final[Mapping[str, Provider]] = {
    one.name: one
    for one in (
        Provider(
            "searxng",
            "",
            0.0,
            _of_searxng,
            lambda answer: _objects(answer.get("results")),
            ("url", "title", "content"),
            "{address}/search?q={query}",
        ),
        Provider(
            "brave",
            "https://api.search.brave.com/res/v1/web/search",
            0.005,
            _of_brave,
            _in_web,
            ("url", "title", "description"),
            "https://search.brave.com/search?q={query}",
        ),
        Provider(
            "serper",
            "https://google.serper.dev/search",
            0.001,
            _of_serper,
            lambda answer: _objects(answer.get("organic")),
            ("link", "title", "snippet"),
            "https://www.google.com/search?q={query}",
        ),
    )
}
"""Prices: brave.com/search/api and serper.dev, November 2026."""


class Search:
    """One provider, for one run; use it as an `async with`."""

    def __init__(self, provider: Provider, address: str, key: str) -> None:
        self.provider = provider
        self._address = address or provider.address
        self._key = key

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(
            timeout=TIMEOUT_SECONDS, follow_redirects=False, trust_env=False
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    def shown_at(self, query: str) -> str:
        return self.provider.shown_at.format(address=self._address, query=quote_plus(query))

    async def search(self, query: str) -> list[SearchResult]:
        """At most MAX_RESULTS, best first; asked once more where the provider names a short wait.

        Raises SearchDeniedError, SearchAwayError.
        """
        try:
            body = await self._ask(query)
        except SearchAwayError as error:
            if error.retry_after is None or error.retry_after > LONGEST_PAUSE:
                raise
            await asyncio.sleep(error.retry_after.total_seconds())
            body = await self._ask(query)
        return list(self._results(body))[:MAX_RESULTS]

    async def _ask(self, query: str) -> bytes:
        request = self.provider.request(self._address, self._key, query)
        try:
            response = await self._client.send(request, stream=True)
            try:
                body = await _start_of(response)
            finally:
                await response.aclose()
        except (httpx.HTTPError, OSError) as error:
            raise SearchAwayError(f"The search ({self.provider.name}) does not answer.") from error
        check_answer(self.provider.name, response, body)
        return body

    def _results(self, body: bytes) -> Iterator[SearchResult]:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError) as error:
            words = f"The search ({self.provider.name}) gave no JSON: check SEARCH_URL."
            raise SearchAwayError(words) from error
        url_name, title_name, snippet_name = self.provider.names
        for one in self.provider.results(answer) if isinstance(answer, dict) else ():
            url, title, snippet = one.get(url_name), one.get(title_name), one.get(snippet_name)
            if isinstance(url, str) and isinstance(title, str) and len(url) <= MAX_ADDRESS:
                told = plain_line(snippet, 400) if isinstance(snippet, str) else None
                yield SearchResult(url, plain_line(title, 200) or "", told or "")


async def _start_of(response: httpx.Response) -> bytes:
    body = b""
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise SearchAwayError("The search's answer is larger than any list of results.")
    return body


def open_search(settings: Settings) -> Search | None:
    """None when no search is set up."""
    if settings.search_provider is None:
        return None
    key = settings.search_api_key.get_secret_value() if settings.search_api_key else ""
    return Search(PROVIDERS[settings.search_provider], settings.search_url or "", key)
