"""A task that asks another agent for a part: one child, done here or elsewhere, once."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel
from sqlmodel import select

from app.agents.team import handing_over
from app.agents.team.desk import Desk
from app.agents.team.handing_over import NotHandedOverError, done_by
from app.agents.team.role import TaskOutput
from app.agents.team.roles.engineer.role import ENGINEER, EngineerOutput
from app.lib.clock import utc_now
from app.lib.errors import PermanentError, TransientError
from app.parts.runs import endings, lease
from app.parts.runs.lease import Claim, LeaseLostError
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.team.house import House

ASKED = {"task": "feasibility", "description": "A bigger box"}
OTHER_WORDS = {"task": "feasibility", "description": "A much bigger box"}
Work = Callable[[Desk, BaseModel], Awaitable[TaskOutput]]


@pytest.fixture
def house(sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    with House(Database(sqlite_url), tmp_path) as opened:
        yield opened


class Engineer:
    """Stands in for the real one; `does` is its work, `done` how often it was done."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.done = 0
        self.does: Work = self.says_yes
        self.role = replace(ENGINEER, work=self.work)
        patch.setattr(handing_over, "role_named", lambda name: self.role if name else None)

    async def work(self, desk: Desk, given: BaseModel) -> TaskOutput:
        self.done += 1
        return await self.does(desk, given)

    async def says_yes(self, _desk: Desk, _given: BaseModel) -> TaskOutput:
        return EngineerOutput(feasible=True)

    def within(self, seconds: float) -> None:
        self.role = replace(self.role, longest_seconds=seconds)


@pytest.fixture
def engineer(monkeypatch: pytest.MonkeyPatch) -> Engineer:
    monkeypatch.setattr("app.parts.runs.perform_here.LOOK_SECONDS", 0.01)
    return Engineer(monkeypatch)


def parent(house: House) -> Claim:
    """A task at work."""
    task_id = house.ask({"prompt": "What next?"})["task_id"]
    claim = lease.claim_run(house.database, task_id, utc_now())
    assert claim is not None
    return claim


def handed(house: House, claim: Claim, asked: dict[str, str] = ASKED) -> AgentRun:
    desk = Desk(house.parts, claim, lambda: None, None)
    return asyncio.run(done_by("engineer", desk, dict(asked), "feasibility"))


def children(house: House) -> list[AgentRun]:
    with house.database.read() as session:
        return list(session.exec(select(AgentRun).where(AgentRun.agent == "engineer")))


def test_a_single_worker_does_the_child_itself(house: House, engineer: Engineer) -> None:
    claim = parent(house)
    run = handed(house, claim)
    assert (run.status, run.parent_run_id) == ("completed", claim.run_id)
    assert run.external_id == f"{claim.run_id}:feasibility"
    assert run.result["feasible"] is True
    assert house.task(claim.run_id).status == "running"


def test_a_parent_that_died_finds_the_same_child_whatever_it_asks_now(
    house: House, engineer: Engineer
) -> None:
    first = parent(house)
    child = handed(house, first)
    endings.release_run(house.database, first, utc_now(), "It died.")
    second = lease.claim_run(house.database, first.run_id, utc_now())
    assert second is not None
    assert handed(house, second, OTHER_WORDS).id == child.id
    assert (engineer.done, len(children(house))) == (1, 1)
    with pytest.raises(LeaseLostError):
        handed(house, first)


def test_a_child_that_another_worker_has_is_waited_for(house: House, engineer: Engineer) -> None:
    """It died half-way, as a parent that died leaves it; then the other worker ends it."""
    claim = parent(house)
    desk = Desk(house.parts, claim, lambda: None, None)
    run_id = handing_over.child_of(engineer.role, desk, ASKED, "feasibility")
    taken = lease.claim_run(house.database, run_id, utc_now())
    assert taken is not None
    asked = threading.Event()

    def end() -> None:
        asked.wait(60)
        with house.database.write() as session:
            endings.finish_run(session, taken, utc_now(), result={"feasible": False})

    def still_ours() -> None:
        asked.set()

    other = threading.Thread(target=end)
    other.start()
    waiting = replace(desk, still_ours=still_ours)
    run = asyncio.run(done_by("engineer", waiting, ASKED, "feasibility"))
    other.join()
    assert run.result == {"feasible": False}
    assert engineer.done == 0


def test_a_child_that_fails_is_told_and_one_that_may_work_later_is_tried_again(
    house: House, engineer: Engineer
) -> None:
    async def refuses(_desk: Desk, _given: BaseModel) -> TaskOutput:
        raise PermanentError("It cannot be judged.")

    async def works_at_last(_desk: Desk, _given: BaseModel) -> TaskOutput:
        if engineer.done < 3:
            raise TransientError("Not now.")
        return EngineerOutput(feasible=True)

    async def breaks(_desk: Desk, _given: BaseModel) -> TaskOutput:
        raise ZeroDivisionError

    engineer.does = refuses
    with pytest.raises(NotHandedOverError, match=r"could not do task \d+: It cannot be judged\."):
        handed(house, parent(house))
    engineer.does, engineer.done = works_at_last, 0
    assert handed(house, parent(house)).attempt == 3
    engineer.does = breaks
    with pytest.raises(NotHandedOverError, match="A fault of this service ended it"):
        handed(house, parent(house))


def test_a_child_that_takes_too_long_is_stopped_alone(house: House, engineer: Engineer) -> None:
    async def hangs(_desk: Desk, _given: BaseModel) -> TaskOutput:
        await asyncio.sleep(600)
        raise AssertionError

    engineer.does = hangs
    engineer.within(0.05)
    claim = parent(house)
    with pytest.raises(NotHandedOverError, match="stopped after"):
        handed(house, claim)
    assert house.task(claim.run_id).status == "running"


def test_a_task_of_somebody_else_with_the_childs_name_is_no_child(
    house: House, engineer: Engineer
) -> None:
    claim = parent(house)
    theirs = house.ask(
        {"task": "feasibility", "description": "Mine"},
        "/api/agents/engineer",
        external_id=f"{claim.run_id}:feasibility",
    )
    with pytest.raises(NotHandedOverError, match=f"Task {theirs['task_id']} already has the name"):
        handed(house, claim)
    assert required_id(children(house)[0].id) == theirs["task_id"]
