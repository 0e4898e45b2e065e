"""Booking and call preparation: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    model_validator,
)

from app.agents.team.calendar.zones import zone_named
from app.agents.team.role import Role, TaskInput, TaskOutput
from app.lib.mail_address import NotAnAddressError, parse_address
from app.lib.weekly_window import NotAWindowError, parse_window

if TYPE_CHECKING:
    from app.agents.team.desk import Desk

WORKING_HOURS = "Mon-Fri 09:00-17:00"


def address(text: str) -> str:
    try:
        return str(parse_address(text))
    except NotAnAddressError as error:
        raise ValueError(str(error)) from error


def known_zone(name: str) -> str:
    zone = zone_named(name)
    if zone is None:
        raise ValueError(f"'{name[:80]}' is no time zone such as Africa/Johannesburg")
    return zone.key


def window(text: str) -> str:
    try:
        parse_window(text)
    except NotAWindowError as error:
        raise ValueError(str(error)) from error
    return text


Address = Annotated[str, Field(max_length=254), AfterValidator(address)]
Zone = Annotated[str, Field(max_length=80), AfterValidator(known_zone)]
Window = Annotated[str, Field(max_length=200), AfterValidator(window)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
RowId = Annotated[int, Field(ge=1, le=2**31 - 1)]
Text = Annotated[str, Field(max_length=2_000)]
Line = Annotated[str, Field(max_length=200)]


class AttendeeGiven(BaseModel):
    """Whom the call is with. `zone` and `country` empty: those of the lead, or of our own side."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Address
    name: Line = ""
    zone: Zone | None = None
    country: Country | None = None
    working_hours: Window = WORKING_HOURS


class BookingInput(TaskInput):
    """`propose` needs whom (`lead_id` or `attendee`); `invite` also `starts_at`; `update` and
    `cancel` need `event_id`; `prepare` an `event_id`, `lead_id` or `attendee`.

    What goes to somebody outside goes only with `approved`: without it the task gives the draft.
    Times of `working_hours` are those on the clock of each side. `duration_minutes` is 30 for a new
    call and as before for one that is updated; what an update does not name stays as it is, too.
    `offer`: what the call is about, for what is to be said in it.
    """

    task: Literal["propose", "invite", "update", "cancel", "prepare"]
    lead_id: RowId | None = None
    attendee: AttendeeGiven | None = None
    event_id: RowId | None = None
    starts_at: AwareDatetime | None = None
    duration_minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    from_date: date | None = None
    to_date: date | None = None
    proposals: Annotated[int, Field(ge=1, le=20)] = 5
    notice_hours: Annotated[int, Field(ge=0, le=720)] = 24
    buffer_minutes: Annotated[int, Field(ge=0, le=240)] = 15
    working_hours: Window = WORKING_HOURS
    zone: Zone | None = None
    country: Country | None = None
    title: Line = ""
    note: Text = ""
    location: Line = ""
    offer: Text = ""
    approved: StrictBool = False

    @model_validator(mode="after")
    def has_what_its_task_needs(self) -> Self:
        if self.task in ("update", "cancel") and self.event_id is None:
            raise ValueError(f"'{self.task}' needs the event_id of the call")
        if self.task in ("propose", "invite") and self.lead_id is None and self.attendee is None:
            raise ValueError(f"'{self.task}' needs a lead_id or an attendee")
        if self.task == "invite" and self.starts_at is None:
            raise ValueError("'invite' needs starts_at, the time of the call with its zone")
        if self.task == "prepare" and not (self.event_id or self.lead_id or self.attendee):
            raise ValueError("'prepare' needs an event_id, a lead_id or an attendee")
        if self.from_date and self.to_date and self.to_date < self.from_date:
            raise ValueError("to_date is before from_date")
        return self


class Proposal(BaseModel):
    """A time that suits both sides, in words for each."""

    model_config = ConfigDict(frozen=True)

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    theirs: str
    ours: str


class InvitationDraft(BaseModel):
    """What would go to whom: the mail's words and its iCalendar method."""

    model_config = ConfigDict(frozen=True)

    to: tuple[str, ...]
    method: str
    subject: str
    text: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class ScriptLine(BaseModel):
    """Something to say. What is said of the lead rests on the fact, whose quote stands on the page
    at `url`."""

    model_config = ConfigDict(frozen=True)

    text: str
    fact_id: int | None = None
    quote: str = ""
    url: str = ""


class CallScriptText(BaseModel):
    """What to say in a call, in its order."""

    model_config = ConfigDict(frozen=True)

    intro: tuple[ScriptLine, ...] = ()
    questions: tuple[ScriptLine, ...] = ()
    demo: tuple[ScriptLine, ...] = ()
    objections: tuple[ScriptLine, ...] = ()
    close: tuple[ScriptLine, ...] = ()
    follow_ups: tuple[ScriptLine, ...] = ()


class BookingOutput(TaskOutput):
    """`needs_approval`: nothing was sent; `how_to_approve` says what sends it. `notes`: what a
    person should know before, such as a holiday."""

    task: str = ""
    proposals: tuple[Proposal, ...] = ()
    needs_approval: bool = False
    how_to_approve: str = ""
    draft: InvitationDraft | None = None
    event_id: int | None = None
    uid: str = ""
    sequence: int | None = None
    script: CallScriptText | None = None
    script_id: int | None = None
    written_by: str = ""
    notes: tuple[str, ...] = ()


async def book_or_prepare(desk: "Desk", given: BookingInput) -> BookingOutput:
    """One of five tasks. Raises ScoutError."""
    from app.agents.team.roles.booking_callprep.invite import cancel, invite, update
    from app.agents.team.roles.booking_callprep.prepare import prepare_call
    from app.agents.team.roles.booking_callprep.propose import propose_times

    works = {
        "propose": propose_times,
        "invite": invite,
        "update": update,
        "cancel": cancel,
        "prepare": prepare_call,
    }
    return await works[given.task](desk, given)


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    return book_or_prepare(desk, BookingInput.model_validate(given))


BOOKING_CALLPREP = Role(
    name="booking_callprep",
    path="booking-callprep",
    title="Booking and call preparation",
    what="Proposes times for a call, invites, changes and cancels, and writes what to say in it.",
    input=BookingInput,
    output=BookingOutput,
    work=work,
    template="booking_callprep.html.j2",
)
