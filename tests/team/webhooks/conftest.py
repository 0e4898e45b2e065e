"""The service as senders reach it, and the worker's side of an event, both on real parts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from app.agents.team.tables import WebhookEvent
from app.agents.team.webhooks.asking_for_run import NAME, ask_for_run
from app.jobs import carry_out
from app.lib.clock import Clock
from app.parts.runs import lease
from app.parts.runs.runs import find_run, list_runs
from app.parts.runs.tables import AgentRun, RunStatus
from tests.api.conftest import CERTIFICATES, LiveApi, serving
from tests.conftest import PATIENCE_SECONDS
from tests.team.webhooks.senders import JSON, KEY, STANDARD_SECRET, Headers, in_hex

SETTINGS = {
    "WEBHOOK_SECRET": f"the-secret-of-before {STANDARD_SECRET}",
    "INTERNAL_SIGNING_KEY": KEY.get_secret_value(),
    "EMAIL_TO": "ann@example.com,ben@example.com",
}


@dataclass(frozen=True)
class Reporting:
    """`client` shows no token of the service: senders have none."""

    api: LiveApi
    client: httpx.Client

    def post(
        self, path: str, body: bytes, headers: Headers, content_type: str = JSON["content-type"]
    ) -> httpx.Response:
        return self.client.post(
            path, content=body, headers={"content-type": content_type, **headers}
        )

    def report(
        self, kind: str, event_id: str, body: bytes, content_type: str = JSON["content-type"]
    ) -> httpx.Response:
        return self.post(f"/webhook/{kind}", body, in_hex(event_id, body), content_type)

    def events(self) -> list[WebhookEvent]:
        with self.api.parts.database.read() as session:
            return list(session.exec(select(WebhookEvent).order_by("id")))

    def work(self, clock: Clock | None = None) -> AgentRun:
        """What a worker does when the bell rings."""
        parts = replace(self.api.parts, clock=clock) if clock else self.api.parts
        ask_for_run(parts)
        newest = list_runs(parts.database, agent=NAME, limit=1)[0]
        claim = lease.claim_run(parts.database, newest.id or 0, parts.clock())
        assert claim is not None
        carry_out(parts, claim, stop=lambda: None)
        ended = find_run(parts.database, claim.run_id)
        assert ended is not None
        assert ended.status == RunStatus.COMPLETED, ended.error_message
        return ended

    def outcome(self, kind: str, event_id: str) -> WebhookEvent:
        return next(one for one in self.events() if (one.kind, one.event_id) == (kind, event_id))


@pytest.fixture
def reporting(tmp_path: Path, redis_url: str) -> Iterator[Reporting]:
    with (
        serving(tmp_path, redis_url, **SETTINGS) as api,
        httpx.Client(base_url=api.url, timeout=PATIENCE_SECONDS, verify=CERTIFICATES) as client,
    ):
        yield Reporting(api, client)
