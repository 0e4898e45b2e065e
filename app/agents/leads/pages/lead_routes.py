"""`/api/leads`: taking leads in, looking at them, changing them."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.convertors import StringConvertor, register_url_convertor

from app.agents.leads.agent import MOST_LEADS_BYTES
from app.agents.leads.intake.change_lead import AddressTakenError, change_lead
from app.agents.leads.intake.erase import erase, keeping_of
from app.agents.leads.intake.fields import LONGEST_PROFILE, MOST_TAGS, LeadRefusedError
from app.agents.leads.intake.given import MOST_LEADS, TEXT_FIELDS, GivenLead, GivenRow
from app.agents.leads.intake.lead_search import Wanted, find_leads
from app.agents.leads.intake.stored_leads import find_lead
from app.agents.leads.intake.take_in import take_in
from app.agents.leads.pages.lead_views import (
    LeadList,
    TakenInView,
    WholeLeadView,
    lead_view,
    taken_in_view,
    whole_lead_view,
)
from app.agents.leads.tables import LeadStatus
from app.parts.http.documented import (
    AS_JSON,
    DATABASE_AWAY,
    HIGHEST_ID,
    MALFORMED,
    NO_SUCH,
    NO_TEXT,
    TOO_LARGE,
    Responses,
    too_large,
)
from app.parts.parts import Parts

ONE_LEAD = "/{lead_id:lead}"
LeadId = Annotated[int, Path(ge=1, le=HIGHEST_ID)]
TAKEN: Responses = {409: {"description": "Another lead has the address.", "content": AS_JSON}}
Text = Annotated[str, Field(max_length=2_000)]
Tag = Annotated[str, Field(max_length=200)]


class LeadIn(BaseModel):
    """A lead as it is given: it needs an address, a link, or a name with a company. `ground` is why
    it may be written to: consent, customer_relation, published_address, disclosed_address or
    legitimate_interest. `profile_text`: what somebody copied from a profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text | None = None
    email: Text | None = None
    company: Text | None = None
    title: Text | None = None
    website_url: Text | None = None
    linkedin_url: Text | None = None
    twitter_url: Text | None = None
    ig_url: Text | None = None
    phone: Text | None = None
    location: Text | None = None
    country: Text | None = None
    source: Text | None = None
    ground: Text | None = None
    profile_text: Annotated[str, Field(max_length=LONGEST_PROFILE)] | None = None
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] | None = None

    def given(self) -> GivenLead:
        texts = {field: getattr(self, field) or "" for field in TEXT_FIELDS}
        return GivenLead(**texts, tags=tuple(self.tags or ()))

    def changes(self) -> dict[str, str | tuple[str, ...]]:
        """What was named, "" for null."""
        given = self.given()
        return {field: getattr(given, field) for field in sorted(self.model_fields_set)}


class LeadsIn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    leads: Annotated[list[LeadIn], Field(max_length=MOST_LEADS)]


class LeadConvertor(StringConvertor):
    """Any one part of a path but the name of the figures: asked with a method that those do not
    take, it is no malformed lead."""

    regex = "(?!analytics$)[^/]+"


def lead_routes(parts: Parts) -> APIRouter:
    register_url_convertor("lead", LeadConvertor())
    router = APIRouter(prefix="/api/leads", responses=MALFORMED | DATABASE_AWAY)
    add_intake(router, parts)
    add_reading(router, parts)
    add_change(router, parts)
    add_erasure(router, parts)
    return router


def add_intake(router: APIRouter, parts: Parts) -> None:
    @router.post("", status_code=201, responses=NO_TEXT | too_large(MOST_LEADS_BYTES))
    def post_leads(body: LeadIn | LeadsIn) -> TakenInView:
        """Take one lead in, or up to a thousand.

        A lead whose address is known fills what is empty there and overwrites nothing.
        """
        leads = body.leads if isinstance(body, LeadsIn) else [body]
        rows = [GivenRow(number, lead.given()) for number, lead in enumerate(leads, start=1)]
        secrets = parts.settings.secret_keys
        taken = take_in(parts.database, rows, now=parts.clock(), secrets=secrets, by="api")
        return taken_in_view(taken)


def add_reading(router: APIRouter, parts: Parts) -> None:
    @router.get("")
    def list_leads(
        status: LeadStatus | None = None,
        q: Annotated[str, Query(max_length=200)] = "",
        min_score: Annotated[int | None, Query(ge=0, le=100)] = None,
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> LeadList:
        """Leads, newest first; `q` is looked for in name, address and company."""
        found = find_leads(parts.database, Wanted(status, q, min_score, limit, before))
        return LeadList(leads=[lead_view(one) for one in found])

    @router.get(ONE_LEAD, responses=NO_SUCH)
    def one_lead(lead_id: LeadId) -> WholeLeadView:
        """One lead with its facts and their sources, score parts, mails, events and cost."""
        return whole_lead(parts, lead_id)


def add_change(router: APIRouter, parts: Parts) -> None:
    @router.patch(ONE_LEAD, responses=NO_SUCH | TAKEN | NO_TEXT | TOO_LARGE)
    def patch_lead(lead_id: LeadId, body: LeadIn) -> WholeLeadView:
        """Change the fields that are named; null empties one."""
        try:
            found = change_lead(
                parts.database,
                lead_id,
                body.changes(),
                now=parts.clock(),
                secrets=parts.settings.secret_keys,
                by="api",
            )
        except LeadRefusedError as error:
            raise HTTPException(422, str(error)) from error
        except AddressTakenError as error:
            raise HTTPException(409, str(error)) from error
        if not found:
            raise no_such_lead(lead_id)
        return whole_lead(parts, lead_id)


def add_erasure(router: APIRouter, parts: Parts) -> None:
    @router.delete(ONE_LEAD, status_code=204, responses=NO_SUCH)
    def delete_lead(lead_id: LeadId) -> None:
        """Erase a person everywhere, for good. A keyed digest of the address stays, so that nobody
        writes to it again."""
        keeping = keeping_of(parts.settings)
        if not erase(parts.database, lead_id, parts.clock(), keeping):
            raise no_such_lead(lead_id)


def whole_lead(parts: Parts, lead_id: int) -> WholeLeadView:
    found = find_lead(parts.database, lead_id, parts.settings.secret_keys)
    if found is None:
        raise no_such_lead(lead_id)
    return whole_lead_view(found)


def no_such_lead(lead_id: int) -> HTTPException:
    return HTTPException(404, f"There is no lead {lead_id}.")
