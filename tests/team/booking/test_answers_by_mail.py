"""An answer that lies in the mailbox reaches the calendar, once, whatever mail it comes in."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

from sqlmodel import select

from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.listening.calendar_answers import calendar_texts, hand_on_answers
from app.agents.team.calendar.attendees import read_stored
from app.agents.team.tables import CalendarEvent
from app.parts.runs.lease import Claim
from app.service.agents import with_tools
from tests.team.calendar.sample_calls import call
from tests.team.house import House

REPLY = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
    "UID:call-1@debonairs.example\r\nDTSTAMP:20260106T090000Z\r\nSEQUENCE:0\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@acme.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def answer(calendar: str = REPLY, subtype: str = "calendar") -> bytes:
    message = EmailMessage()
    message["From"] = "Ann <ann@acme.example>"
    message["Subject"] = "Accepted: Call"
    message.set_content("Ann has accepted.")
    message.add_alternative(calendar, subtype=subtype, params={"method": "REPLY"})
    return bytes(message)


def test_an_answer_in_the_mailbox_is_in_the_calendar_once(house: House) -> None:
    now = datetime.now(UTC)
    with house.database.write() as session:
        session.add(call("Africa/Johannesburg", now + timedelta(days=3)))
    parts, raw = with_tools(house.parts), answer()
    claim = Claim(1, "lead_inbox", "inbox", "me", 1, now, now)
    for _ in range(2):
        asyncio.run(hand_on_answers(parts, claim, raw, read_incoming(raw)))
    with house.database.read() as session:
        event = session.exec(select(CalendarEvent)).one()
    assert [one.participation for one in read_stored(event.attendees)] == ["accepted"]
    assert (event.status, event.revision) == ("confirmed", 2)


def test_calendars_are_found_in_any_mail_and_none_in_a_wrapper_that_nobody_can_read() -> None:
    assert calendar_texts(answer()) == [REPLY.replace("\r\n", "\n")]
    wrapped = answer().replace(b"text/calendar", b"application/ms-tnef; name=winmail.dat")
    assert calendar_texts(wrapped) == []
    broken = answer().replace(b'charset="utf-8"', b'charset="no such one"')
    assert len(calendar_texts(broken)) == 1
    assert calendar_texts(b"\xff\x00 no mail text/calendar") == []
