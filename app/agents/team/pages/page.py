"""Answers with a page of the team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import JsonValue

from app.agents.team.pages import words
from app.agents.team.pages.words import in_words
from app.parts.http.pages import Pages
from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages have around them. `now` carries a zone."""

    now: datetime
    zone: ZoneInfo


def page(parts: Parts, name: str, view: object, status: int = 200) -> HTMLResponse:
    """`templates/pages/team/{name}.html.j2`, which shows `view`. It needs no script."""
    around = Surroundings(parts.clock(), parts.settings.zone)
    return HTMLResponse(html(name, view, around, parts.settings.public_path), status)


def html(name: str, view: object, around: Surroundings, root: str = "") -> str:
    return Pages(root).render(f"team/{name}", view=view, around=around, words=words)


def back(parts: Parts, path: str) -> RedirectResponse:
    return RedirectResponse(f"{parts.settings.public_path}{path}", status_code=303)


DEEPEST: Final = 6
MOST_ITEMS: Final = 200
MOST_LINES: Final = 400
LONG_TEXT: Final = 120
"""Characters; what is longer, or has lines, stands below its name and not beside it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value: `lines` of a text, a list of `items`, or `fields` by name. `more`: so many are left
    out."""

    kind: Literal["text", "long", "list", "fields"]
    lines: Sequence[str] = ()
    items: Sequence["Shown"] = ()
    fields: Sequence[tuple[str, "Shown"]] = ()
    more: int = 0

    @property
    def is_short(self) -> bool:
        return self.kind == "text"


def shown(value: JsonValue, depth: int = 0) -> Shown:
    if isinstance(value, Mapping) and depth < DEEPEST:
        return fields_of(value, depth)
    if isinstance(value, list) and depth < DEEPEST:
        items = [shown(one, depth + 1) for one in value[:MOST_ITEMS]]
        return Shown("list", items=items, more=max(0, len(value) - MOST_ITEMS))
    return text_of(value)


def fields_of(value: Mapping[str, JsonValue], depth: int = 0) -> Shown:
    """Without those that are empty."""
    given = [(name, one) for name, one in value.items() if one not in (None, "", [], {})]
    fields = [(in_words(name), shown(one, depth + 1)) for name, one in given[:MOST_ITEMS]]
    return Shown("fields", fields=fields, more=max(0, len(given) - MOST_ITEMS))


def text_of(value: JsonValue) -> Shown:
    text = ("Yes" if value else "No") if isinstance(value, bool) else str(value)
    lines = text.splitlines() or [""]
    is_long = len(lines) > 1 or len(text) > LONG_TEXT
    return Shown(
        "long" if is_long else "text", lines[:MOST_LINES], more=max(0, len(lines) - MOST_LINES)
    )
