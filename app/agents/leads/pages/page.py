"""Answers with a page of the lead agent, and what its addresses may name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from app.agents.leads.campaigns.answers import trouble_of_mailbox
from app.agents.leads.pages import words
from app.parts.http.documented import HIGHEST_ID
from app.parts.http.pages import Pages
from app.parts.parts import Parts

Row = TypeVar("Row")
RowId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
Before = Annotated[int | None, Query(ge=1, le=HIGHEST_ID)]
"""The id that the page before ended with."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the pages have around them. `now` carries a zone; `trouble` is told on each page."""

    now: datetime
    zone: ZoneInfo
    trouble: str = ""


def page(parts: Parts, name: str, view: object, status: int = 200) -> HTMLResponse:
    """`templates/pages/leads/{name}.html.j2`, which shows `view`. It needs no script."""
    around = Surroundings(parts.clock(), parts.settings.zone, trouble_of_mailbox(parts))
    return HTMLResponse(html(name, view, around, parts.settings.public_path), status)


def html(name: str, view: object, around: Surroundings, root: str = "") -> str:
    return Pages(root).render(f"leads/{name}", view=view, around=around, words=words)


def existing(found: Row | None, kind: str, number: int) -> Row:
    """What was read of that number. Raises HTTPException, a 404, where there is none."""
    if found is None:
        raise HTTPException(404, f"There is no {kind} {number}.")
    return found


def back(parts: Parts, path: str) -> RedirectResponse:
    return RedirectResponse(f"{parts.settings.public_path}{path}", status_code=303)
