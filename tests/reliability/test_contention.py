"""Eight processes on one SQLite file: with a plain BEGIN 749 of 800 such writes failed."""

import time
from datetime import datetime
from pathlib import Path

from sqlmodel import func, select

from app.parts.runs import run_requests, runs
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.servers.drilling import Figure, Report, Trials
from tests.servers.nursery import Nursery
from tests.servers.scout_service import plain_environment

WRITERS = 8


def test_eight_writers_on_one_sqlite_file_lose_nothing_and_are_never_locked_out(
    nursery: Nursery,
    tmp_path: Path,
    sqlite_url: str,
    noon: datetime,
    trials: Trials,
    report: Report,
) -> None:
    database = Database(sqlite_url)
    shared, _ = run_requests.add_requested_run(database, agent="a", profile="shared", now=noon)
    shared_id, each = required_id(shared.id), trials(1000, 15)
    started = time.monotonic()

    writers = [
        nursery.start(
            "tests.servers.hands:claim_and_count",
            database.url,
            each,
            shared_id,
            environ=plain_environment(),
            directory=tmp_path,
        )
        for _ in range(WRITERS)
    ]
    codes = [writer.wait(900) for writer in writers]

    assert codes == [0] * WRITERS, (tmp_path / "service.log").read_text()[-3000:]
    found = runs.find_run(database, shared_id)
    assert found is not None
    assert found.result == {"count": WRITERS * each}
    with database.read() as session:
        done = select(func.count()).where(AgentRun.status == RunStatus.COMPLETED)
        assert session.exec(done).one() == WRITERS * each
    seconds = time.monotonic() - started
    report(
        Figure(
            "19",
            f"{WRITERS} processes write to one SQLite file: claims, ends, read-then-write",
            WRITERS * each,
            WRITERS * each,
            f"0 locked out, 0 lost updates, {WRITERS * each * 4 / seconds:.0f} writes/s",
        )
    )
