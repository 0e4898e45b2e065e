"""Takes leads in: new ones are stored, doubles by address merged, the rest refused with a reason.

One transaction: either all of what it says was done, or none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.agents.leads.intake.fields import LeadFields, LeadRefusedError, parse_lead
from app.agents.leads.intake.given import GivenRow
from app.agents.leads.intake.merge import Difference, merge
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import Lead, LeadStatus, searched_of
from app.lib.errors import TransientError
from app.parts.store.database import Database
from app.parts.store.statements import parts_of, required_id, table_of

TRIES = 5
MOST_LIKELY_DOUBLES = 5
NOT_TO_BE_WRITTEN_TO = "asked not to be written to"


class LeadsChangeTooFastError(TransientError):
    """Others kept adding the same leads between the looks."""


@dataclass(frozen=True, slots=True)
class Created:
    """`likely_doubles`: ids of leads of the same name and company, which nobody merged."""

    row: int
    id: int
    left_out: tuple[str, ...]
    likely_doubles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MergedInto:
    row: int
    id: int
    left_out: tuple[str, ...]
    filled: tuple[str, ...]
    differs: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    row: int
    why: str


@dataclass(frozen=True, slots=True)
class TakenIn:
    created: tuple[Created, ...]
    merged: tuple[MergedInto, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class _Parsed:
    row: int
    fields: LeadFields


def take_in(
    database: Database,
    rows: Sequence[GivenRow],
    *,
    now: datetime,
    secrets: Sequence[str],
    by: str = "",
) -> TakenIn:
    """`secrets`: SECRET_KEY's, by which the suppressed are known; `by`: who names their grounds.
    Raises DatabaseAwayError."""
    parsed, refused = _parsed(rows)
    for _ in range(TRIES):
        try:
            with database.write() as session:
                return _stored(session, parsed, refused, now, secrets, by)
        except IntegrityError:
            continue  # somebody else added one of them: look again
    raise LeadsChangeTooFastError("The same leads are added by others just now; send them again.")


def _parsed(rows: Sequence[GivenRow]) -> tuple[list[_Parsed], list[Refused]]:
    parsed, refused = [], []
    for row in rows:
        try:
            parsed.append(_Parsed(row.number, parse_lead(row.lead)))
        except LeadRefusedError as error:
            refused.append(Refused(row.number, str(error)))
    return parsed, refused


def _stored(
    session: Session,
    parsed: list[_Parsed],
    refused: list[Refused],
    now: datetime,
    secrets: Sequence[str],
    by: str,
) -> TakenIn:
    addresses = [one.fields.email for one in parsed if one.fields.email]
    suppressed = suppressed_among(session, addresses, secrets)
    wanted = [one for one in parsed if one.fields.email not in suppressed]
    unwanted = [one for one in parsed if one.fields.email in suppressed]
    known = _by_key(session, wanted)
    new = list(_first_of_each(wanted, known))
    created = _added(session, new, now, by)
    firsts = {one.row for one in new}
    again = [one for one in wanted if one.row not in firsts]
    known |= _by_key(session, [one for one in again if one.fields.email_key not in known])
    merged = [_merged(known[one.fields.email_key or ""], one, now, by) for one in again]
    said = [*refused, *(Refused(one.row, NOT_TO_BE_WRITTEN_TO) for one in unwanted)]
    return TakenIn(created, tuple(merged), tuple(sorted(said, key=lambda one: one.row)))


def _by_key(session: Session, rows: Sequence[_Parsed]) -> dict[str, Lead]:
    keys = sorted({one.fields.email_key for one in rows if one.fields.email_key})
    found: dict[str, Lead] = {}
    for part in parts_of(keys):
        for lead in session.exec(select(Lead).where(col(Lead.email_key).in_(part))):
            found[lead.email_key or ""] = lead
    return found


def _first_of_each(wanted: Sequence[_Parsed], known: Mapping[str, Lead]) -> Iterator[_Parsed]:
    """Those that no stored lead and none before them has the address of."""
    taken = set(known)
    for one in wanted:
        key = one.fields.email_key
        if key is None or key not in taken:
            taken.add(key or "")
            yield one


def _added(session: Session, new: Sequence[_Parsed], now: datetime, by: str) -> tuple[Created, ...]:
    if not new:
        return ()
    likely = _likely_doubles(session, new)
    statement = insert(table_of(Lead)).returning(col(Lead.id), sort_by_parameter_order=True)
    # By the address: two who bring the same leads in another order would wait for each other.
    in_order = sorted(new, key=lambda one: one.fields.email_key or "")
    rows = session.execute(statement, [_columns(one, now, by) for one in in_order])
    ids = {one.row: int(row[0]) for one, row in zip(in_order, rows, strict=True)}
    created = []
    for one in new:
        lead_id = ids[one.row]
        same = likely.setdefault(one.fields.name_key or "", [])
        doubles = tuple(same[:MOST_LIKELY_DOUBLES]) if one.fields.name_key else ()
        created.append(Created(one.row, lead_id, one.fields.left_out, doubles))
        same.append(lead_id)
    return tuple(created)


def _likely_doubles(session: Session, new: Sequence[_Parsed]) -> dict[str, list[int]]:
    keys = sorted({one.fields.name_key for one in new if one.fields.name_key})
    found: dict[str, list[int]] = {}
    for part in parts_of(keys):
        query = select(Lead.name_key, Lead.id).where(col(Lead.name_key).in_(part))
        for key, lead_id in session.exec(query.order_by(col(Lead.id))):
            found.setdefault(key or "", []).append(required_id(lead_id))
    return found


def _columns(one: _Parsed, now: datetime, by: str) -> dict[str, object]:
    fields = asdict(one.fields)
    del fields["left_out"]
    return {
        **fields,
        "tags": list(one.fields.tags),
        "ground_by": by if one.fields.ground else "",
        "ground_at": now if one.fields.ground else None,
        "created_at": now,
        "updated_at": now,
        "status": LeadStatus.NEW,
        "score_parts": {},
        "missing": [],
        "searched": searched_of(one.fields.name, one.fields.email, one.fields.company),
    }


def _merged(stored: Lead, one: _Parsed, now: datetime, by: str) -> MergedInto:
    merged = merge(stored, one.fields)
    lead_id = required_id(stored.id)
    if merged.values:
        for field, value in {**merged.values, "updated_at": now}.items():
            setattr(stored, field, value)  # written when the transaction ends
    if "ground" in merged.values:
        stored.ground_by, stored.ground_at = by, now
    return MergedInto(one.row, lead_id, one.fields.left_out, merged.filled, merged.differences)
