"""The ledger of calls that cost something, and its sums. All sums here are of models."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Text, and_, func, text, true
from sqlmodel import Field, Session, SQLModel, col, select

from app.lib.days import days_of
from app.parts.runs.runs import RunIds
from app.parts.runs.tables import AgentRun
from app.parts.store.database import UtcDateTime
from app.parts.store.statements import table_of


class Service(StrEnum):
    """What an agent asks of others, by the call."""

    MODEL = "model"
    SEARCH = "search"
    BROWSER = "browser"
    SCRAPER = "scraper"
    MAIL = "mail"


HAS_SUBJECT = text("subject IS NOT NULL")


class ApiUsage(SQLModel, table=True):
    """What calls of a service took, line by line: the ledger behind ceilings and costs.

    `subject` is whom they were about, where an agent works on many in one run (a lead's id).
    `model` and `prompt_version` are of calls of a model, "" for other services. `error`: why a call
    that was made, and may be billed, brought nothing.
    """

    __tablename__ = "api_usage"
    __table_args__ = (
        Index("ix_api_usage_created_at", "created_at"),
        Index(
            "ix_api_usage_subject",
            "subject",
            sqlite_where=HAS_SUBJECT,
            postgresql_where=HAS_SUBJECT,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    service: str
    agent: str
    run_id: int | None = Field(
        default=None,
        sa_column=Column(ForeignKey(table_of(AgentRun).c.id), nullable=True, index=True),
    )
    subject: str | None = Field(default=None, sa_type=Text)
    model: str = ""
    prompt_version: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float = 0.0
    milliseconds: int = 0
    error: str | None = Field(default=None, sa_type=Text)


@dataclass(frozen=True, slots=True)
class Spent:
    """A sum of ledger lines. `usd` at list price."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float

    def plus(self, other: "Spent") -> "Spent":
        return Spent(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.usd + other.usd,
        )


SUMS = (
    func.coalesce(func.sum(ApiUsage.calls), 0),
    func.coalesce(func.sum(ApiUsage.input_tokens), 0),
    func.coalesce(func.sum(ApiUsage.output_tokens), 0),
    func.coalesce(func.sum(ApiUsage.usd), 0.0),
)
OF_MODELS = col(ApiUsage.service) == Service.MODEL
NOTHING = Spent(0, 0, 0, 0.0)


def spent_by_run(session: Session, run_id: int) -> Spent:
    return total(session, col(ApiUsage.run_id) == run_id)


def spent_by_runs(session: Session, run_ids: RunIds) -> Spent:
    return total(session, col(ApiUsage.run_id).in_(run_ids))


def spent_since(session: Session, moment: datetime, agent: str | None = None) -> Spent:
    """By one agent, or by all."""
    by = true() if agent is None else col(ApiUsage.agent) == agent
    return total(session, and_(col(ApiUsage.created_at) >= moment, by))


def total(session: Session, which: ColumnElement[bool]) -> Spent:
    return spent(session.execute(select(*SUMS).where(which, OF_MODELS)).one())


def spent(sums: Sequence[int | float]) -> Spent:
    """What SUMS came to."""
    return Spent(int(sums[0]), int(sums[1]), int(sums[2]), float(sums[3]))


@dataclass(frozen=True, slots=True)
class DayOfModel:
    """What a model cost on a day of the reader's calendar."""

    day: date
    model: str
    spent: Spent


def spent_by_day(session: Session, since: datetime, zone: ZoneInfo) -> list[DayOfModel]:
    """By day and model, the latest day first. Days are those of `zone`.

    One question for each day: with all the days in one, SQLite took more than twice as long.
    """
    latest = session.exec(select(func.max(ApiUsage.created_at))).one()
    days = days_of(since, latest, zone) if latest else ()
    return [
        DayOfModel(day.date, model, sums)
        for day in reversed(days)
        for model, sums in spent_by_model(session, day.start, day.end)
    ]


def spent_by_model(session: Session, since: datetime, until: datetime) -> list[tuple[str, Spent]]:
    """From `since` to before `until`, by the models' names from Z to A."""
    of_the_time = and_(col(ApiUsage.created_at) >= since, col(ApiUsage.created_at) < until)
    model = col(ApiUsage.model)
    query = select(*SUMS).add_columns(model).where(of_the_time, OF_MODELS)
    rows = session.execute(query.group_by(model).order_by(model.desc()))
    return [(row[-1], spent(row)) for row in rows]
