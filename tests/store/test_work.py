"""What a run is asked to do: work with a name of its own, from another run, or for later."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from pydantic import JsonValue

from app.parts.runs import endings, lease, run_requests, runs
from app.parts.runs.run_requests import OtherWorkError, StillAtWorkError
from app.parts.runs.tables import AgentRun
from app.parts.runs.work import UnusableWorkError, Work
from app.parts.store.database import Database
from app.parts.store.statements import required_id

LATER = timedelta(hours=2)
LOST = timedelta(seconds=10)


def ask(database: Database, now: datetime, work: Work, agent: str = "a") -> tuple[AgentRun, bool]:
    name = work.external_id or "p"
    return run_requests.add_requested_run(database, agent=agent, profile=name, now=now, work=work)


def test_a_run_keeps_what_it_was_asked_to_do(database: Database, noon: datetime) -> None:
    parent, _ = ask(database, noon, Work())
    work = Work({"question": "why?"}, "t-1", required_id(parent.id), noon + LATER)
    asked, _ = ask(database, noon, work)
    stored = runs.find_run(database, required_id(asked.id))
    assert stored is not None
    assert stored.input == {"question": "why?"}
    assert (stored.external_id, stored.parent_run_id) == ("t-1", parent.id)
    assert stored.not_before == noon + LATER


def test_a_run_for_later_is_neither_rung_for_nor_taken_before_it_is_due(
    database: Database, noon: datetime
) -> None:
    run, _ = ask(database, noon, Work(not_before=noon + LATER))
    run_id = required_id(run.id)
    early, due = noon + LATER - timedelta(seconds=1), noon + LATER
    assert runs.waiting_runs(database, early, early - LOST) == []
    assert lease.claim_run(database, run_id, early) is None
    assert runs.waiting_runs(database, due, due - LOST) == [(run_id, "a")]
    assert lease.claim_run(database, run_id, due) is not None


def test_a_run_for_at_once_is_rung_for_again_only_when_its_ring_may_be_lost(
    database: Database, noon: datetime
) -> None:
    run, _ = ask(database, noon, Work())
    assert runs.waiting_runs(database, noon, noon - LOST) == []
    later = noon + LOST
    assert runs.waiting_runs(database, later, later - LOST) == [(run.id, "a")]


def test_the_same_work_under_the_same_name_is_one_run(database: Database, noon: datetime) -> None:
    first, already = ask(database, noon, Work({"n": 1}, "t-1"))
    assert not already
    again, already = ask(database, noon + LATER, Work({"n": 1}, "t-1"))
    assert (again.id, already) == (first.id, True)


def test_other_work_under_a_name_that_is_taken_is_refused(
    database: Database, noon: datetime
) -> None:
    ask(database, noon, Work({"n": 1}, "t-1"))
    with pytest.raises(OtherWorkError, match="'t-1' came before with another input"):
        ask(database, noon, Work({"n": 2}, "t-1"))


def test_each_agent_has_names_of_its_own(database: Database, noon: datetime) -> None:
    ask(database, noon, Work({"n": 1}, "t-1"))
    other, already = ask(database, noon, Work({"n": 2}, "t-1"), agent="b")
    assert (other.input, already) == ({"n": 2}, False)


UNUSABLE_NAMES = {"nothing": "", "long": "x" * 256, "NUL": "a\0b", "line": "a\nb", "half": "\ud800"}
UNUSABLE_INPUTS = {
    "NUL": {"a": "x\0y"},
    "no number": {"a": float("nan")},
    "endless": {"a": [float("inf")]},
    "half of a pair": {"a": "\ud800"},
}


@pytest.mark.parametrize("name", UNUSABLE_NAMES.values(), ids=UNUSABLE_NAMES)
def test_a_name_that_one_of_the_databases_refuses_is_refused_for_both(name: str) -> None:
    with pytest.raises(UnusableWorkError):
        Work({}, name)


@pytest.mark.parametrize("content", UNUSABLE_INPUTS.values(), ids=UNUSABLE_INPUTS)
def test_an_input_that_one_of_the_databases_refuses_is_refused_for_both(
    content: dict[str, JsonValue],
) -> None:
    with pytest.raises(UnusableWorkError):
        Work(content)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(UnusableWorkError, match="zone"):
        Work(not_before=datetime(2026, 11, 20, 12))  # noqa: DTZ001


@pytest.mark.parametrize("number", [1e23, 0.1, 10**30, -0.0], ids=str)
def test_the_same_number_is_the_same_input_also_when_the_database_writes_it_otherwise(
    database: Database, noon: datetime, number: float
) -> None:
    first, _ = ask(database, noon, Work({"n": number}, "t-1"))
    again, already = ask(database, noon, Work({"n": number}, "t-1"))
    assert (again.id, already) == (first.id, True)


def test_eight_that_ask_at_once_for_the_same_work_get_one_run(
    database: Database, noon: datetime
) -> None:
    work = Work({"n": 1}, "t-1")
    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(lambda _: ask(database, noon, work), range(16)))
    assert len({run.id for run, _ in asked}) == 1
    assert [already for _, already in asked].count(False) == 1


def test_work_for_what_other_work_is_at_hand_for_is_not_dropped_in_silence(
    database: Database, noon: datetime
) -> None:
    """Whoever asked would take the other work's result for that of its own."""

    def about_one_lead(work: Work) -> int:
        run, _ = run_requests.add_requested_run(
            database, agent="a", profile="lead-1", now=noon, work=work
        )
        return required_id(run.id)

    first = about_one_lead(Work({"n": 1}, "t-1"))
    for other in (Work({"n": 2}, "t-2"), Work({"n": 1}, "t-2"), Work({"n": 2})):
        with pytest.raises(StillAtWorkError, match=f"Run {first} of 'lead-1' is not over yet"):
            about_one_lead(other)
    assert about_one_lead(Work()) == about_one_lead(Work({"n": 1}, "t-1")) == first
    claim = lease.claim_run(database, first, noon)
    assert claim is not None
    endings.fail_run(database, claim, noon, "over")
    assert about_one_lead(Work({"n": 2}, "t-2")) != first
