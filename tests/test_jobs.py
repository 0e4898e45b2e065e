"""What a run comes to when the brand file was broken while the service runs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import CapturingLogger

from app.agents.scout.agent import BRAND_SCOUT
from app.agents.scout.agent import NAME as AGENT
from app.jobs import claim_in_turn, deliver_mails, perform_run, states_at_end
from app.lib.clock import utc_now
from app.parts.agent import StillOurs
from app.parts.mail.tables import Mail, MailPhase
from app.parts.parts import Parts
from app.parts.runs import endings, lease, run_requests, runs, scheduled_runs
from app.parts.runs.tables import AgentRun, RunStatus, Trigger
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.scout.stored import BRAND, claimed_run, parts_for
from tests.servers.scout_service import SECRET

GOOD = "brands:\n  - id: debonairs\n    display_name: D\n    sites:\n      - url: http://127.0.0.1:1/\n"
BROKEN = GOOD.replace("display_name", "displayname")


@pytest.fixture
def brand_file(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that the worker of this test reads."""
    path = tmp_path / "brands.yaml"
    for name, value in {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(path),
        "EMAIL_TO": "ann@example.com",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.parts.parts.configure_logs", lambda *_: None)
    return path


def performed(database: Database) -> AgentRun:
    """A run that was asked for, after a worker took it."""
    run, _ = run_requests.add_requested_run(database, agent=AGENT, profile=BRAND.id, now=utc_now())
    run_id = required_id(run.id)
    perform_run(run_id)
    ended = runs.find_run(database, run_id)
    assert ended is not None
    return ended


def test_a_run_with_a_broken_brand_file_fails_at_once_and_names_the_line(
    database: Database, brand_file: Path
) -> None:
    brand_file.write_text(BROKEN)
    ended = performed(database)
    assert ended.status == RunStatus.FAILED
    assert ended.completed_at is not None
    assert "The brand file cannot be used" in str(ended.error_message)
    assert "brands.yaml line 3: 'displayname' is not a known key" in str(ended.error_message)


def test_a_run_for_a_brand_that_the_file_lost_fails_and_says_so(
    database: Database, brand_file: Path
) -> None:
    brand_file.write_text(GOOD.replace("debonairs", "another"))
    ended = performed(database)
    assert ended.status == RunStatus.FAILED
    assert "there is no brand 'debonairs' in the brand file" in str(ended.error_message)


def test_a_file_full_of_mistakes_names_the_first_and_counts_the_rest(
    database: Database, brand_file: Path
) -> None:
    brand_file.write_text(GOOD + "".join(f"    wrong{n}: x\n" for n in range(40)))
    message = str(performed(database).error_message)
    assert "'wrong0'" in message
    assert "and 37 more" in message
    assert "'wrong39'" not in message


def test_the_run_after_the_file_was_mended_uses_it(database: Database, brand_file: Path) -> None:
    brand_file.write_text(BROKEN)
    performed(database)
    brand_file.write_text(GOOD)
    ended = performed(database)
    assert "None of the 1 sites could be read" in str(ended.error_message)  # it went to read them


def test_mails_that_are_due_are_sent_while_the_brand_file_is_broken(
    database: Database, brand_file: Path
) -> None:
    brand_file.write_text(BROKEN)
    now = utc_now()
    with database.write() as session:
        mail = Mail(
            recipient="ann@example.com",
            message_id="1@example.com",
            subject="Finds",
            text="Finds",
            html="<p>Finds</p>",
            created_at=now,
            next_try_at=now,
            give_up_at=now.replace(year=now.year + 1),
            changed_at=now,
        )
        session.add(mail)
    deliver_mails()
    with database.read() as session:
        assert session.get_one(Mail, mail.id).phase == MailPhase.SENT


def test_a_worker_whose_run_was_taken_by_a_quicker_one_takes_the_run_that_one_was_rung_for(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agents that share a queue take turns: rung for the second run, the other took the first."""
    first, second = (
        scheduled_runs.insert_run(
            database, agent=AGENT, profile=brand, trigger=Trigger.REQUEST, created_at=NOON
        )
        for brand in ("debonairs", "corner")
    )
    quicker: list[lease.Claim | None] = []

    def next_in_turn(*asked: Any) -> int | None:
        chosen = lease.next_in_turn(*asked)
        if chosen is not None and not quicker:
            quicker.append(lease.claim_run(database, chosen, NOON))
        return chosen

    monkeypatch.setattr("app.jobs.agents_beside", lambda _: (AGENT, "other"))
    monkeypatch.setattr("app.jobs.lease", Lease(next_in_turn, lease.claim_run))

    claim = claim_in_turn(parts_for(database, tmp_path), first)

    assert [taken.run_id for taken in quicker if taken] == [first]
    assert claim is not None
    assert claim.run_id == second


@pytest.mark.parametrize(
    ("problem", "status"), [(None, "completed"), ("Nobody took a mail.", "failed")]
)
def test_the_log_says_how_a_run_ended(
    database: Database,
    brand_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem: str | None,
    status: str,
) -> None:
    async def end(parts: Parts, claim: lease.Claim, _still_ours: StillOurs) -> None:
        with parts.database.write() as session:
            endings.finish_run(session, claim, parts.clock(), result={}, error_message=problem)

    logged = CapturingLogger()
    monkeypatch.setattr("app.jobs.log", logged)
    monkeypatch.setattr("app.jobs.agent_named", lambda _: replace(BRAND_SCOUT, run=end))
    brand_file.write_text(GOOD)
    performed(database)
    told = {call.args[0]: call.kwargs for call in logged.calls}
    assert told["run.ended"] == {"status": status, "mail_status": None}


def test_a_run_has_ended_though_the_database_is_away_when_the_log_is_told(
    database: Database, tmp_path: Path
) -> None:
    parts, claim = parts_for(database, tmp_path), claimed_run(database)
    assert states_at_end(parts, claim) == {"status": "running", "mail_status": None}
    away = Database("postgresql+psycopg://scout@127.0.0.1:1/scout")
    assert states_at_end(replace(parts, database=away), claim) == {}


@dataclass(frozen=True)
class Lease:
    """What the jobs use of app.parts.runs.lease."""

    next_in_turn: Callable[..., int | None]
    claim_run: Callable[..., lease.Claim | None]
