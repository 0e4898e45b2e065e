"""The ledger, summed up by the days of the reader's calendar."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.parts.store.api_usage import ApiUsage, Service, spent_by_day, spent_since
from app.parts.store.database import Database
from tests.store.usage_lines import model_line

FIRST = datetime(2026, 10, 22, 21, 37, tzinfo=UTC)
"""Three days before Berlin sets its clocks back."""


def fill(database: Database) -> list[ApiUsage]:
    """A line every seven hours for a week, of two models in turn."""
    lines = [
        model_line(
            FIRST + timedelta(hours=7 * number),
            0.25 * number,
            model=("one", "two")[number % 2],
            input_tokens=10 * number,
            output_tokens=number,
        )
        for number in range(24)
    ]
    with database.write() as session:
        session.add_all(lines)
    return lines


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Africa/Johannesburg", "America/Havana"])
def test_sums_are_those_of_each_line_s_own_day(database: Database, zone: str) -> None:
    there, since = ZoneInfo(zone), FIRST + timedelta(hours=20)
    wanted: defaultdict[tuple[date, str], float] = defaultdict(float)
    for line in fill(database):
        if line.created_at >= since:
            wanted[line.created_at.astimezone(there).date(), line.model] += line.usd
    with database.read() as session:
        found = spent_by_day(session, since, there)
    assert [(one.day, one.model) for one in found] == sorted(wanted, reverse=True)
    assert {(one.day, one.model): one.spent.usd for one in found} == dict(wanted)


def test_calls_and_tokens_are_summed_too(database: Database) -> None:
    lines = fill(database)
    with database.read() as session:
        found = [one.spent for one in spent_by_day(session, FIRST, ZoneInfo("UTC"))]
    assert sum(one.calls for one in found) == len(lines)
    assert sum(one.input_tokens for one in found) == sum(line.input_tokens for line in lines)
    assert sum(one.output_tokens for one in found) == sum(line.output_tokens for line in lines)


def test_what_other_services_cost_is_not_the_models(database: Database) -> None:
    with database.write() as session:
        session.add(model_line(FIRST, 0.5))
        session.add(model_line(FIRST, 2.0, service=Service.SEARCH, model=""))
    with database.read() as session:
        assert spent_since(session, FIRST).usd == 0.5
        assert [one.spent.usd for one in spent_by_day(session, FIRST, ZoneInfo("UTC"))] == [0.5]


def test_an_empty_ledger_has_no_days(database: Database) -> None:
    with database.read() as session:
        assert spent_by_day(session, FIRST, ZoneInfo("UTC")) == []
