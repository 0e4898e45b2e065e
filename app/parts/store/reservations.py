"""Money is set aside before it is spent: no two processes spend the last of it both.

Whoever reserves does so alone, on SQLite by the lock of a writing transaction, on PostgreSQL by an
advisory lock: with the sums read first and the row written after, two would both find room.
"""

import math
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    true,
)
from sqlmodel import Field, Session, SQLModel

from app.parts.runs.lease import LEASE_SECONDS, RUNS, Claim
from app.parts.runs.tables import RunStatus
from app.parts.store.api_usage import ApiUsage
from app.parts.store.database import Database, UtcDateTime
from app.parts.store.refusal import Refusal
from app.parts.store.statements import table_of

ADVISORY_LOCK = 7_268_301_147
"""Any number nobody else uses in this database."""
ALONE_ON_POSTGRESQL = text(
    f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK}), set_config('synchronous_commit', 'off', true)"
)
"""Nothing is lost with a reservation that a crash of the server forgets but its calls; waiting for
the disk would take most of the time."""


class Reservation(SQLModel, table=True):
    """Money set aside for a call under way: a row as long as nobody knows what the call costs.

    `owner` is the run's attempt that asks, as in `agent_runs`. One that is not settled by
    `expires_at`, or whose attempt has lost the run, was of a process that is gone.
    """

    __tablename__ = "reservations"

    # Not a number: SQLite gives one that is free again to the next row, and whoever settles late
    # would take that away.
    id: str = Field(primary_key=True)
    service: str
    agent: str
    run_id: int | None = Field(default=None, sa_column=Column(ForeignKey(RUNS.c.id), nullable=True))
    owner: str | None = None
    usd: float
    expires_at: datetime = Field(sa_type=UtcDateTime)


RESERVATIONS, API_USAGE = table_of(Reservation), table_of(ApiUsage)
FREE = delete(RESERVATIONS).where(RESERVATIONS.c.id == bindparam("settled"))
ITS_ATTEMPT_LIVES = exists().where(
    RUNS.c.id == RESERVATIONS.c.run_id,
    RUNS.c.owner == RESERVATIONS.c.owner,
    RUNS.c.status == RunStatus.RUNNING,
    RUNS.c.heartbeat_at >= bindparam("beaten_since"),
)
FREE_WHAT_IS_OF_THE_DEAD = delete(RESERVATIONS).where(
    or_(
        RESERVATIONS.c.expires_at <= bindparam("now"),
        and_(RESERVATIONS.c.run_id.is_not(None), ~ITS_ATTEMPT_LIVES),
    )
)
"""Calls that have ended by any time limit, and those of attempts that lost their lease."""


def of_all_and_of_one(table: Table, *which: ColumnElement[bool]) -> Subquery:
    """The dollars in it, and those of the agent that asks."""
    of_one = case((table.c.agent == bindparam("agent"), table.c.usd), else_=0.0)
    return (
        select(
            func.coalesce(func.sum(table.c.usd), 0.0).label("all"),
            func.coalesce(func.sum(of_one), 0.0).label("one"),
        )
        .where(table.c.service == bindparam("service"), *which)
        .subquery()
    )


SPENT = of_all_and_of_one(API_USAGE, API_USAGE.c.created_at >= bindparam("since"))
ASIDE = of_all_and_of_one(RESERVATIONS)
SUMS = select(SPENT.c.all, ASIDE.c.all, SPENT.c.one, ASIDE.c.one).join_from(SPENT, ASIDE, true())


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks which service, and in which attempt of a run, if in one."""

    service: str
    agent: str
    run_id: int | None = None
    owner: str | None = None

    @classmethod
    def of(cls, claim: Claim, service: str) -> "Holder":
        return cls(service, claim.agent, claim.run_id, claim.owner)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """No more than `usd` from `since` on by all agents together, and no more than `own_usd` by the
    one that asks, if it has a ceiling of its own; what is set aside included."""

    usd: float
    since: datetime
    own_usd: float = math.inf


def reserve(
    database: Database,
    holder: Holder,
    usd: float,
    ceiling: Ceiling,
    *,
    now: datetime,
    expires_at: datetime,
) -> str | Refusal:
    """Set `usd` aside; the reservation's id. Raises DatabaseAwayError."""
    with database.write() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(ALONE_ON_POSTGRESQL)
        lease = timedelta(seconds=LEASE_SECONDS)
        session.execute(FREE_WHAT_IS_OF_THE_DEAD, {"now": now, "beaten_since": now - lease})
        refusal = refuse(session, holder, usd, ceiling)
        if refusal is not None:
            return refusal
        id_ = uuid4().hex
        values = {"id": id_, "usd": usd, "expires_at": expires_at, **asdict(holder)}
        session.execute(insert(RESERVATIONS), values)
        return id_


def refuse(session: Session, holder: Holder, usd: float, ceiling: Ceiling) -> Refusal | None:
    """`spent` where one of the two ceilings is: what is left below the other does not help.

    What is no amount is refused: of a sum with NaN in it nothing is ever above a ceiling.
    """
    of = {"since": ceiling.since, "service": holder.service, "agent": holder.agent}
    spent, aside, own_spent, own_aside = session.execute(SUMS, of).one()
    if not (usd >= 0 and spent + usd <= ceiling.usd and own_spent + usd <= ceiling.own_usd):
        return Refusal.SPENT
    together, own = spent + aside + usd, own_spent + own_aside + usd
    return None if together <= ceiling.usd and own <= ceiling.own_usd else Refusal.TAKEN


def settle(database: Database, reservation_id: str, spent: ApiUsage | None) -> None:
    """The call is over: what it took is in the ledger, what was set aside is free again.

    In one transaction: nobody sees the money in both, or in neither.
    """
    with database.write() as session:
        session.execute(FREE, {"settled": reservation_id})
        if spent is not None:
            session.add(spent)
