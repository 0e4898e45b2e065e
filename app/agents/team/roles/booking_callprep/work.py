"""The work of booking and call preparation: one of five tasks."""

from collections.abc import Awaitable, Callable

from app.agents.team.desk import Desk
from app.agents.team.roles.booking_callprep.invite import cancel, invite, update
from app.agents.team.roles.booking_callprep.prepare import prepare_call
from app.agents.team.roles.booking_callprep.propose import propose_times
from app.agents.team.roles.booking_callprep.role import BookingInput, BookingOutput

TASKS: dict[str, Callable[[Desk, BookingInput], Awaitable[BookingOutput]]] = {
    "propose": propose_times,
    "invite": invite,
    "update": update,
    "cancel": cancel,
    "prepare": prepare_call,
}


async def book_or_prepare(desk: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError."""
    return await TASKS[given.task](desk, given)
