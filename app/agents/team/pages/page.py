"""Answers with a page of the team."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi.responses import HTMLResponse, RedirectResponse

from app.agents.team.pages import words
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
