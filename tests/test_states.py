"""The page of states, its diagrams and what happens in a database are the same."""

import re
from collections.abc import Iterator
from operator import methodcaller
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from app.agents.scout.brand.brand_file import load_brands
from app.agents.scout.brand.brands import ScoutParts
from app.lib.settings.settings import load_settings
from app.parts.queue.doorbell import Doorbell
from app.parts.store.database import Database
from tests.audited import audit
from tests.conftest import NOON
from tests.servers.scout_service import ROOT, SECRET
from tests.service_machine import RECIPIENTS, ServiceMachine
from tests.states_page import ARROW, END, MOVES, PAGE, ROW, SECTIONS, moves


@pytest.mark.parametrize("kind", MOVES)
def test_diagram_and_table_tell_the_same_moves(kind: str) -> None:
    assert moves(ARROW, kind) == moves(ROW, kind) != set()


@pytest.mark.parametrize("kind", MOVES)
def test_the_diagram_ends_where_nothing_leads_on(kind: str) -> None:
    """A completed run is an end too, save while it waits for its mails."""
    states = {after for _, after in MOVES[kind]}
    left = {before for before, after in MOVES[kind] if before != after} - {"completed"}
    assert set(END.findall(SECTIONS[kind])) == states - left


def test_everybody_who_makes_a_move_is_explained() -> None:
    names = {who for kind in MOVES for _, _, who in moves(ROW, kind)}
    explained = set(re.findall(r"^\| (\w+) \| [^|]+ \| `", PAGE, re.MULTILINE))
    assert names == explained


report = methodcaller("report", 0, 1)
report_nothing = methodcaller("report_nothing", 0)
finish = methodcaller("finish", 0)
fail = methodcaller("fail", 0, late=False)
stop_late = methodcaller("fail", 0, late=True)
claim = methodcaller("claim", 0)
release = methodcaller("release", 0)
settle = methodcaller("settle", 0)
lease_ends = methodcaller("time_passes", 46)
sender_is_given_up = methodcaller("time_passes", 151)
tick = methodcaller("tick")
next_slot = methodcaller("time_passes", 900)
hold = methodcaller("reconcile", "hold")
resend = methodcaller("reconcile", "resend")
taken = methodcaller("deliver", "taken", "taken")
refused = methodcaller("deliver", "refused", "taken")
refused_after_the_dot = methodcaller("deliver", "taken", "refused")
away_after_the_dot = methodcaller("deliver", "taken", "away")
silent = methodcaller("deliver", "taken", "silent")
killed_after_the_dot = methodcaller("deliver", "taken", "killed")

# Each begins with a run that was asked for and claimed.
STORIES = (
    (report_nothing, finish),
    (next_slot, tick, fail, next_slot, tick, methodcaller("alert")),
    (report_nothing, finish, next_slot, tick, next_slot, tick),
    (report_nothing, finish, next_slot, tick, claim, release, next_slot, tick),
    (lease_ends, claim),
    (release, claim, release, claim, release),
    (lease_ends, hold, claim, lease_ends, hold, claim, lease_ends, hold),
    (stop_late,),
    (report, finish, taken, settle),
    (report, finish, refused, settle),
    (report, finish, silent, settle),
    (report, taken, finish),
    (report, refused, finish),
    (report, silent, finish),
    (report, stop_late),
    (report, fail),
    (report, release),
    (report, lease_ends, hold),
    (report, killed_after_the_dot, sender_is_given_up, hold),
    (report, killed_after_the_dot, sender_is_given_up, resend),
    (report, refused_after_the_dot),
    (report, away_after_the_dot, next_slot, settle),
)
EXAMPLES = 30


@pytest.fixture
def parts(database: Database, tmp_path: Path) -> Iterator[ScoutParts]:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "EMAIL_TO": ",".join(RECIPIENTS),
    }
    brand = next(iter(load_brands(ROOT / "brand_repo.yaml").values()))
    brands = (brand, brand.model_copy(update={"id": "another"}))
    doorbell = Doorbell("redis://127.0.0.1:1/0")  # nothing rings here
    chosen = load_settings(environ, tmp_path / ".env")
    yield ScoutParts(chosen, "", database, doorbell, lambda: NOON, brands=brands)
    doorbell.close()


@pytest.fixture
def machine(database: Database, parts: ScoutParts) -> type[ServiceMachine]:
    audit(database)

    class Machine(ServiceMachine):
        pass

    Machine.parts, Machine.brands = parts, parts.brands
    Machine.reached = {kind: set() for kind in MOVES}
    return Machine


def test_each_move_on_the_page_is_made_by_the_one_it_names(machine: type[ServiceMachine]) -> None:
    for story in STORIES:
        service = machine()
        service.request(0)
        service.claim(0)
        for step in story:
            step(service)
    for kind in MOVES:
        assert machine.reached[kind] == moves(ROW, kind)


def test_whatever_happens_nothing_moves_that_is_not_on_the_page(
    machine: type[ServiceMachine],
) -> None:
    """The machine asserts it at each step."""
    run_state_machine_as_test(
        machine, settings=settings(max_examples=EXAMPLES, stateful_step_count=40)
    )
    assert len(machine.reached["run"]) > 5
