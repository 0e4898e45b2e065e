from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from app.parts.runs import endings, lease, runs
from app.parts.runs.run_requests import KEPT, KeyUsedError, Request, add_requested_run
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id

AT_ONCE = 24


def ask(
    database: Database, now: datetime, request: Request | None = None, profile: str = "p"
) -> tuple[int, bool]:
    run, already = add_requested_run(database, agent="a", profile=profile, now=now, request=request)
    return required_id(run.id), already


def end(database: Database, run_id: int, now: datetime) -> None:
    claim = lease.claim_run(database, run_id, now)
    assert claim is not None
    with database.write() as session:
        endings.finish_run(session, claim, now, result={})


def rows(database: Database) -> list[AgentRun]:
    return runs.list_runs(database, agent="a", limit=100)


def test_the_same_key_names_the_same_run_even_after_it_has_ended(
    database: Database, noon: datetime
) -> None:
    first, _ = ask(database, noon, Request("k", "p"))
    end(database, first, noon)
    assert ask(database, noon, Request("k", "p")) == (first, True)
    assert ask(database, noon, Request("other", "p")) == (first + 1, False)


def test_a_key_that_found_another_run_active_keeps_naming_that_run(
    database: Database, noon: datetime
) -> None:
    active, _ = ask(database, noon)
    assert ask(database, noon, Request("k", "p")) == (active, True)
    end(database, active, noon)
    assert ask(database, noon, Request("k", "p")) == (active, True)


def test_the_same_key_with_another_request_is_refused(database: Database, noon: datetime) -> None:
    ask(database, noon, Request("k", "p"))
    with pytest.raises(KeyUsedError):
        ask(database, noon, Request("k", "q"), profile="q")
    assert len(rows(database)) == 1


@pytest.mark.parametrize("request_", [Request("k", "p"), None])
def test_many_requests_at_once_get_one_run(
    database: Database, noon: datetime, request_: Request | None
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(database, noon, request_), range(AT_ONCE)))
    assert {run_id for run_id, _ in answers} == {1}
    assert sorted(already for _, already in answers) == [False] + [True] * (AT_ONCE - 1)
    assert len(rows(database)) == 1


def test_a_key_is_forgotten_after_a_week(database: Database, noon: datetime) -> None:
    first, _ = ask(database, noon, Request("k", "p"))
    end(database, first, noon)
    later = noon + KEPT + timedelta(seconds=1)
    second, _ = ask(database, later, Request("new", "p"))
    end(database, second, later)
    assert ask(database, later, Request("k", "p")) == (second + 1, False)


def test_a_key_of_any_characters_is_a_key(database: Database, noon: datetime) -> None:
    for key in ("\udcff", "\x00", "ключ", "k" * 255):
        ask(database, noon, Request(key, "p"))
    assert len(rows(database)) == 1
