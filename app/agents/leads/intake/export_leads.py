"""`scout leads export`: leads as CSV or JSON lines, read a piece at a time."""

from collections.abc import Iterator
from typing import Final, TextIO

from sqlmodel import Session, col, select

from app.agents.leads.intake.given import FIELDS
from app.agents.leads.tables import Lead
from app.lib.table_files import Format, Row, write_rows
from app.parts.store.database import Database

ROWS_AT_ONCE: Final = 500
COLUMNS: Final = (
    *("id", *FIELDS, "status", "score", "missing"),
    *("is_role_address", "is_disposable", "created_at", "updated_at"),
)
"""Those that `scout leads import` reads have the names that it knows."""


def write_leads(database: Database, format_: Format, output: TextIO) -> None:
    with database.read() as session:
        write_rows(_rows(session, format_), COLUMNS, format_, output)


def _rows(session: Session, format_: Format) -> Iterator[Row]:
    query = select(Lead).order_by(col(Lead.id)).execution_options(yield_per=ROWS_AT_ONCE)
    for lead in session.exec(query):
        row = {name: getattr(lead, name) for name in COLUMNS}
        if format_ is Format.CSV:
            row |= {"tags": "; ".join(lead.tags), "missing": "; ".join(lead.missing)}
        yield row
        session.expunge(lead)  # what was written is not kept
