"""The lead agent's pages over HTTP, as a browser of the team opens them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.agents.leads.tables import Lead
from tests.api.conftest import CERTIFICATES, TOKEN, LiveApi, serving
from tests.conftest import NOON, PATIENCE_SECONDS

MAILING = {
    "OUTREACH_FROM": "Ben Nkosi <ben@example.com>",
    "POSTAL_ADDRESS": "1 Main Road, Cape Town 8001",
}


@pytest.fixture
def live_api(tmp_path: Path, redis_url: str) -> Iterator[LiveApi]:
    with serving(tmp_path, redis_url, **MAILING) as started:
        with started.parts.database.write() as session:
            session.add(Lead(created_at=NOON, updated_at=NOON, name="Ann"))
        yield started


@pytest.fixture
def browser(live_api: LiveApi) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}
    with httpx.Client(
        base_url=live_api.url, headers=headers, timeout=PATIENCE_SECONDS, verify=CERTIFICATES
    ) as client:
        yield client
