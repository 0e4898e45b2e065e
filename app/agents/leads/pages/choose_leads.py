"""Which leads go into a campaign: found by words, status, tag and score, ticked or all at once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import Depends, Query
from sqlmodel import col, select

from app.agents.leads.campaigns.adding import Added
from app.agents.leads.intake.fields import LONGEST_TAG
from app.agents.leads.intake.lead_search import LONGEST_SEARCH, Wanted, find_writable, leads_of
from app.agents.leads.pages.leads import LeadLine, line_of
from app.agents.leads.pages.words import lead_name
from app.agents.leads.tables import Campaign, Lead, LeadStatus
from app.lib.printable import one_line
from app.parts.store.database import Database
from app.parts.store.statements import required_id

ON_A_PAGE = 50
MOST_AT_ONCE = 5_000
REFUSED_SHOWN = 50
TAGS_OF = 500
"""Of so many leads, the newest, tags are offered."""


@dataclass(frozen=True, slots=True)
class ChooseView:
    """`found`: so many are added at once, and with `is_more` there are others. `tags` are only
    offered."""

    campaign_id: int
    name: str
    wanted: Wanted
    lines: tuple[LeadLine, ...]
    found: int
    tags: tuple[str, ...]
    is_more: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RefusedView:
    lead_id: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class AddedView:
    """`refused`: the first of them; `reasons` of all, the most frequent first."""

    campaign_id: int
    name: str
    added: int
    already: int
    refused: tuple[RefusedView, ...]
    reasons: tuple[tuple[str, int], ...]


def wanted_of(
    status: LeadStatus | Literal[""] = "",
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    tag: Annotated[str, Query(max_length=LONGEST_TAG)] = "",
    min_score: Annotated[str, Query(pattern=r"^(100|[0-9]{1,2})?$")] = "",
) -> Wanted:
    """Of the address: what the search of the page sends, what was left empty, too."""
    return Wanted(
        status or None,
        one_line(q, LONGEST_SEARCH),
        int(min_score) if min_score else None,
        MOST_AT_ONCE,
        best_first=bool(min_score),
        tag=one_line(tag, LONGEST_TAG),
    )


SearchedFor = Annotated[Wanted, Depends(wanted_of)]


def read_choice(
    database: Database, campaign_id: int, wanted: Wanted, problem: str = ""
) -> ChooseView | None:
    """Raises DatabaseAwayError."""
    with database.read() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None:
            return None
        ids, is_more = find_writable(session, replace(wanted, for_campaign=campaign_id))
        lines = tuple(line_of(lead) for lead in leads_of(session, ids[:ON_A_PAGE]))
        newest = select(Lead.tags).order_by(col(Lead.id).desc()).limit(TAGS_OF)
        tags = tuple(sorted({tag for some in session.exec(newest) for tag in some}))
        return ChooseView(
            campaign_id, campaign.name, wanted, lines, len(ids), tags, is_more, problem
        )


def all_found(database: Database, campaign_id: int, wanted: Wanted) -> Sequence[int]:
    with database.read() as session:
        return find_writable(session, replace(wanted, for_campaign=campaign_id))[0]


def read_added(database: Database, campaign_id: int, added: Added) -> AddedView:
    first = added.refused[:REFUSED_SHOWN]
    with database.read() as session:
        campaign = session.get(Campaign, campaign_id)
        leads = leads_of(session, [one.lead_id for one in first])
    names = {required_id(lead.id): lead_name(lead) for lead in leads}
    return AddedView(
        campaign_id=campaign_id,
        name=campaign.name if campaign else "",
        added=len(added.added),
        already=len(added.already),
        refused=tuple(
            RefusedView(one.lead_id, names.get(one.lead_id, f"Lead {one.lead_id}"), one.why)
            for one in first
        ),
        reasons=tuple(Counter(one.why for one in added.refused).most_common()),
    )
