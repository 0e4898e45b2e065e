"""`/api/suppressions`: whom nobody writes to any more."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from app.agents.leads.campaigns.stopping import suppress_by_hand
from app.agents.leads.law.suppression import normalised_address, normalised_domain
from app.agents.leads.suppressions import list_suppressions
from app.lib.mail_address import NotAnAddressError, is_domain, parse_address, split_name
from app.lib.printable import one_line
from app.parts.http.documented import DATABASE_AWAY, HIGHEST_ID, MALFORMED, NO_TEXT, TOO_LARGE
from app.parts.parts import Parts

BY_HAND = "by hand"
NEITHER = "Give one address (ann@example.com), or all of a domain (@example.com)."


class SuppressionIn(BaseModel):
    """An address, or with `@` before it a whole domain ("@example.com")."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    email: Annotated[str, Field(min_length=1, max_length=400)]
    reason: Annotated[str, Field(min_length=1, max_length=200)] = BY_HAND


class SuppressionView(BaseModel):
    """`hint`: the domain, which is all of an address that is kept to be read."""

    model_config = ConfigDict(from_attributes=True)
    id: int
    hint: str
    reason: str
    source: str
    created_at: datetime


class SuppressionList(BaseModel):
    """Newest first; the next are those `before` the last one's id."""

    suppressions: list[SuppressionView]


def suppression_routes(parts: Parts) -> APIRouter:
    router = APIRouter(prefix="/api/suppressions", responses=MALFORMED | DATABASE_AWAY)

    @router.get("")
    def get_suppressions(
        limit: Annotated[int, Query(ge=1, le=100)] = 20,
        before: Annotated[int | None, Query(ge=1, le=HIGHEST_ID)] = None,
    ) -> SuppressionList:
        """Whom nobody writes to any more. The addresses themselves are not kept."""
        found = list_suppressions(parts.database, limit=limit, before=before)
        return SuppressionList(suppressions=[SuppressionView.model_validate(one) for one in found])

    @router.post("", status_code=201, responses=NO_TEXT | TOO_LARGE)
    def post_suppression(body: SuppressionIn) -> SuppressionView:
        """See to it that an address or a domain gets no mail any more, from now on and for good."""
        who = whom(body.email)
        if who is None:
            raise HTTPException(422, NEITHER)
        with parts.database.write() as session:
            why = one_line(body.reason) or BY_HAND
            entry = suppress_by_hand(session, parts.settings, who, why, "api", parts.clock())
            return SuppressionView.model_validate(entry)

    return router


def whom(text: str) -> str | None:
    """The one address, or "@" and the domain, that is meant, as the list has it; None when it is
    not clear: an entry for "Ann <ann@example.com>" as it stands would be for nobody."""
    try:
        _, bare = split_name(text.strip().removeprefix("mailto:"))
        local, at, domain = normalised_address(bare).rpartition("@")
        if local not in ("", "*"):
            return str(parse_address(f"{local}{at}{domain}")) if is_full(domain) else None
    except NotAnAddressError:
        return None
    host = normalised_domain(domain)
    return f"@{host}" if at and is_full(host) else None


def is_full(host: str) -> bool:
    """One without a dot would be half of the internet."""
    return "." in host and is_domain(host)
