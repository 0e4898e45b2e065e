"""What a worker makes of what was reported: once, in whatever order it came."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from app.agents.leads.inbox.incoming import read_incoming
from app.agents.team.roles.roles import ROLES
from app.agents.team.tables import Alert, CalendarEvent, Scrape
from app.agents.team.tasks import Asked, add_task
from app.agents.team.webhooks import drain
from app.agents.team.webhooks.event_kinds import handler_of
from app.agents.team.webhooks.events import TRIES
from app.agents.team.webhooks.mail.mail_forms import raw_message
from app.lib.errors import TransientError
from app.parts.mail.tables import Mail
from app.parts.runs import lease
from app.parts.runs.runs import find_run
from tests.team.webhooks.conftest import Reporting
from tests.team.webhooks.reported import (
    AT_LAST,
    BOOKINGS,
    ITEMS,
    MAILS,
    alert,
    apify,
    icalendar,
    notification,
)
from tests.team.webhooks.senders import as_json, with_token


def mails(reporting: Reporting) -> list[tuple[str, str]]:
    with reporting.api.parts.database.read() as session:
        return sorted((one.recipient, one.subject) for one in session.exec(select(Mail)))


def test_an_alert_is_mailed_when_it_begins_and_when_it_is_over(reporting: Reporting) -> None:
    cpu, disk = ("CPU", "Disk")
    told = (
        ("1", notification(alert(cpu, "firing", 1), alert(disk, "firing", 2))),
        ("2", notification(alert(cpu, "firing", 1), alert(disk, "firing", 2))),
        ("3", notification(alert(cpu, "resolved", 1), alert(disk, "firing", 2))),
        ("4", notification(alert(cpu, "firing", 1))),
        ("5", notification(alert("Late", "resolved", 3))),
        ("6", notification(alert("Late", "firing", 3))),
    )
    for event_id, body in told:
        assert reporting.report("monitoring", event_id, body).status_code == 200
        reporting.work()
    for event_id, body in told:
        assert reporting.report("monitoring", f"again-{event_id}", body).status_code == 200
    reporting.work()
    expected = ["Alert: CPU and 1 more", "Over: CPU is over", "Over: Late is over"]
    people = ("ann@example.com", "ben@example.com")
    assert mails(reporting) == [(who, subject) for who in people for subject in expected]
    with reporting.api.parts.database.read() as session:
        rows = {one.name: (one.status, one.severity) for one in session.exec(select(Alert))}
        html = session.exec(select(Mail.html)).first() or ""
    states = {cpu: "resolved", disk: "firing", "Late": "resolved"}
    assert rows == {name: (status, "critical") for name, status in states.items()}
    assert "<b>is</b>" not in html
    assert {one.state for one in reporting.events()} == {"done"}


def test_an_actors_run_becomes_pages_and_what_succeeded_stays(reporting: Reporting) -> None:
    reports = (
        apify("r1", "TIMED-OUT"),
        apify("r1", items=ITEMS),
        apify("r1", "FAILED"),
        apify("r2", defaultDatasetId="ignored"),
    )
    for number, body in enumerate(reports):
        reporting.report("scrape", f"{number}", body)
    reporting.work()
    with reporting.api.parts.database.read() as session:
        rows = {one.external_id: one for one in session.exec(select(Scrape))}
    assert rows["apify:r1"].status == "succeeded"
    assert rows["apify:r1"].pages == [
        {"url": "https://acme.example/", "title": "Acme", "text": "We cook."}
    ]
    assert rows["apify:r2"].pages == []


def test_a_dataset_is_asked_for_at_apify_alone(reporting: Reporting) -> None:
    for number, dataset in enumerate(("../../v2/users/me", "http://10.0.0.1/", "a?b=c", "a/b")):
        run = {"id": "r9", "status": "SUCCEEDED", "defaultDatasetId": dataset}
        reporting.report("scrape", f"bad-{number}", as_json({"resource": run}))
    run = {"id": "r9", "status": "SUCCEEDED", "defaultDatasetId": "abc"}
    reporting.report("scrape", "good", as_json({"resource": run}))
    reporting.work()
    assert {one.state for one in reporting.events()} == {"failed"}
    assert "APIFY_API_TOKEN" in (reporting.outcome("scrape", "good").error or "")
    assert "defaultDatasetId" in (reporting.outcome("scrape", "bad-0").error or "")


def waiting_task(reporting: Reporting, external_id: str) -> int:
    role = ROLES[0]
    given = role.input.model_validate({"prompt": "What next?"})
    run, _ = add_task(reporting.api.parts, role, given, Asked(external_id))
    return run.id or 0


def test_a_task_that_waits_is_finished_by_whoever_did_it(reporting: Reporting) -> None:
    first, second = waiting_task(reporting, "one"), waiting_task(reporting, "two")
    begun, parts = waiting_task(reporting, "three"), reporting.api.parts
    assert lease.claim_run(parts.database, begun, parts.clock()) is not None
    said = {"task_id": first, "status": "completed", "result": {"title": "Done elsewhere"}}
    failed = {"agent": ROLES[0].path, "external_id": "two", "status": "failed", "error": "No key."}
    wrong = {"task_id": second, "status": "completed", "result": {"title": ["no", "text"]}}
    for body in (
        wrong,
        said,
        failed,
        {**said, "status": "failed"},
        {**said, "task_id": 999},
        {**said, "task_id": begun},
    ):
        reporting.post("/webhook/task", as_json(body), with_token())
    reporting.work()
    ended = find_run(reporting.api.parts.database, first)
    assert ended is not None
    assert (ended.status, ended.result["title"]) == ("completed", "Done elsewhere")
    still = find_run(parts.database, begun)
    assert still is not None
    assert (still.status, still.result) == ("running", {})
    other = find_run(parts.database, second)
    assert other is not None
    assert (other.status, other.error_message) == ("failed", "No key.")
    assert [one.state for one in reporting.events()] == [
        *("failed", "done", "done", "done", "failed", "done"),
    ]


@pytest.mark.parametrize("order", ["twice", "backwards"])
def test_a_booking_is_as_it_was_told_of_last_whatever_came_first(
    reporting: Reporting, order: str
) -> None:
    told = list(enumerate(BOOKINGS))
    told = told[::-1] if order == "backwards" else told + told
    for place, (number, (content_type, body)) in enumerate(told):
        event_id = f"{place}-{number}"
        assert reporting.report("calendar", event_id, body, content_type).status_code == 200
    reporting.report("calendar", "nothing", b'{"hello": 1}')
    reporting.work()
    with reporting.api.parts.database.read() as session:
        calls = list(session.exec(select(CalendarEvent)))
    found = {(name_in(one), one.status, one.starts_at.hour) for one in calls}
    hours = {name: hour for name, _, hour in AT_LAST}
    # Of one that was replaced before it was heard of, the hour is its successor's.
    moved = ("c1", "i1")
    kept = {(name, status, hours[name] if name in moved else hour) for name, status, hour in found}
    assert kept == AT_LAST
    assert {one.attendees[0]["email"] for one in calls if one.attendees} == {"ann@acme.example"}  # type: ignore[index,call-overload]
    assert {one.state for one in reporting.events()[:-1]} == {"done"}
    assert reporting.events()[-1].state == "failed"


def test_an_answer_to_an_invitation_is_noted_at_the_call(reporting: Reporting) -> None:
    reporting.report("calendar", "call", icalendar("REQUEST", "u1", 14), "text/calendar")
    reporting.work()
    answer = icalendar("REPLY", "u1", 14).replace(b";CN=Ann", b";PARTSTAT=ACCEPTED")
    mail = (
        b"From: Ann <ann@acme.example>\r\nTo: ben@example.com\r\nSubject: Accepted: Call\r\n"
        b"Message-ID: <a@acme.example>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + answer
    )
    for event_id in ("answer", "the same under another id"):
        reporting.report("email", event_id, mail, "message/rfc822")
        reporting.work()
    with reporting.api.parts.database.read() as session:
        call = session.exec(select(CalendarEvent)).one()
    attendee = call.attendees[0]
    assert isinstance(attendee, dict)
    assert attendee["participation"] == "accepted"
    assert "answered before" in reporting.events()[-1].what_came


def name_in(call: CalendarEvent) -> str:
    return (call.external_id or "").rpartition("/" if "/" in (call.external_id or "") else ":")[2]


@pytest.mark.parametrize("form", MAILS)
def test_a_mail_is_the_same_message_however_it_is_told_of(form: str) -> None:
    incoming = read_incoming(asyncio.run(raw_message(*MAILS[form])))
    assert incoming.sender == "ann@acme.example"
    assert incoming.original_message_ids == ("mail-1@example.com",)
    assert incoming.message_id == "answer-1@acme.example"
    assert incoming.text.strip() in ("Yes, gladly.", "Ja, gerne. Grüße")
    assert incoming.kind == "reply"


def test_every_form_of_mail_is_taken_in(reporting: Reporting) -> None:
    for name, (content_type, body) in MAILS.items():
        reporting.report("email", name, body, content_type or "text/plain")
    reporting.report("email", "nothing in it", b'{"a": 1}')
    reporting.work()
    assert {one.state for one in reporting.events()[:-1]} == {"done"}
    assert "(reply)" in reporting.events()[0].what_came
    assert reporting.events()[-1].state == "failed"


def test_what_fails_for_now_comes_again_and_holds_up_nothing(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = handler_of

    def sometimes(kind: str) -> object:
        async def away(*_: object) -> None:
            raise TransientError("The other side does not answer.")

        async def broken(*_: object) -> None:
            raise ZeroDivisionError

        return {"scrape": away, "email": broken}.get(kind) or own(kind)

    monkeypatch.setattr(drain, "handler_of", sometimes)
    for kind in ("scrape", "email", "monitoring"):
        reporting.report(kind, "e", notification(alert("CPU", "firing", 1)))
    waits, now = [], reporting.api.parts.clock() + timedelta(seconds=1)
    for _ in range(TRIES):
        reporting.work(lambda moment=now: moment)  # type: ignore[misc]
        event = reporting.outcome("scrape", "e")
        if event.not_before is not None:
            waits.append((event.not_before - now).total_seconds())
            now = event.not_before
    assert waits == [2, 8, 20]
    assert reporting.outcome("monitoring", "e").state == "done"
    failed = reporting.outcome("scrape", "e")
    assert (failed.state, failed.attempts) == ("failed", TRIES)
    assert "does not answer" in (failed.error or "")
    assert "fault of this service" in (reporting.outcome("email", "e").error or "")
