"""What each of the five webhooks does with an event: the one list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlmodel import Session

from app.agents.team.webhooks.events import Event
from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.parts.agent import StillOurs
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.tools.tool import Caller, use

Result = TypeVar("Result", bound=BaseModel)
Read = TypeVar("Read")
Rings = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Bench:
    """What an event is worked on with. `rings`: runs that are to be rung for once all is stored,
    each with its queue."""

    parts: Parts
    claim: Claim
    still_ours: StillOurs
    rings: Rings = field(default_factory=list)

    async def use(
        self, event: Event, tool: str, given: BaseModel, output: type[Result], part: str = ""
    ) -> Result:
        """What another agent's tool gives. The call is known by the event, whichever run makes it:
        a second try does nothing twice. Raises NoSuchToolError, ScoutError."""
        self.still_ours()
        call_id = f"webhook:{event.kind}:{event.event_id}:{part or tool}"
        caller = Caller(self.claim.agent, self.claim.run_id, call_id)
        return await use(self.parts, caller, tool, given, output)


Store = Callable[[Session], str]
"""Stores what an event comes to and says it in words; in the transaction that ends the event."""
Handle = Callable[[Bench, Event], Awaitable[Store]]
"""Raises ScoutError. What it does outside its Store, it may do again."""


def saying(words: str) -> Store:
    """For what needs nothing stored."""
    return lambda _: words


def read_json(adapter: TypeAdapter[Read], event: Event, what: str) -> Read:
    """Raises PermanentError, which names the first thing that is wrong."""
    try:
        return adapter.validate_json(event.body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        where = f" at {one_line(place, 120)}" if place else ""
        raise PermanentError(f"It is not {what}: look{where or ' at it'}.") from error


def handler_of(kind: str) -> Handle:
    """Raises PermanentError."""
    from app.agents.team.webhooks.calendar.calendar_events import take_booking
    from app.agents.team.webhooks.finished_tasks import take_report
    from app.agents.team.webhooks.mail.incoming_mail import take_mail
    from app.agents.team.webhooks.monitoring.alerts import take_alerts
    from app.agents.team.webhooks.scrapes import take_scrape

    handlers: dict[str, Handle] = {
        "email": take_mail,
        "calendar": take_booking,
        "scrape": take_scrape,
        "task": take_report,
        "monitoring": take_alerts,
    }
    if kind not in handlers:
        raise PermanentError(f"There is no webhook of the kind '{one_line(kind, 40)}'.")
    return handlers[kind]
