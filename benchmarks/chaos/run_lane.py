"""One lane from start to report: slots under faults, then quiet until everything has ended."""

import json
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from benchmarks.chaos import audit, history
from benchmarks.chaos.breaker import Breaker
from benchmarks.chaos.faults import ask_for_run
from benchmarks.chaos.invariants import violations
from benchmarks.chaos.lane import Lane
from benchmarks.chaos.readers import ask, read_mails
from benchmarks.chaos.recoveries import recoveries
from benchmarks.chaos.report import LaneReport

START_SECONDS = 60
DRAIN_SECONDS = 17 * 60
UNFINISHED = """
SELECT (SELECT COUNT(*) FROM agent_runs WHERE id <= :last
          AND (status IN ('pending', 'running') OR mail_status = 'waiting'))
     + (SELECT COUNT(*) FROM mails WHERE run_id <= :last AND phase IN ('open', 'dot'))"""


def main() -> None:
    directory, options = Path(sys.argv[1]), json.loads(sys.argv[2])
    chance = random.Random(options["seed"])
    with Lane(directory, options["database"], options["slot_seconds"]) as lane:
        wait_until_ready(lane)
        audit.install(lane.store.url)
        finished = threading.Event()
        reader = threading.Thread(
            target=read_mails,
            args=(
                lane.mails,
                directory / "votes.jsonl",
                random.Random(chance.random()),
                lambda: not finished.is_set(),
            ),
        )
        reader.start()
        breaker = Breaker(lane, chance)
        seconds = options["slots"] * options["slot_seconds"]
        breaker.go_on(time.time() + seconds, seconds / options["faults"])
        last_run = drain(lane)
        finished.set()
        reader.join()
        report = report_of(lane, options, last_run)
    (directory / "report.json").write_text(json.dumps(asdict(report)))


def wait_until_ready(lane: Lane) -> None:
    deadline = time.time() + START_SECONDS
    while ask("GET", f"http://127.0.0.1:{lane.port}/ready") != 200:
        if time.time() > deadline:
            raise TimeoutError((lane.directory / "service.log").read_text()[-3000:])
        time.sleep(0.5)
    ask_for_run(lane.port)


def drain(lane: Lane) -> int | None:
    """Wait until all runs that were under way, and their mails, have ended; the id of the last."""
    engine = audit.engine_of(lane.store.url)
    deadline = time.time() + DRAIN_SECONDS
    last = None
    while time.time() < deadline:
        try:
            with engine.connect() as connection:
                last = last or connection.execute(text("SELECT MAX(id) FROM agent_runs")).scalar()
                if not connection.execute(text(UNFINISHED), {"last": last}).scalar():
                    break
        except SQLAlchemyError:
            pass
        time.sleep(2)
    engine.dispose()
    return last


def report_of(lane: Lane, options: dict[str, object], last_run: int | None) -> LaneReport:
    lane.supervising.set()
    for process in lane.processes:
        if process.running is not None:
            process.running.terminate()
            lane.end(process.running)
    told = history.read_history(
        lane.store.url, lane.directory, lane.canary.hits, lane.slot_seconds, last_run
    )
    letters_of = {run.id for run in told.runs if not run.is_of_scout}
    return LaneReport(
        database=lane.database,
        seed=int(str(options["seed"])),
        slots=sum(run.slot is not None for run in told.runs if run.is_of_scout),
        runs=dict(Counter(run.status for run in told.runs if run.is_of_scout)),
        mails=dict(Counter(one.phase for one in told.mails if one.run_id not in letters_of)),
        other_runs=dict(Counter(run.status for run in told.runs if not run.is_of_scout)),
        letters=dict(Counter(one.phase for one in told.mails if one.run_id in letters_of)),
        faults=dict(Counter(str(line["fault"]) for line in told.faults)),
        recoveries=recoveries(told),
        requests=len(told.asked),
        votes=sum(count for _, count in told.votes_stored),
        usd=told.usd,
        violations=violations(told),
    )


if __name__ == "__main__":
    main()
