"""What the calendar's page shows: calls by week, those that are over or cancelled, and times that
were proposed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlmodel import Session, col, select

from app.agents.team.calendar.attendees import Attendee, Participation, read_stored
from app.agents.team.calendar.bookings import BOOKING_CALLPREP
from app.agents.team.calendar.events import is_cancelled
from app.agents.team.calendar.pages.feed import feed_address
from app.agents.team.tables import CalendarEvent, CallScript
from app.parts.http.pages import Badge
from app.parts.parts import Parts
from app.parts.runs.tables import AgentRun, RunStatus
from app.parts.store.statements import required_id

MOST_AHEAD, MOST_PAST, MOST_PROPOSING = 200, 50, 20
PROPOSED_WITHIN = timedelta(days=14)
SAID = {
    Participation.NEEDS_ACTION: Badge("no answer yet", "quiet"),
    Participation.ACCEPTED: Badge("accepted", "good"),
    Participation.DECLINED: Badge("declined", "bad"),
    Participation.TENTATIVE: Badge("accepted tentatively", "warn"),
    Participation.DELEGATED: Badge("sends somebody else", "warn"),
}


@dataclass(frozen=True, slots=True)
class Guest:
    name: str
    said: Badge
    comment: str = ""
    proposes: datetime | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """`trouble`: why the CalDAV calendar has it not as it is here. `script`: of the newest task
    that prepared it."""

    id: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    location: str
    source: str
    guests: tuple[Guest, ...]
    lead_id: int | None
    script_task: int | None
    trouble: str = ""

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at) / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Week:
    """`begins`: its Monday, where the team is."""

    begins: date
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """Times that a task found and of which none is booked yet, as far as we know."""

    task_id: int
    asked_at: datetime
    times: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    weeks: tuple[Week, ...]
    past: tuple[Call, ...]
    cancelled: tuple[Call, ...]
    proposed: tuple[Proposed, ...]
    waiting: tuple[int, ...]
    address: str


class ProposedTime(BaseModel):
    model_config = ConfigDict(frozen=True)

    starts_at: datetime
    ours: str


class StoredResult(BaseModel):
    """What the page needs of a task's result."""

    model_config = ConfigDict(frozen=True)

    task: str = ""
    proposals: tuple[ProposedTime, ...] = ()
    needs_approval: bool = False


Done = tuple[AgentRun, StoredResult]


def read_calendar(parts: Parts, user_id: int | None) -> CalendarView:
    now, zone = parts.clock(), parts.settings.zone
    with parts.database.read() as session:
        ahead = events(session, col(CalendarEvent.ends_at) > now, MOST_AHEAD)
        over = events(session, col(CalendarEvent.ends_at) <= now, MOST_PAST, newest_first=True)
        scripts = scripts_of(session, [required_id(one.id) for one in (*ahead, *over)])
        tasks = recent_tasks(session, now)
    calls = [call_of(one, scripts) for one in ahead if not is_cancelled(one)]
    weeks = groupby(calls, key=lambda call: monday(call.starts_at.astimezone(zone).date()))
    return CalendarView(
        weeks=tuple(Week(begins, tuple(found)) for begins, found in weeks),
        past=tuple(call_of(one, scripts) for one in over if not is_cancelled(one)),
        cancelled=tuple(call_of(one, scripts) for one in (*ahead, *over) if is_cancelled(one)),
        proposed=tuple(proposed_in(tasks, now)),
        waiting=tuple(waiting_in(tasks)),
        address=feed_address(parts.settings, user_id),
    )


def events(
    session: Session, which: object, most: int, *, newest_first: bool = False
) -> Sequence[CalendarEvent]:
    order = col(CalendarEvent.starts_at)
    query = select(CalendarEvent).where(which)  # type: ignore[arg-type]
    return session.exec(query.order_by(order.desc() if newest_first else order).limit(most)).all()


def scripts_of(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """The task that wrote the newest script, by event."""
    query = (
        select(CallScript.event_id, CallScript.run_id)
        .where(col(CallScript.event_id).in_(event_ids))
        .order_by(col(CallScript.id))
    )
    return {event_id: run_id for event_id, run_id in session.exec(query) if event_id is not None}


def recent_tasks(session: Session, now: datetime) -> list[Done]:
    query = (
        select(AgentRun)
        .where(
            AgentRun.agent == BOOKING_CALLPREP,
            AgentRun.status == RunStatus.COMPLETED,
            col(AgentRun.completed_at) > now - PROPOSED_WITHIN,
        )
        .order_by(col(AgentRun.id).desc())
        .limit(MOST_PROPOSING)
    )
    found = []
    for run in session.exec(query):
        try:
            found.append((run, StoredResult.model_validate(run.result)))
        except ValidationError:
            continue  # of another version of the service
    return found


def proposed_in(
    tasks: Sequence[tuple[AgentRun, StoredResult]], now: datetime
) -> Iterator[Proposed]:
    for run, result in tasks:
        ahead = tuple(one.ours for one in result.proposals if one.starts_at > now)
        if ahead:
            yield Proposed(required_id(run.id), run.created_at, ahead)


def waiting_in(tasks: Sequence[Done]) -> Iterator[int]:
    """Drafts that nobody has approved yet."""
    approved = {run.external_id for run, _ in tasks}
    for run, result in tasks:
        if result.needs_approval and approval_name(required_id(run.id)) not in approved:
            yield required_id(run.id)


def approval_name(task_id: int) -> str:
    """The external id of the task that sends what another drafted: approved twice, sent once."""
    return f"approved-{task_id}"


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def call_of(event: CalendarEvent, scripts: dict[int, int]) -> Call:
    event_id = required_id(event.id)
    return Call(
        id=event_id,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        summary=event.summary,
        location=event.location,
        source=event.source,
        guests=tuple(guest_of(one) for one in read_stored(event.attendees)),
        lead_id=event.lead_id,
        script_task=scripts.get(event_id),
        trouble=event.caldav_problem or "",
    )


def guest_of(attendee: Attendee) -> Guest:
    return Guest(
        attendee.name or attendee.email,
        SAID[attendee.participation],
        attendee.comment,
        attendee.proposes,
    )
