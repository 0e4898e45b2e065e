"""What people open of the lead agent."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.agents.leads.intake.lead_search import LONGEST_SEARCH
from app.agents.leads.pages.leads import Listed, Sort, read_leads
from app.agents.leads.pages.page import Before, page
from app.agents.leads.tables import LeadStatus
from app.lib.printable import one_line
from app.parts.parts import Parts


def lead_pages(parts: Parts) -> Sequence[APIRouter]:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    add_leads(router, parts)
    return (router,)


def add_leads(router: APIRouter, parts: Parts) -> None:
    @router.get("/leads")
    def leads(
        status: LeadStatus | Literal[""] = "",
        q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
        min_score: Annotated[str, Query(pattern=r"^(100|[0-9]{1,2})?$")] = "",
        sort: Sort = "newest",
        before: Before = None,
    ) -> HTMLResponse:
        """A form sends what was left empty, too."""
        words = one_line(q, LONGEST_SEARCH)
        least = int(min_score) if min_score else None
        wanted = Listed(status or None, words, least, sort, before)
        return page(parts, "leads", read_leads(parts.database, wanted))
