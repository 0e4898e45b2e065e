"""Leads by what they have in common, part by part of a list that goes on after an id."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, func, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.agents.leads.tables import CampaignLead, Lead, LeadStatus
from app.lib.printable import one_line
from app.parts.store.database import Database

LONGEST_SEARCH = 200
ESCAPE, ACTIVE = "\\", frozenset("\\%_")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`q` is looked for in name, address and company, each of its words; `before`: a lead's id.
    `best_first`: by score, without those that have none; else the newest first. `tag`: one of
    theirs, in any letters; `for_campaign`: those that are not in it."""

    status: LeadStatus | None = None
    q: str = ""
    min_score: int | None = None
    limit: int = 20
    before: int | None = None
    best_first: bool = False
    tag: str = ""
    for_campaign: int | None = None


def find_leads(database: Database, wanted: Wanted) -> Sequence[Lead]:
    """The ids first: an index holds all that words are compared with, and the rows are many
    times larger."""
    with database.read() as session:
        return leads_of(session, session.exec(_ids(session, wanted)).all())


def find_writable(session: Session, wanted: Wanted) -> tuple[Sequence[int], bool]:
    """The ids of those that somebody may still write to, and whether there may be more. Whether
    one has an address stands in its row: no more rows are read than are wanted. Suppressed
    addresses are told by whoever adds them: only a digest knows them."""
    found = _ids(session, wanted).subquery()
    over = [LeadStatus.REPLIED, LeadStatus.UNSUBSCRIBED, LeadStatus.BOUNCED]
    may_be = and_(col(Lead.email_key).is_not(None), col(Lead.status).not_in(over))
    query = select(Lead.id, may_be).join(found, found.c.id == Lead.id)
    best = [col(Lead.score).desc()] if wanted.best_first else []
    rows = session.execute(query.order_by(*best, col(Lead.id).desc())).all()
    ids = [row[0] for row in rows if row[1]]
    is_more = len(rows) == wanted.limit
    if is_more and not ids and not wanted.best_first:
        return find_writable(session, replace(wanted, before=rows[-1][0]))
    return ids, is_more


def leads_of(session: Session, ids: Sequence[int | None]) -> Sequence[Lead]:
    """In the order of the ids."""
    place = {lead_id: number for number, lead_id in enumerate(ids)}
    found = session.exec(select(Lead).where(col(Lead.id).in_(ids)))
    return sorted(found, key=lambda lead: place[lead.id])


def _ids(session: Session, wanted: Wanted) -> SelectOfScalar[int | None]:
    query: SelectOfScalar[int | None] = select(col(Lead.id))
    words = one_line(wanted.q, LONGEST_SEARCH).lower().split()
    if words:
        query = query.where(_holds(words))
    if wanted.status is not None:
        status = col(Lead.status) + "" if words else col(Lead.status)
        query = query.where(status == wanted.status)
    if wanted.min_score is not None or wanted.best_first:
        query = query.where(col(Lead.score) >= (wanted.min_score or 0))
    if wanted.tag:
        query = query.where(_is_tagged(session, wanted.tag))
    if wanted.for_campaign is not None:
        query = query.where(_is_not_in(wanted.for_campaign))
    if wanted.best_first:
        query = query.order_by(col(Lead.score).desc())
    if wanted.before is not None:
        query = query.where(_comes_after(session, wanted.before, best_first=wanted.best_first))
    # Words are looked for in their own index: by that of another column most rows would be read.
    newest = (col(Lead.id) + 0).desc() if words else col(Lead.id).desc()
    return query.order_by(newest).limit(wanted.limit)


def _comes_after(session: Session, lead_id: int, *, best_first: bool) -> ColumnElement[bool]:
    """By the place of that lead in the order; of one that was erased meanwhile its id is left."""
    if best_first:
        last = session.exec(select(Lead.score).where(Lead.id == lead_id)).first()
        if last is not None:
            return tuple_(col(Lead.score), col(Lead.id)) < (last, lead_id)
    return col(Lead.id) < lead_id


def _holds(words: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(col(Lead.searched).like(_pattern(word), escape=ESCAPE) for word in words))


def _pattern(word: str) -> str:
    return "%" + "".join(f"{ESCAPE}{sign}" if sign in ACTIVE else sign for sign in word) + "%"


def _is_tagged(session: Session, tag: str) -> ColumnElement[bool]:
    each = func.jsonb_array_elements_text if _is_postgresql(session) else func.json_each
    tags = each(col(Lead.tags)).table_valued("value")
    return select(1).where(func.lower(tags.c.value) == tag.lower()).select_from(tags).exists()


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _is_not_in(campaign_id: int) -> ColumnElement[bool]:
    there = select(1).where(
        CampaignLead.campaign_id == campaign_id, col(CampaignLead.lead_id) == Lead.id
    )
    return ~there.exists()
