"""An invitation says the same moment to every program that reads it."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from app.agents.team.calendar.invitation import Method, feed_text, itip_text
from app.agents.team.calendar.zone_component import zone_component
from tests.team.calendar.sample_calls import NOW, ZONES, call, calls, events_in, read


class AsWritten(tzinfo):
    """A zone as a program knows it that has nothing but the VTIMEZONE."""

    def __init__(self, component: Any) -> None:
        self.changes = sorted(
            (part["dtstart"].dt, part["tzoffsetfrom"].td, part["tzoffsetto"].td)
            for part in component.subcomponents
        )

    def utcoffset(self, moment: datetime | None) -> timedelta:
        assert moment is not None
        shown = moment.replace(tzinfo=None)
        begun = [new for begins, _, new in self.changes if begins <= shown]
        assert isinstance(begun[-1], timedelta)
        return begun[-1]

    def dst(self, _: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, _: datetime | None) -> str:
        return "as written"


def test_forty_calls_are_read_as_the_moments_they_are() -> None:
    events = calls()
    assert len(events) >= 40
    for event in events:
        text = itip_text(event, Method.REQUEST, "Debonairs", "sender@debonairs.example")
        whole = read(text)
        (found,) = whole.walk("VEVENT")
        for name, moment in (("dtstart", event.starts_at), ("dtend", event.ends_at)):
            value = found[name].dt
            assert value.astimezone(UTC) == moment, (event.zone, name)
            for zone in whole.walk("VTIMEZONE"):
                assert zone["tzid"] == event.zone
                by_itself = value.replace(tzinfo=AsWritten(zone))
                assert by_itself.astimezone(UTC) == moment, (event.zone, name)


def test_each_change_of_the_clock_begins_when_it_does() -> None:
    """By the text alone, before and after each of them, in two years of every zone."""
    for name in ZONES:
        zone = ZoneInfo(name)
        written = AsWritten(zone_component(zone, NOW, NOW + timedelta(days=365)))
        moment = NOW - timedelta(days=300)
        while moment < NOW + timedelta(days=600):
            shown = moment.astimezone(zone)
            twice = shown.utcoffset() != shown.replace(fold=1 - shown.fold).utcoffset()
            if not twice:
                assert written.utcoffset(shown) == shown.utcoffset(), shown
            moment += timedelta(hours=1)


def test_what_people_wrote_is_read_as_they_wrote_it() -> None:
    text = itip_text(call("Asia/Tokyo", NOW), Method.REQUEST, 'Scout, "the" Team', "a@b.example")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = events_in(text)
    assert event["summary"] == "Läsagne; lunch, \\ and more"
    assert event["description"] == "First line\nSecond, line; of two"
    assert event["attendee"].params["CN"] == "Ann 'A'; Ä: B"
    assert event["attendee"].params["RSVP"] == "TRUE"
    assert event["organizer"].params["CN"] == "Scout, 'the' Team"
    assert event["organizer"].params["SENT-BY"] == "mailto:a@b.example"


def test_a_feed_of_many_zones_names_each_once() -> None:
    events = calls()
    whole = read(feed_text(events, "Calls"))
    named = [str(zone["tzid"]) for zone in whole.walk("VTIMEZONE")]
    assert len(named) == len(set(named))
    found = {str(one["uid"]): one["dtstart"].dt.astimezone(UTC) for one in whole.walk("VEVENT")}
    assert found == {event.uid: event.starts_at.astimezone(UTC) for event in events}
