"""Row 41: a link that is not exactly ours gets one constant page, and stores nothing."""

import string
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select
from starlette.testclient import TestClient

from app.agents.scout.tables import Feedback
from app.lib.signing import DAYS, Signer
from app.parts.mail.tables import PausedRecipient
from app.service.application import create_app
from tests.api.conftest import LiveApi

SPELLINGS = string.ascii_letters + string.digits + "-_.=~"


@pytest.fixture
def client(live_api: LiveApi) -> TestClient:
    return TestClient(create_app(live_api.parts))


@pytest.fixture
def bad_page(client: TestClient) -> str:
    return client.get("/feedback/forged/yes").text


def paths(live_api: LiveApi, links: list[str]) -> tuple[str, str]:
    """Of a vote and of a pause, with {} where the token stands."""
    yes, _, pause = (link.removeprefix(live_api.url) for link in links)
    return yes, pause


def changed(token: str) -> Iterator[str]:
    """Each character in two ways; the last, of which base64 reads only some bits, in all."""
    for place, character in enumerate(token):
        for other in {SPELLINGS[SPELLINGS.index(character) - 1], "A" if character != "A" else "B"}:
            yield token[:place] + other + token[place + 1 :]
    yield from (token[:-1] + other for other in SPELLINGS if other != token[-1])
    yield from (token[:-1], token[1:], token + "A", "A" + token, token + "=", token.upper())


def stored(live_api: LiveApi) -> int:
    with live_api.parts.database.read() as session:
        found = (session.exec(select(Feedback)).all(), session.exec(select(PausedRecipient)).all())
        return sum(map(len, found))


@pytest.mark.parametrize("kind", [0, 1])
def test_no_link_with_a_changed_character_is_accepted(
    live_api: LiveApi, client: TestClient, links: list[str], bad_page: str, kind: int
) -> None:
    path = paths(live_api, links)[kind]
    token = path.split("/")[2]
    answers = [client.post(path.replace(token, other)) for other in changed(token)]
    assert len(answers) > 100
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, bad_page)}
    assert stored(live_api) == 0
    assert client.post(path).status_code == 200
    assert stored(live_api) == 1


def test_a_link_for_another_purpose_or_of_a_key_taken_away_is_refused(
    live_api: LiveApi, client: TestClient, links: list[str], bad_page: str
) -> None:
    yes, pause = paths(live_api, links)
    vote_token, pause_token = yes.split("/")[2], pause.split("/")[2]
    of_old_key = Signer(["o" * 40], "feedback").sign(1, 1)
    forged = [f"/feedback/{token}/yes" for token in (pause_token, of_old_key)]
    for path in (*forged, f"/pause/{vote_token}"):
        for method in ("GET", "POST"):
            answer = client.request(method, path)
            assert (answer.status_code, answer.text) == (404, bad_page)
    assert stored(live_api) == 0


def test_a_link_that_is_too_old_is_refused_in_the_same_words(
    live_api: LiveApi, client: TestClient, links: list[str], bad_page: str
) -> None:
    yes, _ = paths(live_api, links)
    now = live_api.parts.clock()
    with time_machine.travel(now + timedelta(seconds=61 * DAYS), tick=False):
        answers = [client.request(method, yes) for method in ("GET", "POST")]
    assert {(answer.status_code, answer.text) for answer in answers} == {(404, bad_page)}
    assert stored(live_api) == 0


def test_a_signed_link_to_what_is_not_stored_is_refused_in_the_same_words(
    live_api: LiveApi, client: TestClient, bad_page: str
) -> None:
    token = Signer(live_api.parts.settings.secret_keys, "feedback").sign(2**40, -1)
    answer = client.post(f"/feedback/{token}/yes")
    assert (answer.status_code, answer.text) == (404, bad_page)
