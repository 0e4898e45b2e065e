"""The ledger of what models cost."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.store.runs import RunIds
from app.store.tables import Spending


@dataclass(frozen=True, slots=True)
class Spent:
    """A sum of ledger lines. `usd` at list price."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float

    def plus(self, line: Spending) -> "Spent":
        return Spent(
            self.calls + line.calls,
            self.input_tokens + line.input_tokens,
            self.output_tokens + line.output_tokens,
            self.usd + line.usd,
        )


def spent_by_run(session: Session, run_id: int) -> Spent:
    return total(session, col(Spending.run_id) == run_id)


def spent_by_runs(session: Session, run_ids: RunIds) -> Spent:
    return total(session, col(Spending.run_id).in_(run_ids))


def spent_since(session: Session, moment: datetime) -> Spent:
    return total(session, col(Spending.spent_at) >= moment)


def total(session: Session, which: ColumnElement[bool]) -> Spent:
    row = session.execute(
        select(
            func.coalesce(func.sum(Spending.calls), 0),
            func.coalesce(func.sum(Spending.input_tokens), 0),
            func.coalesce(func.sum(Spending.output_tokens), 0),
            func.coalesce(func.sum(Spending.usd), 0.0),
        ).where(which)
    ).one()
    return Spent(int(row[0]), int(row[1]), int(row[2]), float(row[3]))


@dataclass(frozen=True, slots=True)
class DayOfModel:
    """What a model cost on a day of the reader's calendar."""

    day: date
    model: str
    spent: Spent


def spent_by_day(session: Session, since: datetime, zone: ZoneInfo) -> list[DayOfModel]:
    """By day and model, the latest day first. Days are those of `zone`."""
    sums: defaultdict[tuple[date, str], Spent] = defaultdict(lambda: Spent(0, 0, 0, 0.0))
    for line in session.exec(select(Spending).where(Spending.spent_at >= since)):
        key = line.spent_at.astimezone(zone).date(), line.model
        sums[key] = sums[key].plus(line)
    return [DayOfModel(day, model, sums[day, model]) for day, model in sorted(sums, reverse=True)]
