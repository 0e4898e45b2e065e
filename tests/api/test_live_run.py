"""The live look at a run: server-sent events over real HTTP."""

import threading
from dataclasses import replace

import httpx
import pytest

from app.agents.scout.pages import run_page_routes
from app.lib.errors import TransientError
from app.parts.runs import endings, lease, run_requests
from app.parts.runs.lease import Claim
from app.parts.store.statements import required_id
from app.service.application import create_app
from tests.api.conftest import TOKEN, LiveApi
from tests.conftest import NOON, PATIENCE_SECONDS
from tests.servers.live_api import served

TOKEN_HEADER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def claim(live_api: LiveApi) -> Claim:
    database = live_api.parts.database
    run, _ = run_requests.add_requested_run(
        database, agent="brand_scout", profile="debonairs", now=NOON
    )
    claim = lease.claim_run(database, required_id(run.id), NOON)
    assert claim is not None
    return claim


def finish(live_api: LiveApi, claim: Claim) -> None:
    with live_api.parts.database.write() as session:
        endings.finish_run(session, claim, NOON, result={})


def test_a_stream_tells_each_stage_as_it_comes_and_then_that_it_is_over(
    live_api: LiveApi, claim: Claim
) -> None:
    url = f"{live_api.url}/runs/{claim.run_id}/live"
    database = live_api.parts.database
    with httpx.stream("GET", url, headers=TOKEN_HEADER, timeout=120) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        seen = ""
        for line in answer.iter_lines():
            seen += line
            if "At work: starting." in line:
                lease.enter_stage(database, claim, "judge", NOON)
            if "At work: judging what is new." in line:
                finish(live_api, claim)
    assert seen.index("At work: starting.") < seen.index("At work: judging what is new.")
    assert seen.endswith("event: overdata: overretry: 500")


def test_a_stream_ends_by_itself_so_that_a_tab_left_open_does_not_keep_the_service_from_ending(
    live_api: LiveApi, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_page_routes, "LOOK_SECONDS", 0.01)
    standing_still = replace(live_api.parts, clock=lambda: NOON)  # seconds are told, too
    with served(create_app(standing_still)) as port:
        url = f"http://127.0.0.1:{port}/runs/{claim.run_id}/live"
        answer = httpx.get(url, headers=TOKEN_HEADER, timeout=PATIENCE_SECONDS)
    assert answer.text.count("event: progress") == 1  # nothing changed, so nothing is repeated
    assert "over" not in answer.text


def test_a_run_that_ended_or_never_was_is_over(live_api: LiveApi, claim: Claim) -> None:
    finish(live_api, claim)
    for run_id in (claim.run_id, 4711):
        answer = httpx.get(
            f"{live_api.url}/runs/{run_id}/live", headers=TOKEN_HEADER, timeout=PATIENCE_SECONDS
        )
        assert answer.text.startswith("event: over\n")


def test_while_the_database_is_away_nothing_is_told(
    live_api: LiveApi, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise TransientError("The database does not answer.")

    monkeypatch.setattr(run_page_routes, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(run_page_routes, "progress_of", away)
    answer = httpx.get(
        f"{live_api.url}/runs/{claim.run_id}/live", headers=TOKEN_HEADER, timeout=PATIENCE_SECONDS
    )
    assert (answer.status_code, answer.text) == (200, "")


def test_the_live_look_needs_the_token(live_api: LiveApi) -> None:
    assert httpx.get(f"{live_api.url}/runs/1/live", timeout=PATIENCE_SECONDS).status_code == 401


def test_the_service_ends_while_somebody_looks(live_api: LiveApi, claim: Claim) -> None:
    opened = threading.Event()

    def look(port: int) -> None:
        url = f"http://127.0.0.1:{port}/runs/{claim.run_id}/live"
        with httpx.stream("GET", url, headers=TOKEN_HEADER, timeout=120) as answer:
            for _ in answer.iter_lines():
                opened.set()

    with served(create_app(live_api.parts)) as port:
        looking = threading.Thread(target=look, args=(port,))
        looking.start()
        assert opened.wait(60)
    looking.join(60)
    assert not looking.is_alive()
