"""The brand file: what a brand is, how it speaks, what it must not be seen with, where we read.

`load_brands` reads and checks the whole file and names every mistake with its line.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.agents.scout.brand.located_yaml import LocatedYaml, Location, locate_yaml, read_text
from app.agents.scout.brand.problems import describe, repeated, suggest
from app.agents.scout.brand.values import (
    Colour,
    Id,
    Lines,
    Prose,
    Selector,
    Text,
    Texts,
    WebAddress,
)
from app.lib.errors import MisconfiguredError

NOT_SCORED = {"sites", "colours"}
"""Where we read and how a mail looks change no score, so no verdict grows stale with them."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tone(_Part):
    """How the brand speaks. Each may be written as one text or a list of lines."""

    persona: Prose = ""
    style_guide: Prose = ""


class Keywords(_Part):
    """`core`: what the brand is about; `extended`: the world around it; `products`: its own."""

    core: Texts = ()
    extended: Texts = ()
    products: Texts = ()


class Colours(_Part):
    """CSS hex colours, upper case, with the leading #."""

    primary: Colour = "#1F2937"
    secondary: Colour = "#F3F4F6"


class Site(_Part):
    """One address to read. `name` is the host without www when the file gives none."""

    url: WebAddress
    name: str = ""
    kind: Literal["feed", "sitemap", "page"] | None = None
    max_articles: Annotated[int, Field(ge=1, le=1000)] = 30
    link_selector: Selector | None = None

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_host(cls, given: object) -> object:
        if isinstance(given, dict) and "name" not in given:
            return {**given, "name": _host(str(given.get("url", "")))}
        return given


class Brand(_Part):
    """One brand as the file describes it, checked."""

    id: Id
    display_name: Text
    aliases: Texts = ()
    tone: Tone = Tone()
    keywords: Keywords = Keywords()
    banned_words: Texts = ()
    no_go_topics: Texts = ()
    colours: Colours = Colours()
    example_copy: Mapping[str, Lines] = Field(default_factory=dict)
    rivals: Texts = ()
    regions: Texts = ()
    language: Text = "en"
    sites: Annotated[tuple[Site, ...], Field(min_length=1)]

    @property
    def fingerprint(self) -> str:
        """Twelve hex digits that change when anything a score depends on changes."""
        content = self.model_dump(mode="json", exclude=NOT_SCORED)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:12]


class BrandFile(_Part):
    """The whole document."""

    brands: Annotated[tuple[Brand, ...], Field(min_length=1)]


def load_brands(path: Path) -> dict[str, Brand]:
    """Every brand of the file by id, in the file's order.

    Raises MisconfiguredError whose `problems` each name the line and what to do about it.
    """
    return {brand.id: brand for brand in _brands_in(path.name, read_text(path))}


@lru_cache(maxsize=1)
def _brands_in(name: str, text: str) -> tuple[Brand, ...]:
    """Of a file that stays the same once: each run reads it anew, in a fork of one process."""
    document = locate_yaml(name, text)
    problems = [document.problem(at, f"'{at[-1]}' is given twice") for at in document.twice]
    try:
        brands = BrandFile.model_validate(_without_blanks(document.value)).brands
    except ValidationError as error:
        problems += describe(error, document, BrandFile)
        raise MisconfiguredError(problems) from error
    problems += _repeated_ids(brands, document)
    for index, brand in enumerate(brands):
        problems += _repeated_sites(index, brand, document)
    if problems:
        raise MisconfiguredError(problems)
    return brands


def choose_brands(
    brands: Mapping[str, Brand], ids: Iterable[str], asked_by: str = ""
) -> tuple[Brand, ...]:
    """The brands of those ids, in the order asked, each once.

    Raises MisconfiguredError that names the ids the file knows and what asked for others.
    """
    where = f"{asked_by}: " if asked_by else ""
    wanted = tuple(dict.fromkeys(ids))
    known = ", ".join(brands)
    problems = [
        f"{where}there is no brand '{wanted_id}' in the brand file (it knows: {known})"
        f"{suggest(wanted_id, brands)}"
        for wanted_id in wanted
        if wanted_id not in brands
    ]
    if not wanted:
        problems = [f"{where}no brand was chosen; the brand file knows: {known}"]
    if problems:
        raise MisconfiguredError(problems)
    return tuple(brands[brand_id] for brand_id in wanted)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _without_blanks(value: object) -> object:
    """Keys left blank (`rivals:` and nothing after it) count as not given.

    Blank colours stay: `primary: #D2232A` without quotes is a comment, and must be told.
    """
    if isinstance(value, list):
        return [_without_blanks(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_blanks(child)
        for key, child in value.items()
        if child != "" or key in Colours.model_fields
    }


def _repeated_ids(brands: tuple[Brand, ...], document: LocatedYaml) -> list[str]:
    places: list[tuple[str, Location]] = [
        (brand.id, ("brands", index, "id")) for index, brand in enumerate(brands)
    ]
    return repeated(places, document, "the id")


def _repeated_sites(index: int, brand: Brand, document: LocatedYaml) -> list[str]:
    places: list[tuple[str, Location]] = [
        (_comparable(site.url), ("brands", index, "sites", position, "url"))
        for position, site in enumerate(brand.sites)
    ]
    return repeated(places, document, "the site")


def _comparable(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    address = f"{host}{parts.path.rstrip('/')}"
    return f"{address}?{parts.query}" if parts.query else address
