"""The work of booking and call preparation."""

from app.agents.team.desk import Desk
from app.agents.team.roles.booking_callprep.role import BookingInput, BookingOutput


async def book_or_prepare(_: Desk, given: BookingInput) -> BookingOutput:
    """Raises ScoutError."""
    return BookingOutput(task=given.task, not_done=("This is not there yet.",))
