"""`POST /api/leads/{id}/research` and `scout leads research`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.parts.runs import runs
from app.parts.store.database import Database
from app.service.application import create_app
from tests.commands.calling import scout
from tests.leads.research.researching import Researching, researching
from tests.servers.company_web import Company

KAREE = Company(5)


@pytest.fixture
def desk(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Researching]:
    database = Database(sqlite_url)
    with researching(database, tmp_path, monkeypatch, KAREE) as opened:
        yield opened
    database.close()


def test_a_research_is_asked_for_once_however_often_it_is(desk: Researching) -> None:
    lead = desk.lead_of(KAREE)
    client = TestClient(create_app(desk.parts))
    first = client.post(f"/api/leads/{lead}/research", json={"depth": "quick"})
    again = client.post(f"/api/leads/{lead}/research", json={"depth": "quick"})
    run_id = first.json()["run_id"]
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == {
        "run_id": run_id,
        "status": "pending",
        "url": f"/agent-runs/{run_id}",
    }
    assert again.json() == {**first.json(), "already": True}
    stored = runs.find_run(desk.parts.database, run_id)
    assert stored is not None
    assert (stored.agent, stored.profile) == ("lead_research", str(lead))
    assert stored.input == {"lead_id": lead, "depth": "quick"}


def test_another_depth_has_to_wait_and_is_told_so(desk: Researching) -> None:
    lead = desk.lead_of(KAREE)
    client = TestClient(create_app(desk.parts))
    client.post(f"/api/leads/{lead}/research", json={"depth": "quick"})
    other = client.post(f"/api/leads/{lead}/research", json={"depth": "deep"})
    assert other.status_code == 409
    assert "is not over yet" in other.json()["detail"]


def test_without_a_body_the_depth_is_standard(desk: Researching) -> None:
    lead = desk.lead_of(KAREE)
    answer = TestClient(create_app(desk.parts)).post(f"/api/leads/{lead}/research")
    stored = runs.find_run(desk.parts.database, answer.json()["run_id"])
    assert stored is not None
    assert stored.input["depth"] == "standard"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/leads/77/research", {"depth": "quick"}, 404),
        ("/api/leads/1/research", {"depth": "bottomless"}, 422),
        ("/api/leads/1/research", {"depht": "quick"}, 422),
        ("/api/leads/0/research", {}, 422),
    ],
)
def test_what_cannot_be_researched_is_refused(
    desk: Researching, path: str, body: dict[str, str], status: int
) -> None:
    desk.lead_of(KAREE)
    assert TestClient(create_app(desk.parts)).post(path, json=body).status_code == status


def test_the_command_researches_now_and_says_what_came_of_it(
    desk: Researching, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lead = desk.lead_of(KAREE)
    monkeypatch.chdir(tmp_path)
    for name, value in desk.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("app.parts.parts.configure_logs", lambda *_: None)
    code, _, told = scout("leads", "research", str(lead), "--depth", "quick")
    assert code == 0, told
    assert (code, told.splitlines()[1:]) == (0, ["completed", "score 75", "qualified"])
    assert desk.values(lead, "company_info") == [KAREE.about]
