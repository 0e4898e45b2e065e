"""What a role is given to rest its words on: the scout's finds, pages that were named, and texts
of the one who asks. Each has an id, which what a model says must name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.agents.team.desk import Desk
from app.agents.team.given import LONGEST_ADDRESS
from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.model.untrusted.fence import Fence
from app.parts.model.untrusted.orders import harmless
from app.parts.reading.types import BrokenError
from app.parts.runs.lease import LeaseLostError

SourceKind = Literal["request", "find", "page", "summary", "fact"]
FINDS_AT_MOST = 24
FINDS_ASKED_FOR = 100
TITLE_CHARACTERS = 200
TOKENS: Mapping[SourceKind, int] = {
    "request": 1_000,
    "find": 120,
    "page": 900,
    "summary": 500,
    "fact": 300,
}
"""Of each source's text that a model is shown, by its kind."""


class Source(BaseModel):
    """As people see it. `yes`, `no` and `score` are of finds; `url` is empty for what was given as
    a text."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: SourceKind
    title: str
    url: str = ""
    site: str = ""
    score: int | None = None
    yes: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A source with its text, of which the sentences that speak to a machine are left out."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """`not_read` says in words what could not be had, and why."""

    given: tuple[Given, ...] = ()
    not_read: tuple[str, ...] = ()

    def __add__(self, other: "Gathered") -> "Gathered":
        return Gathered(self.given + other.given, self.not_read + other.not_read)


class FindsAsked(BaseModel):
    """As the tool `scout_finds` takes it."""

    brand: str = ""
    weeks: int
    most: int = FINDS_ASKED_FOR


class Find(BaseModel):
    article_id: int
    title: str
    url: str
    site: str
    published_at: datetime | None
    score: int | None
    reason: str
    subject: str
    yes: int
    no: int

    @property
    def liking(self) -> tuple[int, int]:
        return (self.yes - self.no, self.score or 0)


class FindsFound(BaseModel):
    finds: tuple[Find, ...]


class PageAsked(BaseModel):
    """As the tool `read_page` takes it."""

    url: str


class PageRead(BaseModel):
    url: str
    title: str
    text: str
    site: str = ""


def gather_request(text: str) -> Gathered:
    """What is wanted is a source, too: whoever asks may say what they know."""
    return Gathered((Given(Source(id="request", kind="request", title="What was asked"), text),))


def gather_texts(texts: Sequence[str], kind: Literal["summary", "fact"]) -> Gathered:
    """What was given as text, numbered from 1."""
    gathered = Gathered()
    for number, text in enumerate(texts, start=1):
        source = Source(id=f"{kind}:{number}", kind=kind, title=one_line(text, 80))
        gathered += if_it_says_something(source, harmless(text))
    return gathered


def if_it_says_something(source: Source, text: str) -> Gathered:
    if text.strip(" ."):
        return Gathered((Given(source, text),))
    said = f"{source.id.replace(':', ' ').capitalize()} was left out: it gives orders to a model."
    return Gathered(not_read=(said,))


async def gather_finds(desk: Desk, weeks: int, brand: str = "") -> Gathered:
    """Those that people liked best first, then by score. Raises LeaseLostError, TransientError."""
    try:
        asked = FindsAsked(brand=brand, weeks=weeks)
        found = await desk.use("scout_finds", asked, FindsFound)
    except LeaseLostError:
        raise
    except PermanentError as error:
        return Gathered(not_read=(f"The finds were not read: {error}",))
    best = sorted(found.finds, key=lambda find: find.liking, reverse=True)[:FINDS_AT_MOST]
    return Gathered(tuple(as_given(find) for find in best))


def as_given(find: Find) -> Given:
    source = Source(
        id=f"find:{find.article_id}",
        kind="find",
        title=one_line(find.title, TITLE_CHARACTERS),
        url=find.url,
        site=find.site,
        score=find.score,
        yes=find.yes,
        no=find.no,
    )
    published = f"{find.published_at:%d %B %Y}" if find.published_at else ""
    told = (find.title, find.reason, find.subject, find.site, published)
    votes = f"yes {find.yes}, no {find.no}" if find.yes or find.no else "no votes"
    score = "" if find.score is None else f"score {find.score}"
    lines = [harmless(one) for one in told] + [score, votes]
    return Given(source, ". ".join(line.rstrip(".") for line in lines if line))


async def gather_pages(desk: Desk, urls: Sequence[str]) -> Gathered:
    """One after the other, in their order. Raises LeaseLostError, TransientError."""
    gathered = Gathered()
    for number, url in enumerate(dict.fromkeys(urls), start=1):
        gathered += await gather_page(desk, url, number)
    return gathered


async def gather_page(desk: Desk, url: str, number: int) -> Gathered:
    """A page that cannot be read now is left out: the rest of the task need not wait for it."""
    try:
        page = await desk.use("read_page", PageAsked(url=url), PageRead, f"read_page:{number}")
    except LeaseLostError:
        raise
    except (PermanentError, BrokenError) as error:
        return Gathered(not_read=(f"{one_line(url, 120)} was not read: {error}",))
    source = Source(
        id=f"page:{number}",
        kind="page",
        title=one_line(page.title, TITLE_CHARACTERS) or one_line(url, 120),
        url=page.url[:LONGEST_ADDRESS],
        site=page.site,
    )
    return if_it_says_something(source, harmless(f"{page.title}. {page.text}"))


def fenced(fence: Fence, item_id: str, one: Given) -> str:
    """As a model is shown it."""
    kind = "request" if one.source.kind == "request" else "source"
    lines = {"kind": one.source.kind, "text": fence.inside(one.text, TOKENS[one.source.kind])}
    return fence.around(item_id, lines, kind)
