"""The service without its processes: the API, and a worker's turn when a test says so."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.testclient import TestClient

from app.jobs import carry_out, claim_in_turn
from app.lib.clock import Clock, utc_now
from app.lib.settings.settings import Settings, load_settings
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import runs
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.service.application import create_app
from tests.servers.scout_service import SECRET

NO_REDIS = "redis://127.0.0.1:1/0"
MANAGER = "/api/agents/product-manager"


def settings_for(database: Database, folder: Path, **more: str) -> Settings:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "SECRET_KEY": SECRET,
        "EMAIL_FROM": "Debonairs <lunch@debonairs.example>",
        "EMAIL_TO": "team@debonairs.example",
        "DATA_DIRECTORY": str(folder / "data"),
        **more,
    }
    return load_settings(environ, folder / ".env")


@dataclass
class House:
    """Without Redis: a worker's turn is taken by hand."""

    database: Database
    folder: Path
    more: dict[str, str] = field(default_factory=dict)
    redis_url: str = NO_REDIS

    def __enter__(self) -> Self:
        settings = settings_for(self.database, self.folder, **self.more)
        doorbell = Doorbell(self.redis_url)
        self.parts = Parts(settings, self.redis_url, self.database, doorbell, utc_now)
        return self

    @cached_property
    def client(self) -> TestClient:
        """Made where it is asked for: the whole application takes a third of a second."""
        return TestClient(create_app(self.parts), base_url="http://localhost:8000")

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if "client" in vars(self):
            self.client.close()
        self.parts.doorbell.close()

    def parts_at(self, clock: Clock) -> Parts:
        return replace(self.parts, clock=clock)

    def ask(self, given: dict[str, Any], path: str = MANAGER, **more: Any) -> Any:
        """The answer to a task that was asked for."""
        answer = self.client.post(path, json={"input": given, **more})
        assert answer.status_code == 202, answer.text
        return answer.json()

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        return answer.json()

    def work(self, task_id: int) -> AgentRun:
        """A worker's turn: the run that it took, as it left it."""
        claim = claim_in_turn(self.parts, task_id)
        assert claim is not None
        carry_out(self.parts, claim, stop=lambda: None)
        return self.task(claim.run_id)

    def task(self, task_id: int) -> AgentRun:
        run = runs.find_run(self.database, task_id)
        assert run is not None
        return run
