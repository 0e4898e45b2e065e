"""The hosts that asked to be left alone for a while: no run and no restart asks them before."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from app.parts.store.database import Database
from app.parts.store.tables import HostRest, table_of

RESTS = table_of(HostRest)


def rests_at(database: Database, now: datetime) -> list[HostRest]:
    """Those that still last."""
    with database.read() as session:
        return list(session.exec(select(HostRest).where(HostRest.until > now)))


def keep_rest(database: Database, rest: HostRest, now: datetime) -> None:
    """Of two wishes of a host the later end holds. Those that are over are forgotten."""
    with database.write() as session:
        session.execute(delete(HostRest).where(col(HostRest.until) <= now))
        prolong(session, rest)


def prolong(session: Session, rest: HostRest) -> None:
    """Another run may be told the same at the same time."""
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = postgresql.insert(RESTS) if on_postgresql else sqlite.insert(RESTS)
    session.execute(
        insert.values(rest.model_dump()).on_conflict_do_update(
            index_elements=[RESTS.c.host],
            set_={"until": insert.excluded.until, "reason": insert.excluded.reason},
            where=RESTS.c.until < insert.excluded.until,
        )
    )
