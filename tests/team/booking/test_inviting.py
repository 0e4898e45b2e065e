"""Nobody is invited without a person's word, nobody twice, and nobody who objects."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from app.agents.leads.suppressions import suppress
from app.agents.team.calendar.apply_reply import apply_reply
from app.agents.team.calendar.attendees import read_stored
from app.agents.team.roles.roles import role_named
from app.agents.team.run import perform_task
from app.agents.team.tables import CalendarEvent
from app.jobs import claim_in_turn
from app.parts.mail.outbox import Attempt
from app.parts.mail.settling import settle_abandoned
from app.parts.mail.tables import Mail, MailPhase
from app.parts.parts import make_outbox
from app.parts.runs.tables import AgentRun
from app.service.agents import gates_of, with_tools
from tests.servers.services import SmtpServer
from tests.team.calendar.sample_calls import events_in, read
from tests.team.house import House

BOOKING = "/api/agents/booking-callprep"
ANN = "ann@acme.example"
STARTS = (datetime.now(UTC) + timedelta(days=10)).replace(hour=9, minute=0, second=0, microsecond=0)
INVITE = {
    "task": "invite",
    "attendee": {"email": ANN, "name": "Ann Smith", "zone": "America/New_York", "country": "US"},
    "starts_at": STARTS.isoformat(),
    "title": "Lunch; a first call",
    "note": "What we talk about:\n- lunches",
    "location": "https://meet.example/1",
}


def done(house: House, given: dict[str, Any], **more: Any) -> AgentRun:
    return house.work(house.ask(given, BOOKING, **more)["task_id"])


def mails(house: House) -> list[Mail]:
    with house.database.read() as session:
        return list(session.exec(select(Mail).order_by(col(Mail.id))))


def events(house: House) -> list[CalendarEvent]:
    with house.database.read() as session:
        return list(session.exec(select(CalendarEvent)))


def test_a_draft_goes_nowhere_until_its_button_is_pressed(house: House) -> None:
    drafted = done(house, INVITE)
    assert drafted.result["needs_approval"] is True
    assert drafted.result["draft"]["to"] == [ANN]
    assert (mails(house), events(house)) == ([], [])
    page = house.client.get(f"/tasks/{drafted.id}").text
    assert f'action="/calendar/approve/{drafted.id}"' in page
    assert f"/tasks/{drafted.id}" in house.client.get("/calendar").text
    pressed = [
        house.client.post(f"/calendar/approve/{drafted.id}", follow_redirects=False)
        for _ in range(3)
    ]
    sent_by = {answer.headers["location"] for answer in pressed}
    assert len(sent_by) == 1
    sent = house.work(int(sent_by.pop().rpartition("/")[2]))
    assert sent.status == "completed", sent.error_message
    (mail,) = mails(house)
    assert (mail.recipient, mail.kind, mail.phase) == (ANN, "invitation", MailPhase.OPEN)
    assert "Lunch; a first call" in house.client.get("/calendar").text
    assert house.client.post("/calendar/approve/99999").status_code == 404


def test_an_invitation_is_changed_answered_and_cancelled(house: House) -> None:
    invited = done(house, {**INVITE, "approved": True})
    event_id = invited.result["event_id"]
    later = {"task": "update", "event_id": event_id, "approved": True}
    moved = done(house, {**later, "starts_at": (STARTS + timedelta(days=1)).isoformat()})
    assert moved.result["sequence"] == 1
    (_, second) = mails(house)
    (asked,) = events_in(second.calendar or "")
    answer = (second.calendar or "").replace("METHOD:REQUEST", "METHOD:REPLY")
    answer = answer.replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")
    with house.database.write() as session:
        assert apply_reply(session, answer, ANN, datetime.now(UTC)).changed
    cancelled = done(house, {"task": "cancel", "event_id": event_id, "approved": True})
    assert cancelled.result["sequence"] == 2
    (event,) = events(house)
    assert event.status == "cancelled"
    assert read_stored(event.attendees)[0].participation == "accepted"
    told = [read(mail.calendar or "") for mail in mails(house)]
    assert [str(one["method"]) for one in told] == ["REQUEST", "REQUEST", "CANCEL"]
    found = [one.walk("VEVENT")[0] for one in told]
    assert len({str(one["uid"]) for one in found}) == 1
    assert [int(one["sequence"]) for one in found] == [0, 1, 2]
    assert len({mail.message_id for mail in mails(house)}) == 3
    assert asked["dtstart"].dt.astimezone(UTC) == STARTS + timedelta(days=1)
    again = done(house, {"task": "cancel", "event_id": event_id, "approved": True})
    assert again.error_message == "The call was cancelled before."


def test_what_goes_is_a_mail_that_calendar_programs_understand(
    house: House, smtp_server: SmtpServer
) -> None:
    done(house, {**INVITE, "approved": True})
    parts = house.parts_at(lambda: datetime.now(UTC) + timedelta(seconds=1))
    settings = parts.settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": smtp_server.port,
            "smtp_security": "plain",
        }
    )
    outbox = make_outbox(replace(parts, settings=settings), gates_of(parts))
    outbox.deliver_due()
    outbox.deliver_due()
    (message,) = smtp_server.mailbox.to(ANN)
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    (part,) = (one for one in message.walk() if one.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    (event,) = events_in(part.get_content())
    assert str(event["organizer"]) == "mailto:lunch@debonairs.example"
    body = message.get_body(("plain",))
    assert body is not None
    assert "America/New_York" in body.get_content()


def test_whoever_dies_after_the_dot_has_not_invited_twice(
    house: House, smtp_server: SmtpServer
) -> None:
    """The server took it and nobody noted that; even where others would be sent again."""
    done(house, {**INVITE, "approved": True})
    there = {"smtp_host": "127.0.0.1", "smtp_port": smtp_server.port, "smtp_security": "plain"}
    settings = house.parts.settings.model_copy(update={**there, "on_unknown": "resend"})
    outbox = make_outbox(replace(house.parts, settings=settings), gates_of(house.parts))
    claim = outbox.claim(mails(house)[0].id or 0)
    assert claim is not None
    Attempt(outbox, claim).send()
    later = datetime.now(UTC) + timedelta(hours=1)
    settle_abandoned(house.database, later, "resend")
    replace(outbox, clock=lambda: later).deliver_due()
    assert len(smtp_server.mailbox.to(ANN)) == 1
    assert mails(house)[0].phase == MailPhase.UNKNOWN


def test_who_objects_is_not_invited_not_even_a_moment_before_it_goes(house: House) -> None:
    done(house, {**INVITE, "approved": True})
    now, secret = datetime.now(UTC), house.parts.settings.secret_keys[0]
    with house.database.write() as session:
        suppress(session, ANN, reason="objection", source="page", now=now, secret=secret)
    make_outbox(house.parts, gates_of(house.parts)).deliver_due()
    (mail,) = mails(house)
    assert mail.phase == MailPhase.FAILED
    assert "suppressed" in (mail.error or "")
    refused = done(house, {**INVITE, "starts_at": (STARTS + timedelta(days=2)).isoformat()})
    assert "Nobody may write to ann@acme.example" in (refused.error_message or "")


def test_a_task_that_dies_before_its_end_has_invited_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    task_id = house.ask({**INVITE, "approved": True}, BOOKING)["task_id"]
    claim = claim_in_turn(house.parts, task_id)
    role = role_named("booking_callprep")
    assert claim is not None
    assert role is not None

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("app.parts.runs.endings.finish_run", dies)
        with pytest.raises(KeyboardInterrupt):
            asyncio.run(perform_task(role, with_tools(house.parts), claim, lambda: None))
    assert (mails(house), events(house)) == ([], [])
    asyncio.run(perform_task(role, with_tools(house.parts), claim, lambda: None))
    assert (len(mails(house)), len(events(house))) == (1, 1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"starts_at": "2020-01-01T10:00:00Z"}, "over"),
        ({"attendee": None, "lead_id": 4711}, "There is no lead"),
    ],
)
def test_what_cannot_be_is_said_in_words(house: House, given: dict[str, Any], words: str) -> None:
    run = done(house, {**INVITE, "approved": True, **given})
    assert run.status == "failed"
    assert words in (run.error_message or "")


def test_the_same_invitation_is_not_sent_again(house: House) -> None:
    done(house, {**INVITE, "approved": True})
    again = done(house, {**INVITE, "approved": True})
    assert "already (call 1)" in (again.error_message or "")
    assert len(mails(house)) == 1


def test_times_are_proposed_to_both_sides(house: House) -> None:
    done(house, {**INVITE, "approved": True})
    proposed = done(house, {"task": "propose", "attendee": INVITE["attendee"], "proposals": 4})
    found = proposed.result["proposals"]
    assert len(found) == 4
    assert all("America/New_York" in one["theirs"] for one in found)
    assert all("Africa/Johannesburg" in one["ours"] for one in found)
    none = done(
        house,
        {
            "task": "propose",
            "attendee": {"email": ANN, "zone": "Pacific/Auckland"},
            "working_hours": "Mon-Fri 09:00-10:00",
        },
    )
    assert "No time suits both sides" in none.result["not_done"][0]


def test_the_feed_has_the_calls_for_whoever_has_its_address(house: House) -> None:
    done(house, {**INVITE, "approved": True})
    page = house.client.get("/calendar").text
    address = page.partition('value="http')[2].partition('"')[0]
    path = address.partition("/api/")[2].replace("&amp;", "&")
    feed = house.client.get(f"/api/{path}")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [str(one["summary"]) for one in events_in(feed.text)] == ["Lunch; a first call"]
    for wrong in ("", "?token=", f"?{path.partition('?')[2]}x", "?token=WzBd.x.y"):
        answer = house.client.get(f"/api/calendar.ics{wrong}")
        assert answer.status_code == 401
        assert "copy it anew" in answer.json()["detail"]
