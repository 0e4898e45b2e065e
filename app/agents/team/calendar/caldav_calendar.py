"""The team's CalDAV calendar (RFC 4791), by the `caldav` library, which comes as an extra.

An event has one address, made of its UID, and each write says which version it takes the place of
(If-Match, If-None-Match): whatever dies in between, nothing is there twice, and nobody's change is
overwritten unseen.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.agents.team.calendar.slots import Busy
from app.lib.days import midnight
from app.lib.errors import MisconfiguredError, PermanentError, TransientError
from app.lib.settings.settings import Settings

if TYPE_CHECKING:
    from caldav.davclient import DAVClient
    from icalendar import Component

TIMEOUT_SECONDS = 20
LONGEST_BODY = 1_000_000
GONE = (404, 410)
NOT_AS_IT_WAS = (409, 412)
NOT_INSTALLED = "CALDAV_URL needs the library caldav, which is not installed (extra 'caldav')."


class CalendarAwayError(TransientError):
    """The calendar's server cannot be reached, or is in trouble."""


class CalendarRefusedError(PermanentError):
    """The calendar's server does not let us in, or refuses what we ask."""


class ChangedThereError(PermanentError):
    """The event there is another than the one that was to be replaced."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as the server has it."""

    text: str
    etag: str


@dataclass(frozen=True, slots=True)
class BusyElsewhere:
    uid: str
    busy: Busy


@contextmanager
def opened_calendar(settings: Settings) -> "Iterator[CaldavCalendar]":
    """Raises MisconfiguredError without the library; CalendarAwayError, CalendarRefusedError."""
    try:
        from caldav.davclient import DAVClient
    except ImportError as error:
        raise MisconfiguredError([NOT_INSTALLED]) from error
    password = settings.caldav_password
    with (
        translated(),
        DAVClient(
            url=str(settings.caldav_url),
            username=settings.caldav_username,
            password=password.get_secret_value() if password else None,
            timeout=TIMEOUT_SECONDS,
        ) as client,
    ):
        yield CaldavCalendar(client, str(settings.caldav_url).rstrip("/"))


@contextmanager
def translated() -> Iterator[None]:
    from caldav.lib.error import AuthorizationError, DAVError
    from caldav.lib.http_sync import requests

    try:
        yield
    except AuthorizationError as error:
        raise CalendarRefusedError(
            "The calendar does not let us in: check CALDAV_USERNAME and CALDAV_PASSWORD."
        ) from error
    except DAVError as error:
        raise CalendarAwayError("The calendar (CALDAV_URL) did not answer as it should.") from error
    except (requests.exceptions.RequestException, OSError) as error:
        raise CalendarAwayError("The calendar (CALDAV_URL) cannot be reached.") from error


class CaldavCalendar:
    """One calendar there."""

    def __init__(self, client: "DAVClient", url: str) -> None:
        self.client = client
        self.url = url

    def address_of(self, uid: str) -> str:
        return f"{self.url}/{hashlib.sha256(uid.encode()).hexdigest()[:40]}.ics"

    def put(self, uid: str, text: str, etag: str | None) -> str:
        """The new ETag. `etag` None: it must not be there yet. Raises ChangedThereError."""
        headers = {"Content-Type": "text/calendar; charset=utf-8"}
        headers |= {"If-Match": etag} if etag else {"If-None-Match": "*"}
        status, found = self.ask("PUT", uid, text, headers)
        if status in NOT_AS_IT_WAS:
            raise ChangedThereError("The event in the calendar is another than we put there.")
        check(status)
        return found or self.etag_there(uid)

    def etag_there(self, uid: str) -> str:
        """Of servers that give none for what they change as they take it (RFC 4791, 5.3.4)."""
        kept = self.read(uid)
        return kept.etag if kept is not None else ""

    def read(self, uid: str) -> Kept | None:
        """None where it is not there."""
        with translated():
            answer = self.client.request(self.address_of(uid), "GET")
        if answer.status in GONE:
            return None
        check(answer.status)
        return Kept(str(answer.raw)[:LONGEST_BODY], str(answer.headers.get("ETag", "")))

    def remove(self, uid: str, etag: str) -> None:
        """Also where it is gone already. Raises ChangedThereError."""
        status, _ = self.ask("DELETE", uid, "", {"If-Match": etag} if etag else {})
        if status in NOT_AS_IT_WAS:
            raise ChangedThereError("The event in the calendar is another than we put there.")
        if status not in GONE:
            check(status)

    def ask(self, method: str, uid: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        with translated():
            answer = self.client.request(self.address_of(uid), method, body, headers)
        return int(answer.status), str(answer.headers.get("ETag", ""))

    def busy_between(self, begins: datetime, ends: datetime, zone: ZoneInfo) -> list[BusyElsewhere]:
        """Each repetition of a series for itself. A whole day is one of `zone`."""
        from caldav.collection import Calendar

        asked: Any = Calendar(client=self.client, url=f"{self.url}/")
        within = {"start": begins.astimezone(UTC), "end": ends.astimezone(UTC)}
        with translated():
            texts = [str(one.data) for one in asked.search(**within, event=True, expand=True)]
        return [busy for text in texts for busy in busy_in_text(text, zone)]


def check(status: int) -> None:
    if status in (401, 403):
        raise CalendarRefusedError(
            "The calendar does not let us in: check CALDAV_USERNAME and CALDAV_PASSWORD."
        )
    if status == 404:
        raise CalendarRefusedError("There is no calendar at CALDAV_URL.")
    if status >= 500 or status == 429:
        raise CalendarAwayError(f"The calendar's server is in trouble ({status}).")
    if status >= 300:
        raise CalendarRefusedError(f"The calendar's server refuses the event ({status}).")


def busy_in_text(text: str, zone: ZoneInfo) -> Iterator[BusyElsewhere]:
    """Nothing of what cannot be read: one broken event there hinders no booking."""
    from icalendar import Calendar

    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except ValueError:
        return
    for event in events:
        yield from busy_in(event, zone)


def busy_in(event: "Component", zone: ZoneInfo) -> Iterator[BusyElsewhere]:
    if str(event.get("transp", "")).upper() == "TRANSPARENT":
        return
    if str(event.get("status", "")).upper() == "CANCELLED":
        return
    starts = getattr(event.get("dtstart"), "dt", None)
    ends = getattr(event.get("dtend"), "dt", None)
    length = getattr(event.get("duration"), "dt", None)
    if starts is None:
        return
    if ends is None:
        whole_day = timedelta(days=0 if isinstance(starts, datetime) else 1)
        ends = starts + (length if isinstance(length, timedelta) else whole_day)
    yield BusyElsewhere(str(event.get("uid", "")), Busy(moment(starts, zone), moment(ends, zone)))


def moment(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return midnight(value, zone)
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)
