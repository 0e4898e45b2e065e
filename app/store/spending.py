"""The ledger of what models cost."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from app.store.tables import Spending


@dataclass(frozen=True, slots=True)
class Spent:
    """A sum of ledger lines. `usd` at list price."""

    calls: int
    input_tokens: int
    output_tokens: int
    usd: float


def spent_by_run(session: Session, run_id: int) -> Spent:
    return total(session, col(Spending.run_id) == run_id)


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
