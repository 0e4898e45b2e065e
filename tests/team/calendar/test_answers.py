"""What calendar programs answer, as each of them writes it, counts once and where it should."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.agents.team.calendar.answers import NoAnswerError, read_answers
from app.agents.team.calendar.apply_reply import ReplyOutcome, apply_reply
from app.agents.team.calendar.attendees import Attendee, read_stored, stored
from app.agents.team.calendar.events import changed
from app.agents.team.tables import CalendarEvent
from app.parts.store.database import Database
from tests.team.calendar.sample_calls import NOW, call

UID = "call-1@debonairs.example"
ANN = "ann@acme.example"
HEAD = "BEGIN:VCALENDAR\r\nPRODID:-//x//y//EN\r\nVERSION:2.0\r\nMETHOD:{method}\r\n"
GOOGLE = (
    HEAD + "BEGIN:VEVENT\r\nDTSTART:20260115T080000Z\r\nDTEND:20260115T083000Z\r\n"
    "DTSTAMP:{stamp}\r\nORGANIZER;CN=x:mailto:lunch@debonairs.example\r\nUID:{uid}\r\n"
    "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said};CN=ann@acme.ex\r\n"
    " ample;X-NUM-GUESTS=0:mailto:{who}\r\nSEQUENCE:{sequence}\r\nSTATUS:CONFIRMED\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
OUTLOOK = (
    HEAD + "BEGIN:VTIMEZONE\r\nTZID:South Africa Standard Time\r\nBEGIN:STANDARD\r\n"
    "DTSTART:16010101T000000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\n"
    "END:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
    'ATTENDEE;PARTSTAT={said};CN="Ann, of Acme: she":MAILTO:Ann@\r\n'
    " ACME.example\r\nCOMMENT;LANGUAGE=en-US:I am there\\, gladly\\n\r\nUID:{uid}\r\n"
    "SUMMARY;LANGUAGE=en-US:Accepted: Call\r\n"
    "DTSTART;TZID=South Africa Standard Time:20260115T1\r\n"
    "\t00000\r\nCLASS:PUBLIC\r\nDTSTAMP:{stamp}\r\nSEQUENCE:{sequence}\r\n"
    "X-MICROSOFT-CDO-APPT-SEQUENCE:0\r\nX-MICROSOFT-DISALLOW-COUNTER:FALSE\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
APPLE = (
    HEAD.replace("METHOD", "CALSCALE:GREGORIAN\r\nMETHOD") + "BEGIN:VEVENT\r\nUID:{uid}\r\n"
    "DTSTAMP:{stamp}\r\n"
    'ATTENDEE;CN="Ann";EMAIL="ann@acme.example";PARTSTAT="{said}":mailto:{who}\r\n'
    "SUMMARY:Läsagne\r\nTRANSP:OPAQUE\r\nBEGIN:VALARM\r\nACTION:NONE\r\n"
    "TRIGGER;VALUE=DATE-TIME:19760401T005545Z\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
ZIMBRA = (
    HEAD
    + "BEGIN:VTIMEZONE\r\nTZID:Africa/Johannesburg\r\nBEGIN:STANDARD\r\nDTSTART:19710101T000000\r\n"
    "TZOFFSETTO:+0200\r\nTZOFFSETFROM:+0200\r\nTZNAME:SAST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    "BEGIN:VEVENT\r\nUID:{uid}\r\n"
    'ATTENDEE;CN=Ann;ROLE=REQ-PARTICIPANT;PARTSTAT={said};SENT-BY="mailto\r\n'
    ' :sam@office.example":mailto:{who}\r\nDTSTART;TZID="Africa/Johannesburg":20260115T140000\r\n'
    'DTEND;TZID="Africa/Johannesburg":20260115T143000\r\nDTSTAMP:{stamp}\r\nSEQUENCE:{sequence}\r\n'
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
CLIENTS = {"google": GOOGLE, "outlook": OUTLOOK, "apple": APPLE, "zimbra": ZIMBRA}


def written(client: str, **more: object) -> str:
    given = {
        "method": "REPLY",
        "stamp": "20260106T090000Z",
        "said": "ACCEPTED",
        "who": ANN,
        "sequence": 0,
        "uid": UID,
    }
    return CLIENTS[client].format(**{**given, **more})


@dataclass
class Ours:
    """The event, and what came of answers to it."""

    session: Session
    event: CalendarEvent

    def hears(self, text: str, sender: str = ANN) -> ReplyOutcome:
        return apply_reply(self.session, text, sender, NOW + timedelta(days=30))

    @property
    def ann(self) -> Attendee:
        return next(one for one in read_stored(self.event.attendees) if one.email == ANN)


@pytest.fixture
def ours(sqlite_url: str) -> Iterator[Ours]:
    database = Database(sqlite_url)
    with database.write() as session:
        event = call("Africa/Johannesburg", datetime(2026, 1, 15, 8, 0, tzinfo=UTC))
        session.add(event)
        session.flush()
        yield Ours(session, event)
    database.close()


SPOILT: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "bare line ends": lambda text: text.replace("\r\n", "\n"),
    "line ends of old Macs": lambda text: text.replace("\r\n", "\r"),
    "a mark before it and lines around it": lambda text: f"\ufeffHello\r\n\r\n{text}\r\n--\r\nAnn",
    "empty lines in it": lambda text: text.replace("\r\nUID", "\r\n\r\nUID"),
    "small letters": lambda text: text.replace("METHOD:REPLY", "method:reply"),
}


@pytest.mark.parametrize("client", CLIENTS)
def test_each_program_is_understood_however_its_text_was_changed(ours: Ours, client: str) -> None:
    days = 0
    for spoil in SPOILT.values():
        for said in ("DECLINED", "TENTATIVE", "ACCEPTED"):
            days += 1
            stamp = f"{datetime(2026, 1, 6, tzinfo=UTC) + timedelta(hours=days):%Y%m%dT%H%M%SZ}"
            text = spoil(written(client, said=said, stamp=stamp))
            assert ours.hears(text).changed, (client, said)
            assert ours.ann.participation == said.lower()
            assert not ours.hears(text).changed
            status = "confirmed" if said == "ACCEPTED" else "tentative"
            assert ours.event.status == status


def test_an_older_answer_does_not_undo_a_newer_one(ours: Ours) -> None:
    assert ours.hears(written("google", stamp="20260107T090000Z")).changed
    assert not ours.hears(written("google", said="DECLINED")).changed
    assert ours.ann.participation == "accepted"


def test_what_does_not_count_changes_nothing_and_says_why(ours: Ours) -> None:
    ours.event.sequence = 2
    cases = {
        "no invitation of ours": written("google", uid="somebody-elses@x.example"),
        "an earlier version": written("google", sequence=1),
        "not invited": written("google", who="eve@evil.example", sequence=2),
        "neither accepts": written("google", said="NEEDS-ACTION", sequence=2),
        "its method is REQUEST": written("google", method="REQUEST"),
        "its method is not named": written("google").replace("METHOD:REPLY\r\n", ""),
        "no calendar": "Accepted: Call\r\n\r\nI am there",
        "cut off": written("google")[:300],
        "too long": written("google") + "x" * 300_000,
        "names no event": written("google", uid="x\r\nRECURRENCE-ID:20260115T080000Z"),
    }
    for words, text in cases.items():
        outcome = ours.hears(text)
        assert not outcome.changed
        assert words in outcome.what, (words, outcome.what)
    right = written("google", sequence=2)
    assert "another address" in ours.hears(right, "eve@evil.example").what
    ours.event.status = "cancelled"
    assert "cancelled before" in ours.hears(right).what
    assert ours.ann == Attendee(email=ANN, name='Ann "A"; Ä: B')


def test_a_secretary_or_an_alias_may_answer(ours: Ours) -> None:
    assert ours.hears(written("zimbra"), "sam@office.example").changed
    alias = written("google", who="a.smith@acme.example", said="DECLINED", stamp="20260108T000000Z")
    assert ours.hears(alias, "a.smith@acme.example").changed
    assert ours.ann.participation == "declined"


def test_who_is_sent_instead_is_noted(ours: Ours) -> None:
    to = 'DELEGATED;DELEGATED-TO="mailto:bob@acme.example"'
    assert ours.hears(written("google", said=to)).changed
    attendees = read_stored(ours.event.attendees)
    assert [(one.email, one.participation) for one in attendees] == [
        (ANN, "delegated"),
        ("bob@acme.example", "needs-action"),
    ]
    bobs = written("google", who="bob@acme.example", stamp="20260107T000000Z")
    assert ours.hears(bobs, "bob@acme.example").changed
    assert ours.event.status == "confirmed"


def test_another_time_that_is_asked_for_is_shown_and_moves_nothing(ours: Ours) -> None:
    outcome = ours.hears(written("zimbra", method="COUNTER", said="TENTATIVE"))
    assert "2026-01-15 12:00 UTC" in outcome.what
    assert ours.ann.proposes == datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
    assert ours.ann.participation == "needs-action"
    assert ours.event.starts_at == datetime(2026, 1, 15, 8, 0, tzinfo=UTC)


def test_an_answer_without_its_moment_counts_once(ours: Ours) -> None:
    text = written("apple").replace("DTSTAMP:20260106T090000Z\r\n", "")
    assert ours.hears(text).changed
    assert not ours.hears(text).changed


def test_an_answer_whose_moment_is_none_counts_as_one_without(ours: Ours) -> None:
    text = written("google").replace("DTSTAMP:20260106T090000Z", "DTSTAMP:yesterday")
    assert "DTSTAMP:yesterday" in text
    assert read_answers(text)[0].stamped_at is None
    assert ours.hears(text).changed


def test_a_change_of_the_call_asks_anew(ours: Ours) -> None:
    assert ours.hears(written("google")).changed
    ours.event.attendees = stored([Attendee(email=ANN)])
    ours.event.sequence = 1
    changed(ours.event, NOW)
    assert not ours.hears(written("google")).changed
    assert ours.hears(written("google", sequence=1)).changed


@settings(max_examples=150)
@given(st.data())
def test_whatever_a_stranger_sends_is_an_answer_or_none(data: st.DataObject) -> None:
    text = written(data.draw(st.sampled_from(sorted(CLIENTS))))
    at = data.draw(st.integers(0, len(text)))
    more = data.draw(
        st.text(max_size=30) | st.sampled_from(["\r\n", ":", ";", '"', "BEGIN:VEVENT\r\n"])
    )
    cut = data.draw(st.integers(0, 40))
    try:
        read_answers(text[:at] + more + text[at + cut :])
    except NoAnswerError:
        return
