"""However often a task is sent, by however many at once, and whoever is killed meanwhile: there is
one of each name, and each is done once."""

import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.database import Database
from tests.servers.killing import descendants_of, wait_until
from tests.servers.made_tables import sqlite_with_tables
from tests.servers.model_endpoint import ModelEndpoint
from tests.servers.nursery import Nursery
from tests.servers.scout_service import ROOT, SECRET, ScoutService, plain_environment

POSTS, NAMES, THREADS, KILLS = 500, 50, 8, 6
ANSWER = json.dumps({"feasible": True, "constraints": [], "notes": ["It can be built."]})
LOOK_SECONDS = 0.05


def brain(_: dict[str, Any]) -> str:
    return ANSWER


def post(service: ScoutService, number: int) -> int | None:
    """The task's id; None when nobody answered, which a client cannot tell from a lost answer."""
    name = f"plan-{number % NAMES}"
    given = {"task": "feasibility", "description": f"The plan {name}"}
    body = json.dumps({"external_id": name, "input": given}).encode()
    headers = {"Content-Type": "application/json"}
    try:
        answer = service.ask("POST", "/api/agents/engineer", body, headers)
    except (OSError, HTTPException):
        return None
    assert answer.status == 202, answer.body
    return int(answer.json()["task_id"])


def post_until_answered(killing: "Killing", number: int) -> tuple[str, int]:
    while True:
        found = post(killing.service, number)
        if found is not None:
            killing.note_answer()
            return f"plan-{number % NAMES}", found
        time.sleep(0.1)


@pytest.mark.long
def test_five_hundred_posts_of_fifty_names_with_kills_are_fifty_tasks_each_done_once(
    tmp_path: Path, redis_url: str, nursery: Nursery
) -> None:
    url = sqlite_with_tables(tmp_path / "scout.db")
    with ModelEndpoint(brain, delay=0.3) as endpoint:
        environ = plain_environment(
            EMBEDDED="1",
            DATABASE_URL=url,
            REDIS_URL=redis_url,
            SECRET_KEY=SECRET,
            BRAND_REPO_PATH=str(ROOT / "brand_repo.yaml"),
            EMAIL_TO="ann@example.com",
            OPENAI_API_KEY="sk-test",
            OPENAI_BASE_URL=endpoint.url,
            OPENAI_MODEL="gpt-4o-mini",
            RATE_LIMIT_PER_MINUTE="100000",
            LLM_DAILY_BUDGET_USD="100",
        )
        service = ScoutService(tmp_path, environ, nursery=nursery)
        killing = Killing(service)
        try:
            service.start_api()
            service.start_worker()
            killing.start()
            with ThreadPoolExecutor(THREADS) as pool:
                numbers = range(POSTS)
                answers = set(pool.map(lambda n: post_until_answered(killing, n), numbers))
            killing.finish()
            assert len(answers) == len({task_id for _, task_id in answers}) == NAMES
            database = Database(url)
            assert wait_until(lambda: not open_tasks(database), 600, every_seconds=0.5)
            tasks = tasks_in(database)
            database.close()
        finally:
            killing.end()
            service.stop()
        assert killing.killed == KILLS
        assert sorted(task.external_id or "" for task in tasks) == sorted(
            f"plan-{number}" for number in range(NAMES)
        )
        assert {task.status for task in tasks} == {RunStatus.COMPLETED}
        assert all(task.result["feasible"] for task in tasks)
        # A call that was under way when its process was killed is asked again; no other is.
        assert NAMES <= len(endpoint.received) <= NAMES + killing.killed * 4


def open_tasks(database: Database) -> list[AgentRun]:
    return [task for task in tasks_in(database) if task.status in {"pending", "running"}]


def tasks_in(database: Database) -> list[AgentRun]:
    with database.read() as session:
        return list(session.exec(select(AgentRun).where(AgentRun.agent == "engineer")))


class Killing:
    """By turns the API process and the worker with all below it, each started again at once: as the
    posts are answered, so that a quick machine gets as many kills as a slow one."""

    def __init__(self, service: ScoutService) -> None:
        self.service = service
        self.killed = 0
        self.answered = count()
        self.answers = 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work, daemon=True)

    def start(self) -> None:
        self.thread.start()

    def note_answer(self) -> None:
        """Of one thread of several: a count loses none."""
        self.answers = max(self.answers, next(self.answered) + 1)

    def finish(self) -> None:
        """Once all posts are answered: whoever is still to be killed is killed now."""
        self.thread.join()

    def end(self) -> None:
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join(120)

    def work(self) -> None:
        while self.killed < KILLS and not self.ended.wait(LOOK_SECONDS):
            if self.answers < (self.killed + 1) * POSTS // (KILLS + 1):
                continue
            at = self.killed % 2
            process = self.service.processes[at]
            below = descendants_of(process.pid) if at else []
            for pid in (process.pid, *below):
                kill(pid)
            process.wait()
            self.killed += 1
            start = self.service.start_worker if at else self.service.start_api
            self.service.processes[at] = start()
            del self.service.processes[2:]


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # it has ended by itself
