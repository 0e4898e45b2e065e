"""Reading one page by Apify: an actor of theirs opens it in a browser and hands its markup over.

API: docs.apify.com/api/v2 (`actors/{id}/runs`, `datasets/{id}/items`, `actor-runs/{id}/abort`). A
run is waited for, and not asked for in one call with its items, because only the run says what it
cost, and only a run whose id is known can be stopped. What comes back is text of strangers.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Self

import httpx
from pydantic import BaseModel, BeforeValidator, Field, SecretStr, TypeAdapter, ValidationError

from app.lib.settings.settings import Settings
from app.parts.scraper.failures import ScraperAwayError, ScraperDeniedError, check_answer
from app.parts.scraper.one_page import ACTOR, ITEM_BYTES, ScrapedPage, input_for, page_in
from app.parts.web.fetch import user_agent

API: Final = "https://api.apify.com"
MEMORY_MB: Final = 4096
"""One core of theirs; a browser with less takes longer, and costs the same."""
LONGEST_SECONDS: Final = 45
SPARE_SECONDS: Final = 10.0
"""Beside the run itself: to begin it, to fetch what it found, to stop it."""
MOST_USD: Final = 0.02
"""4 GB for 45 seconds are a twentieth of a compute unit, which is $0.30 at most (apify.com/pricing,
November 2026); the rest is for storage and transfer."""
_ENDED: Final = frozenset({"SUCCEEDED", "FAILED", "ABORTED", "TIMED-OUT"})
_ID: Final = r"[A-Za-z0-9]{1,64}"


@dataclass(frozen=True, slots=True)
class Scraped:
    """`page`: None when there was none to be had. `usd`: None when the run does not say."""

    page: ScrapedPage | None
    usd: float | None


def _usd(value: object) -> object:
    """The cost is for information: an odd one does not spoil the run."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 100
    return value if known else None


class _Run(BaseModel):
    """Their run object, as far as it is used."""

    id: str = Field(pattern=f"^{_ID}$")
    status: str
    dataset: str = Field(alias="defaultDatasetId", pattern=f"^{_ID}$")
    usd: Annotated[float | None, BeforeValidator(_usd)] = Field(None, alias="usageTotalUsd")


class _RunAnswer(BaseModel):
    data: _Run


_OBJECTS: Final = TypeAdapter(list[dict[str, object]])


class Scraper:
    """For one run; use it as an `async with`. `name` is what sites are told about who asks."""

    def __init__(self, token: SecretStr, name: str, address: str = API) -> None:
        self._token = token
        self._name = name
        self._address = address

    async def __aenter__(self) -> Self:
        self._client = httpx.AsyncClient(
            base_url=self._address,
            headers={"Authorization": f"Bearer {self._token.get_secret_value()}"},
            timeout=None,  # noqa: S113 (_ask has one for the whole)
            follow_redirects=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def read(self, url: str, seconds: int = LONGEST_SECONDS) -> Scraped:
        """The page as it stands once its scripts have run, after `seconds` at most.

        Raises ScraperDeniedError, ScraperAwayError.
        """
        run = await self._run(url, seconds)
        if run.status not in _ENDED:
            usd = await self._stop(run)
            raise ScraperAwayError(f"Apify took longer than {seconds} seconds.", usd)
        if run.status != "SUCCEEDED":
            words = f"Apify's actor ended without the page ({run.status.lower()})."
            raise ScraperAwayError(words, run.usd)
        return Scraped(page_in(await self._items(run)), run.usd)

    async def check(self) -> None:
        """That the token is accepted and the actor there; costs nothing. Raises as `read` does."""
        await self._ask("GET", f"/v2/actors/{ACTOR}", SPARE_SECONDS)

    async def _run(self, url: str, seconds: int) -> _Run:
        asked: dict[str, str | float] = {
            "timeout": seconds,
            "memory": MEMORY_MB,
            "maxTotalChargeUsd": MOST_USD,
            "waitForFinish": seconds,
        }
        order = input_for(url, self._name)
        path = f"/v2/actors/{ACTOR}/runs"
        body = await self._ask("POST", path, seconds + SPARE_SECONDS, asked, order)
        return _parsed(body)

    async def _items(self, run: _Run) -> list[dict[str, object]]:
        asked: dict[str, str | float] = {"format": "json", "clean": "true", "limit": 1}
        path = f"/v2/datasets/{run.dataset}/items"
        try:
            return _OBJECTS.validate_json(await self._ask("GET", path, SPARE_SECONDS, asked))
        except ScraperAwayError as error:
            raise ScraperAwayError(str(error), run.usd) from error
        except ValidationError as error:
            raise ScraperAwayError("Apify gave no list of pages.", run.usd) from error

    async def _stop(self, run: _Run) -> float | None:
        """What it cost until then, if that is said."""
        try:
            body = await self._ask("POST", f"/v2/actor-runs/{run.id}/abort", SPARE_SECONDS)
            return _parsed(body).usd
        except (ScraperAwayError, ScraperDeniedError):
            return None  # it ends by its own time limit

    async def _ask(
        self,
        method: str,
        path: str,
        seconds: float,
        asked: Mapping[str, str | float] | None = None,
        order: Mapping[str, object] | None = None,
    ) -> bytes:
        """`seconds` is for all of it: who drips is not waited for either."""
        request = self._client.build_request(method, path, params=asked, json=order)
        try:
            async with asyncio.timeout(seconds):
                response = await self._client.send(request, stream=True)
                try:
                    body = await _start_of(response)
                finally:
                    await response.aclose()
        except httpx.ConnectError as error:
            raise ScraperAwayError("Apify cannot be reached.", 0.0) from error
        except (httpx.HTTPError, OSError) as error:
            raise ScraperAwayError("Apify does not answer.") from error
        check_answer(response)
        return body


def _parsed(body: bytes) -> _Run:
    try:
        return _RunAnswer.model_validate_json(body).data
    except ValidationError as error:
        raise ScraperAwayError("Apify gave an answer that cannot be read.") from error


async def _start_of(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > ITEM_BYTES:
            raise ScraperAwayError("Apify's answer is larger than any page.")
    return bytes(body)


def open_scraper(settings: Settings) -> Scraper | None:
    """None without a token."""
    if settings.apify_api_token is None:
        return None
    return Scraper(settings.apify_api_token, user_agent(settings.sender_address), API)
