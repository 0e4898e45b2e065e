"""What senders are answered, with no worker there."""

import socket
import time
from datetime import UTC, datetime, timedelta

from app.agents.team.webhooks.asking_for_run import KINDS, NAME
from app.agents.team.webhooks.checking.signatures import RawHeaders
from app.parts.runs.runs import list_runs
from tests.team.webhooks.conftest import Reporting
from tests.team.webhooks.forgeries import forgeries
from tests.team.webhooks.senders import KEY, as_json, in_hex, standard, with_token

BODY = as_json({"alerts": []})
MEGABYTE = 1024 * 1024
AT_LEAST = 200
GOOD_ON_THE_WIRE = ("a space after the id", "a time with a space", "signed 301 seconds away")
"""Spaces around a header's value are no part of it (RFC 9110, 5.5), and until the last of them is
sent it is a second nearer."""


def test_each_of_the_five_keeps_an_event_once(reporting: Reporting) -> None:
    for kind in KINDS:
        for headers in (standard("evt_1", BODY), in_hex("evt_1", BODY), in_hex("evt_1", b"{}")):
            body = b"{}" if headers == in_hex("evt_1", b"{}") else BODY
            answer = reporting.post(f"/webhook/{kind}", body, headers)
            assert answer.status_code == 200, answer.text
            is_first = "webhook-id" in headers
            told = {"status": "accepted" if is_first else "already", "event_id": "evt_1"}
            assert answer.json() == told
    kept = [(one.kind, one.event_id, one.body, one.state) for one in reporting.events()]
    assert kept == [(kind, "evt_1", BODY, "received") for kind in KINDS]


def test_a_run_is_asked_for_after_the_answer(reporting: Reporting) -> None:
    reporting.report("monitoring", "one", BODY)
    database = reporting.api.parts.database
    deadline = datetime.now(UTC) + timedelta(seconds=60)
    while not (found := list_runs(database, agent=NAME, limit=5)):
        assert datetime.now(UTC) < deadline
        time.sleep(0.02)
    assert [(one.profile, one.status) for one in found] == [("incoming", "pending")]


def test_what_is_not_signed_is_refused_before_it_is_read(reporting: Reporting) -> None:
    assert reporting.post("/webhook/scrape", b"no JSON", {}).status_code == 401
    assert reporting.post("/webhook/scrape", b"", {}).status_code == 401
    old = standard("old", BODY, at=datetime.now(UTC) - timedelta(seconds=302))
    early = standard("early", BODY, at=datetime.now(UTC) + timedelta(seconds=310))
    for headers in (old, early):
        answer = reporting.post("/webhook/task", BODY, headers)
        assert answer.status_code == 401
        assert "five minutes" in answer.json()["detail"]
    assert reporting.events() == []


def test_signed_but_no_event_is_told_so(reporting: Reporting) -> None:
    for kind in ("calendar", "scrape", "task", "monitoring"):
        for body in (b"no JSON", b"[1]", b"\xff", b'{"a":', b"[" * 100_000, b" "):
            assert reporting.report(kind, "bad", body).status_code == 400
    assert reporting.report("email", "bad", b"").status_code == 400
    assert reporting.report("email", "bad", b"{").status_code == 400
    too_large = b"{" + b" " * MEGABYTE + b"}"
    assert reporting.report("email", "large", too_large).status_code == 413
    just_fits = b'{"a":"' + b"x" * (MEGABYTE - 8) + b'"}'
    assert reporting.report("email", "fits", just_fits).status_code == 200
    assert [one.event_id for one in reporting.events()] == ["fits"]
    assert reporting.client.get("/webhook/email").status_code == 405
    assert reporting.report("other", "x", BODY).status_code == 404


def test_no_forgery_passes_on_the_wire_either(reporting: Reporting) -> None:
    """Byte for byte, as no client library would send them."""
    accepted, tried = [], 0
    for what, headers, body in forgeries(datetime.now(UTC)):
        if what in GOOD_ON_THE_WIRE:
            continue
        if status_of(reporting.api.port, headers, body) not in (b"400", b"401"):
            accepted.append(what)
        tried += 1
    print(f"{tried} forgeries on the wire, {len(accepted)} accepted")  # noqa: T201 (the figure)
    assert accepted == []
    assert tried >= AT_LEAST
    assert reporting.events() == []


def status_of(port: int, headers: RawHeaders, body: bytes) -> bytes:
    lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    request = (
        b"POST /webhook/monitoring HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + b"Content-Length: %d\r\n" % len(body)
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(request + lines + b"\r\n" + body)
        return connection.recv(65_536).split(b" ")[1]


def test_a_host_of_ours_reports_a_tasks_end_with_a_token_once(reporting: Reporting) -> None:
    said = as_json({"task_id": 7, "status": "completed"})
    headers = with_token()
    first = reporting.post("/webhook/task", said, headers)
    assert (first.status_code, first.json()["status"]) == (200, "accepted")
    assert reporting.post("/webhook/task", said, headers).json()["status"] == "already"
    assert reporting.post("/webhook/task", BODY, headers).status_code == 401
    for token in ("x", "a.b.c", with_token()["authorization"][7:] + "x"):
        refused = reporting.post("/webhook/task", said, {"authorization": f"Bearer {token}"})
        assert refused.status_code == 401
    assert len(reporting.events()) == 1


def test_a_token_may_be_the_body(reporting: Reporting) -> None:
    token = with_token(task_id=7, status="completed")["authorization"][7:]
    for body in (token.encode(), as_json({"token": token})):
        assert reporting.post("/webhook/task", body, {}).status_code == 200
    assert KEY.get_secret_value() not in token
