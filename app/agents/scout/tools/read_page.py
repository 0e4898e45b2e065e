"""The tool `read_page`: the text of a page that somebody names, read with the manners of a run:
robots.txt, no private address, limits on size and time, the gap between two requests to a host."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.parts.parts import Parts
    from app.parts.reading.types import Extract

LONGEST_ADDRESS = 2_000
LONGEST_TEXT = 20_000


class PageAsked(BaseModel):
    model_config = ConfigDict(frozen=True)

    url: Annotated[str, Field(min_length=1, max_length=LONGEST_ADDRESS)]


class PageRead(BaseModel):
    """All of it words of strangers. `url`: where it was read, after redirects. `is_cut`: the page
    has more text than `text`. `note`: what may stand there instead of the story, in words."""

    model_config = ConfigDict(frozen=True)

    url: str
    title: str
    text: str
    site: str = ""
    published_at: datetime | None = None
    language: str = ""
    is_cut: bool = False
    note: str = ""


async def read_page(parts: "Parts", _: Caller, given: BaseModel) -> PageRead:
    """Raises BlockedError, RefusedAddressError, GoneError, BrokenError, UnreadableError
    (app/parts/reading/types.py)."""
    from app.parts.reading.extraction_pool import ExtractionPool
    from app.parts.web.access import open_web
    from app.parts.web.named_page import get_anew

    asked = PageAsked.model_validate(given)
    async with ExtractionPool(processes=1) as pool, open_web(parts, nothing, reader=pool) as web:
        page = await get_anew(web.fetcher, asked.url)
        return as_read(await web.reader.extract(page, now=parts.clock()))


def nothing() -> None:
    """One page is read within a minute, and whoever calls looked before whose run it is."""


def as_read(said: "Extract") -> PageRead:
    from app.parts.reading.not_the_story import sentence

    return PageRead(
        url=said.url,
        title=said.title or "",
        text=said.text[:LONGEST_TEXT],
        site=said.site_name or "",
        published_at=said.published_at,
        language=said.language or "",
        is_cut=len(said.text) > LONGEST_TEXT,
        note=sentence(said.asks) if said.asks else "",
    )


READ_PAGE = Tool(
    name="read_page",
    description="The text of one web page, as robots.txt and the house's limits allow.",
    input=PageAsked,
    output=PageRead,
    effect=Effect.READS,
    work=read_page,
)
