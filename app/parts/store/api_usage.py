"""The ledger of calls that cost something, summed up. All sums here are of models."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, true
from sqlmodel import Session, col, select

from app.lib.days import days_of
from app.parts.runs.runs import RunIds
from app.parts.store.tables import ApiUsage, Service


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
