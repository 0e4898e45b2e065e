"""A site as it is configured, and the interfaces of whatever reads the web for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.parts.reading.types import Discovery, DocumentKind, Extract, NotModified, Page, Validators
from app.parts.web.fetching.rests import Rests


@dataclass(frozen=True, slots=True)
class Source:
    """A site as its owner configured it."""

    url: str
    name: str
    kind: DocumentKind | None = None
    max_articles: int = 30
    link_selector: str | None = None

    @property
    def read_as(self) -> str:
        """What was remembered of a site holds only while this stays the same."""
        return f"{self.kind or 'any'} {self.link_selector or ''}".strip()


class Fetches(Protocol):
    @property
    def rests(self) -> Rests: ...

    async def get(
        self, url: str, *, validators: Validators | None = None
    ) -> Page | NotModified: ...


class Reads(Protocol):
    """Reads documents in processes that can be killed: ExtractionPool."""

    async def start(self) -> None: ...

    async def extract(self, page: Page, *, now: datetime | None = None) -> Extract: ...

    async def discover(
        self,
        page: Page,
        *,
        kind: DocumentKind | None = None,
        link_selector: str | None = None,
        now: datetime,
    ) -> Discovery: ...


class BacksOff(Protocol):
    def __call__(
        self, now: datetime, failures: int, retry_after_seconds: float | None
    ) -> datetime: ...


class Told(Protocol):
    """An article as its site named it, or as it was read before."""

    @property
    def url(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def summary(self) -> str: ...
