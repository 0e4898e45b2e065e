"""What happened in a lane, from three witnesses that know nothing of each other: the rows of the
database (with their audit), what the mail server took, and what the web sites were asked.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from app.agents.scout.agent import NAME as SCOUT
from benchmarks.chaos import audit
from benchmarks.chaos.audit import Move


@dataclass(frozen=True, slots=True)
class Run:
    id: int
    slot: datetime | None
    status: str
    mail_status: str | None
    attempt: int
    began: datetime
    completed_at: datetime | None
    agent: str = SCOUT
    profile: str = "debonairs"
    error: str | None = None

    @property
    def is_of_scout(self) -> bool:
        return self.agent == SCOUT


@dataclass(frozen=True, slots=True)
class StoredMail:
    id: int
    run_id: int | None
    recipient: str
    message_id: str
    phase: str


Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    runs: tuple[Run, ...]
    mails: tuple[StoredMail, ...]
    moves: tuple[Move, ...]
    votes_stored: tuple[tuple[str, int], ...]
    usd: float
    taken: tuple[Line, ...]
    asked: tuple[Line, ...]
    votes: tuple[Line, ...]
    faults: tuple[Line, ...]
    log: tuple[Line, ...]
    canary_hits: int
    slot_seconds: float
    last_run: int | None = None
    """The last that was made before the lane drained: later ones may be cut off by its end."""

    def was_cut_off(self, run_id: int | None) -> bool:
        return self.last_run is not None and (run_id or 0) > self.last_run


def lines_of(path: Path) -> Iterator[Line]:
    if not path.exists():
        return
    for line in path.read_text(errors="replace").splitlines():
        try:
            parsed = json.loads(line)
        except ValueError:
            continue  # a line cut by a kill, or a trace
        if isinstance(parsed, dict):
            yield parsed


def moment(value: Any) -> datetime | None:
    """SQLite hands out texts, PostgreSQL moments."""
    if value is None:
        return None
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def read_history(
    url: str, directory: Path, canary_hits: int, slot_seconds: float, last_run: int | None
) -> History:
    engine = audit.engine_of(url)
    history = History(
        runs=tuple(read_runs(engine)),
        mails=tuple(read_mails(engine)),
        moves=tuple(audit.read(engine)),
        votes_stored=tuple(
            (voter, count)
            for voter, count in rows(engine, "SELECT voter, COUNT(*) FROM feedback GROUP BY voter")
        ),
        usd=float(rows(engine, "SELECT COALESCE(SUM(usd), 0) FROM api_usage")[0][0]),
        taken=tuple(lines_of(directory / "mail.jsonl")),
        asked=tuple(lines_of(directory / "web.jsonl")),
        votes=tuple(lines_of(directory / "votes.jsonl")),
        faults=tuple(lines_of(directory / "faults.jsonl")),
        log=tuple(lines_of(directory / "service.log")),
        canary_hits=canary_hits,
        slot_seconds=slot_seconds,
        last_run=last_run,
    )
    engine.dispose()
    return history


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def read_runs(engine: Engine) -> Iterator[Run]:
    query = (
        "SELECT id, slot, status, mail_status, attempt, created_at, completed_at, agent, profile, "
        "error_message FROM agent_runs ORDER BY id"
    )
    for run_id, slot, status, mail_status, attempt, created, completed, *whose in rows(
        engine, query
    ):
        began = moment(slot) or moment(created)
        assert began is not None
        ended = moment(completed)
        yield Run(run_id, moment(slot), status, mail_status, attempt, began, ended, *whose)


def read_mails(engine: Engine) -> Iterator[StoredMail]:
    query = "SELECT id, run_id, recipient, message_id, phase FROM mails ORDER BY id"
    return (StoredMail(*row) for row in rows(engine, query))
