"""Row 47: however often and however close together a request is sent, it starts one run."""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.agents.scout.agent import NAME as AGENT
from app.parts.runs import endings, lease, runs
from app.parts.runs.tables import AgentRun
from tests.api.conftest import TOKEN, LiveApi

POSTS = 200
AT_ONCE = 40


def post(live_api: LiveApi, key: str | None, query: str = "", body: bytes = b"") -> tuple[int, str]:
    """The status, and the run's id or what was wrong."""
    headers = {"Authorization": f"Bearer {TOKEN}"} | ({"Idempotency-Key": key} if key else {})
    request = urllib.request.Request(
        f"{live_api.url}/run-agent{query}", body, headers, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.status, str(json.load(answer)["run_id"])
    except urllib.error.HTTPError as error:
        with error:
            return error.code, str(json.load(error)["detail"])


def end_the_run(live_api: LiveApi, run_id: int) -> None:
    database, now = live_api.parts.database, live_api.parts.clock()
    claim = lease.claim_run(database, run_id, now)
    assert claim is not None
    endings.fail_run(database, claim, now, "The test ended it.")


def stored(live_api: LiveApi) -> list[AgentRun]:
    return runs.list_runs(live_api.parts.database, agent=AGENT, limit=100)


@pytest.mark.parametrize("key", ["8e03978e-40d5-43dd-bc93-6894a57f9324", None])
def test_two_hundred_posts_at_once_are_one_run(live_api: LiveApi, key: str | None) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(lambda _: post(live_api, key), range(POSTS)))
    assert answers == {(202, "1")}
    assert len(stored(live_api)) == 1


def test_a_key_names_its_run_after_the_run_has_ended(live_api: LiveApi) -> None:
    assert post(live_api, "once") == (202, "1")
    end_the_run(live_api, 1)
    assert post(live_api, "once", "?brand=debonairs") == (202, "1")
    assert post(live_api, "twice") == (202, "2")


@pytest.mark.parametrize(
    ("query", "body"),
    [("", b"\xfe"), ("", b""), ("?mode=other", b"\xff"), ("?brand=debonairs&a=1", b"\xff")],
)
def test_a_key_with_another_request_is_refused_in_plain_words(
    live_api: LiveApi, query: str, body: bytes
) -> None:
    assert post(live_api, "once", "", b"\xff") == (202, "1")
    status, words = post(live_api, "once", query, body)
    assert (status, "came before with another request" in words) == (422, True)
    assert len(stored(live_api)) == 1


def test_a_key_is_at_most_255_characters(live_api: LiveApi) -> None:
    assert post(live_api, "k" * 255)[0] == 202
    assert post(live_api, "k" * 256)[0] == 422
