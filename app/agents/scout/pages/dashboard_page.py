"""Answers with a page of the dashboard, under the policy that such a page needs."""

from typing import Annotated

from fastapi import HTTPException, Query
from fastapi.responses import HTMLResponse

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.surroundings import around
from app.parts.http.security_headers import DASHBOARD_POLICY

BrandId = Annotated[str | None, Query(max_length=64)]


def page(parts: ScoutParts, name: str, view: object) -> HTMLResponse:
    """`templates/pages/{name}.html.j2`, which shows `view`."""
    html = ScoutPages(parts.settings.public_path).service_page(name, around(parts), view)
    return HTMLResponse(html, headers={"Content-Security-Policy": DASHBOARD_POLICY})


def chosen(parts: ScoutParts, brand_id: str | None) -> Brand:
    """The brand that a page is about: the first when none is named. Raises HTTPException."""
    for brand in parts.brands:
        if not brand_id or brand_id == brand.id:
            return brand
    raise HTTPException(404, f"There is no brand '{brand_id}' here.")
