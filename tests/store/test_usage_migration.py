"""What the ledger knew before it knew other services and agents, it knows after."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, func, insert, select, text
from sqlmodel import col

from app.agents.scout.pages.costs import read_costs
from app.agents.scout.pages.costs_view import DAYS
from app.lib.days import day_of, last_days
from app.parts.store import reservations
from app.parts.store.api_usage import ApiUsage, DayOfModel, Service, spent
from app.parts.store.database import Database, UtcDateTime
from app.parts.store.migrate import alembic_config, migrate
from app.parts.store.refusal import Refusal
from app.parts.store.reservations import Ceiling, Holder
from app.parts.store.statements import table_of
from app.service.commands.costs import spent_days, table
from tests.conftest import NOON
from tests.scout.stored import parts_for
from tests.servers.made_tables import new_database
from tests.store.usage_lines import model_line

BEFORE = "0013"
LINES = 10_000
RUNS = {1: "brand_scout", 2: "lead_research"}
ZONE = ZoneInfo("Africa/Johannesburg")
MIDNIGHT = day_of(NOON, ZONE).start
A_RUN = (
    "INSERT INTO agent_runs (id, agent, profile, trigger, status, created_at, attempt, result) "
    "VALUES (:id, :agent, 'p', 'request', 'completed', '2026-11-01', 1, '{}')"
)
SPENDING = Table(
    "spending",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("run_id", Integer),
    Column("spent_at", UtcDateTime),
    Column("model", String),
    Column("prompt_version", String),
    Column("calls", Integer),
    Column("input_tokens", Integer),
    Column("output_tokens", Integer),
    Column("usd", Float),
    Column("seconds", Float),
)
SUMS = tuple(
    func.coalesce(func.sum(SPENDING.c[name]), 0)
    for name in ("calls", "input_tokens", "output_tokens", "usd")
)


def old_line(number: int) -> dict[str, Any]:
    """One each four minutes, for four weeks. Sums of such dollars are exact."""
    return {
        "id": 2 * number + 1,
        "run_id": (1, 2, None)[number % 3],
        "spent_at": NOON - timedelta(minutes=4 * number),
        "model": ("gpt-6-luna", "gpt-6-sol")[number % 5 == 0],
        "prompt_version": f"p{number % 7}",
        "calls": number % 4,
        "input_tokens": number,
        "output_tokens": number % 300,
        "usd": number % 37 / 1024,
        "seconds": number % 500 / 8,
    }


@dataclass(frozen=True, slots=True)
class OldSums:
    """What was read from the ledger before, as it was read."""

    by_day: tuple[DayOfModel, ...]
    usd_today: float
    runs_today: tuple[int, float]


def old_sums(database: Database) -> OldSums:
    today = SPENDING.c.spent_at >= MIDNIGHT
    in_runs = SPENDING.c.run_id.is_not(None)
    runs = func.count(func.distinct(SPENDING.c.run_id))
    with database.connection() as connection:
        asked, cost = connection.execute(select(runs, SUMS[-1]).where(today, in_runs)).one()
        usd = connection.execute(select(SUMS[-1]).where(today)).scalar_one()
    return OldSums(tuple(old_days(database)), usd, (asked, cost))


def old_days(database: Database) -> Iterator[DayOfModel]:
    model = SPENDING.c.model
    with database.connection() as connection:
        for day in reversed(last_days(NOON, ZONE, DAYS)):
            that_day = SPENDING.c.spent_at.between(day.start, day.end - timedelta(microseconds=1))
            query = select(*SUMS, model).where(that_day).group_by(model).order_by(model.desc())
            for row in connection.execute(query):
                yield DayOfModel(day.date, row.model, spent(row))


@contextmanager
def as_before(url: str, lines: int) -> Iterator[Database]:
    """As the version before left it, with so many calls."""
    database = Database(url)
    migrate(database, BEFORE)
    with database.connection() as connection:
        connection.execute(text(A_RUN), [{"id": id_, "agent": a} for id_, a in RUNS.items()])
        connection.execute(insert(SPENDING), [old_line(number) for number in range(lines)])
    yield database
    database.close()


@contextmanager
def empty_database(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if kind == "postgresql":
        with new_database(request.getfixturevalue("postgresql_uri")) as url:
            yield url
    else:
        folder = request.getfixturevalue("tmp_path_factory").mktemp("ledger")
        yield f"sqlite:///{folder}/scout.db"


@dataclass(frozen=True, slots=True)
class Migrated:
    database: Database
    before: OldSums


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest) -> Iterator[Migrated]:
    """Four weeks of calls. No test of it leaves anything in the ledger."""
    with empty_database(request.param, request) as url, as_before(url, LINES) as database:
        before = old_sums(database)
        migrate(database)
        yield Migrated(database, before)


def new_line(number: int) -> dict[str, Any]:
    """What has become of it."""
    line = old_line(number)
    return {
        "created_at": line.pop("spent_at"),
        "service": "model",
        "agent": RUNS.get(line["run_id"], "brand_scout"),
        "subject": None,
        "milliseconds": round(line.pop("seconds") * 1000),
        "error": None,
        **line,
    }


def test_each_line_is_kept_with_all_that_it_says(migrated: Migrated) -> None:
    with migrated.database.read() as session:
        lines = session.execute(select(table_of(ApiUsage)).order_by(col(ApiUsage.id))).mappings()
        assert [dict(line) for line in lines] == [new_line(number) for number in range(LINES)]


def test_what_a_day_a_run_and_a_model_cost_is_the_same(migrated: Migrated, tmp_path: Path) -> None:
    parts, before = parts_for(migrated.database, tmp_path), migrated.before
    page = read_costs(parts)
    assert page.spent == before.by_day
    assert (page.runs_today, page.runs_usd) == before.runs_today
    assert page.today.usd == before.usd_today > 0
    assert page.total.calls == sum(old_line(number)["calls"] for number in range(LINES))
    assert list(table(spent_days(parts, DAYS))) == list(table(before.by_day))


def test_as_much_is_left_below_the_ceiling_as_before(migrated: Migrated) -> None:
    ceiling = Ceiling(migrated.before.usd_today + 0.5, MIDNIGHT)

    def reserve(usd: float) -> str | Refusal:
        holder, later = Holder(Service.MODEL, "brand_scout"), NOON + timedelta(minutes=1)
        return reservations.reserve(
            migrated.database, holder, usd, ceiling, now=NOON, expires_at=later
        )

    assert reserve(0.5 + 1 / 1024) is Refusal.SPENT
    assert isinstance(reserve(0.5), str)


def test_the_next_line_gets_a_number_of_its_own(migrated: Migrated) -> None:
    with migrated.database.write() as session:
        line = model_line(NOON, 0.5)
        session.add(line)
        session.flush()
        assert (line.id or 0) > old_line(LINES - 1)["id"]
        session.rollback()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_version_before_finds_its_ledger_again(
    kind: str, request: pytest.FixtureRequest
) -> None:
    with empty_database(kind, request) as url, as_before(url, lines=20) as database:
        migrate(database)
        with database.write() as session:
            session.add(model_line(NOON, 9.0, service=Service.SEARCH))
        with database.connection() as connection:
            command.downgrade(alembic_config(connection), BEFORE)
            lines = connection.execute(select(SPENDING).order_by(SPENDING.c.id)).mappings()
            assert [dict(line) for line in lines] == [old_line(number) for number in range(20)]
