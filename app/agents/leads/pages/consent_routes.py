"""`/api/consents`: who was asked, agreed or took it back, and what the team adds to it."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from app.agents.leads.campaigns.consenting import (
    ConsentRefusedError,
    Given,
    NoSuchLeadError,
    recording,
)
from app.agents.leads.consent_chain import list_consents, look_at_chain
from app.agents.leads.consents import NewEntry
from app.agents.leads.tables import Consent, ConsentWords
from app.lib.printable import one_line
from app.lib.settings.settings import Settings
from app.parts.http.documented import (
    AS_JSON,
    DATABASE_AWAY,
    HIGHEST_ID,
    MALFORMED,
    NO_SUCH,
    NO_TEXT,
    TOO_LARGE,
    Responses,
)
from app.parts.parts import Parts

Kind = Literal["given", "withdrawn", "tracking_given", "tracking_withdrawn"]
LONGEST_WORDING = 4_000
LONGEST_SOURCE = 500
NOT_TAKEN: Responses = {
    409: {"description": "It cannot be recorded; the reason is given.", "content": AS_JSON}
}
API = "api"


class ConsentIn(BaseModel):
    """Of a lead: `given` with the words that they agreed to and where that is kept, or with the
    event of their reply (`reply_id`), which then is the evidence; `withdrawn` for whoever wants no
    mails any more. `tracking_given` and `tracking_withdrawn`: the same of being seen opening mails
    (TRACKING). `given_at`: when they said so, now if it is not given."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    lead_id: Annotated[int, Field(ge=1, le=HIGHEST_ID)]
    kind: Kind = "given"
    wording: Annotated[str, Field(max_length=LONGEST_WORDING)] = ""
    source: Annotated[str, Field(max_length=LONGEST_SOURCE)] = ""
    given_at: AwareDatetime | None = None
    reply_id: Annotated[int | None, Field(ge=1, le=HIGHEST_ID)] = None


class ConsentView(BaseModel):
    """An entry of the chain with the words that it is sealed over; those are empty and `lead_id` is
    null for somebody erased. `kind`: asked, given, refused, withdrawn, objected, erased,
    tracking_given, tracking_withdrawn."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    number: int
    kind: str
    via: str
    address_digest: str
    happened_at: datetime
    created_at: datetime
    rule: str
    rules_version: str
    words_digest: str
    previous_digest: str
    digest: str
    lead_id: int | None = None
    wording: str = ""
    source: str = ""
    salt: str = ""


class ConsentList(BaseModel):
    """Newest first; the next are those `before` the last one's id."""

    consents: list[ConsentView]


class ChainView(BaseModel):
    """`first_broken`: the number of the first entry that is not as it was sealed, null if all are.
    Keep `last_digest` elsewhere: given as `noted` later it shows whether entries were cut off."""

    model_config = ConfigDict(from_attributes=True)
    entries: int
    first_broken: int | None
    last_digest: str


def consent_routes(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/api/consents", responses=MALFORMED | DATABASE_AWAY)

    @router.get("")
    def get_consents(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> ConsentList:
        """The record of consents. Entries are only ever added."""
        with parts.database.read() as session:
            found = list_consents(session, limit=limit, before=before)
            return ConsentList(consents=[consent_view(row, words) for row, words in found])

    @router.get("/chain")
    def get_chain(
        noted: Annotated[str | None, Query(pattern=r"^[0-9a-f]{64}$")] = None,
    ) -> ChainView:
        """Look whether the record is as it was sealed. `noted`: a `last_digest` of before."""
        return ChainView.model_validate(look_at_chain(parts.database, noted))

    @router.post("", status_code=201, responses=NO_SUCH | NOT_TAKEN | NO_TEXT | TOO_LARGE)
    def post_consent(body: ConsentIn) -> ConsentView:
        """Record that a lead agreed to be written to, or to being seen opening mails, or wants that
        no more."""
        try:
            with parts.database.write() as session:
                row = record(session, parts.settings, body, API, parts.clock())
                return consent_view(row, session.get(ConsentWords, row.id))
        except NoSuchLeadError as error:
            raise HTTPException(404, str(error)) from error
        except ConsentRefusedError as error:
            raise HTTPException(409, str(error)) from error

    return router


def record(
    session: Session, settings: Settings, body: ConsentIn, via: str, now: datetime
) -> Consent:
    """Raises NoSuchLeadError, ConsentRefusedError."""
    of_lead = recording(session, settings, body.lead_id, now)
    wording, source = one_line(body.wording), one_line(body.source)
    given = Given(via, wording, source, body.given_at, body.reply_id)
    entry = NewEntry("objected", via, body.given_at or now, wording, source, lead_id=body.lead_id)
    match body.kind:
        case "given":
            return of_lead.consent(given)
        case "tracking_given":
            return of_lead.tracking(given)
        case "tracking_withdrawn":
            return of_lead.end_of_tracking(entry)
        case "withdrawn":
            return of_lead.end_of_mails(entry)


def consent_view(row: Consent, words: ConsentWords | None) -> ConsentView:
    told = words.model_dump(exclude={"consent_id"}) if words else {}
    return ConsentView.model_validate({**row.model_dump(), **told})
