"""The guards that `make mutants` takes away are still where it looks for them."""

import pytest

from benchmarks.mutants.catalogue import MUTANTS
from benchmarks.mutants.mutant import Mutant
from tests.servers.scout_service import ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.guard)
def test_a_guard_stands_where_the_mutants_look_for_it(mutant: Mutant) -> None:
    for edit in mutant.edits:
        assert (ROOT / edit.path).read_text("utf-8").count(edit.old) == 1, edit.old
        assert edit.new != edit.old
    for test in mutant.tests:
        path, _, name = test.partition("::")
        assert f"def {name}" in (ROOT / path).read_text("utf-8")


def test_each_guard_is_named_once() -> None:
    assert len({mutant.guard for mutant in MUTANTS}) == len(MUTANTS)
