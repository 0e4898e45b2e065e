"""The figures of research: of completed runs alone, and without reading the runs themselves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.agents.leads.agent import RESEARCH
from app.agents.leads.intake.research_figures import research_in
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from tests.conftest import NOON


def run_of(lead: int, begun: datetime, seconds: float, **known: Any) -> AgentRun:
    values: dict[str, Any] = {"agent": RESEARCH, "status": "completed", **known}
    return AgentRun(
        profile=str(lead),
        trigger="request",
        created_at=begun,
        started_at=begun,
        completed_at=begun + timedelta(seconds=seconds),
        **values,
    )


@pytest.fixture
def researched(database: Database) -> Database:
    long_ago = NOON - timedelta(days=30)
    with database.write() as session:
        session.add_all(
            [
                run_of(1, NOON - timedelta(minutes=30), 10.25),
                run_of(2, NOON - timedelta(minutes=1), 29.95),
                run_of(3, long_ago, 100),
                run_of(4, NOON - timedelta(minutes=5), 500, status="failed"),
                run_of(5, NOON - timedelta(minutes=5), 500, agent="brand_scout"),
            ]
        )
    return database


def test_completed_runs_of_the_time_are_counted_to_the_second(researched: Database) -> None:
    with researched.read() as session:
        lately, ever = research_in(session, NOON - timedelta(days=1)), research_in(session, None)
    assert (lately.runs, lately.seconds) == (2, 20.1)
    assert lately.leads_per_hour == pytest.approx(2 / (29.5 / 60), abs=0.1)
    assert (ever.runs, ever.seconds) == (3, 46.7)


def test_nothing_is_no_figure(database: Database) -> None:
    with database.read() as session:
        none = research_in(session, None)
    assert (none.runs, none.seconds, none.leads_per_hour) == (0, None, None)


@pytest.mark.parametrize("since", [None, NOON])
def test_the_times_of_runs_are_read_from_their_index(
    sqlite_url: str, since: datetime | None
) -> None:
    database = Database(sqlite_url)
    asked: list[tuple[str, Any]] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _u, statement, values, *_: asked.append((statement, values)),
    )
    with database.read() as session:
        research_in(session, since)
    [(statement, values)] = [one for one in asked if "agent_runs" in one[0]]
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert ["COVERING INDEX ix_agent_runs_completed" in step[-1] for step in plan] == [True], plan
    database.close()
