"""The hosts that asked to be left alone for a while: no run and no restart asks them before."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, delete, select

from app.parts.store.database import Database, UtcDateTime
from app.parts.store.statements import table_of


class HostRest(SQLModel, table=True):
    """A host that asked to be left alone for a while, by all that is read there."""

    __tablename__ = "host_rests"

    host: str = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(sa_type=Text)


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
