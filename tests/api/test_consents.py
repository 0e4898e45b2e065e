"""`/api/consents`, as a program uses it."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.service.application import create_app
from tests.api.conftest import TOKEN, LiveApi

YES = {"lead_id": 1, "wording": "Yes,\0please", "source": "form 12"}


@pytest.fixture
def client(live_api: LiveApi) -> TestClient:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    made = TestClient(create_app(live_api.parts), headers=headers)
    made.post("/api/leads", json={"email": "ann@acme.co.za", "country": "ZA"})
    return made


def listed(client: TestClient, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/consents", params=query).json()["consents"]
    return found


def test_a_consent_is_recorded_listed_and_withdrawn_for_good(client: TestClient) -> None:
    assert client.get("/api/consents/chain").json()["entries"] == 0
    given = client.post("/api/consents", json=YES | {"given_at": "2026-01-31T10:00:00+02:00"})
    assert given.status_code == 201
    entry = given.json()
    assert (entry["number"], entry["kind"], entry["wording"]) == (1, "given", "Yes, please")
    assert (entry["happened_at"], entry["rule"]) == ("2026-01-31T08:00:00Z", "za-popia-69")
    assert listed(client) == [entry]

    ended = client.post("/api/consents", json={"lead_id": 1, "kind": "withdrawn"})
    assert (ended.status_code, ended.json()["kind"]) == (201, "withdrawn")
    assert [one["kind"] for one in listed(client, limit=1)] == ["withdrawn"]
    assert listed(client, before=2) == [entry]
    assert client.get("/api/suppressions").json()["suppressions"][0]["reason"] == "objected"
    assert client.get("/api/leads/1").json()["status"] == "unsubscribed"

    again = client.post("/api/consents", json=YES)
    assert again.status_code == 409
    assert "that turns up later does not change that" in again.json()["detail"]
    chain = client.get("/api/consents/chain", params={"noted": entry["digest"]}).json()
    assert chain == {"entries": 2, "first_broken": None, "last_digest": ended.json()["digest"]}
    assert client.get("/api/consents/chain", params={"noted": "7" * 64}).json()["first_broken"] == 3


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"lead_id": 2}, 404),
        ({"source": ""}, 409),
        ({"reply_id": 5}, 409),
        ({"given_at": "2190-01-31T10:00:00Z"}, 409),
        ({"given_at": "0001-01-01T00:00:00+14:00"}, 409),
        ({"given_at": "2026-01-31T10:00:00"}, 422),
        ({"kind": "asked"}, 422),
        ({"email": "ann@acme.co.za"}, 422),
    ],
)
def test_what_cannot_be_recorded_is_refused_with_the_reason(
    client: TestClient, change: dict[str, Any], status: int
) -> None:
    answer = client.post("/api/consents", json=YES | change)
    assert answer.status_code == status
    assert answer.json()["detail"]
    assert listed(client) == []
