"""The tool `take_in_calendar_answer`: for whoever reads a mailbox that answers come to."""

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.parts.parts import Parts


class CalendarAnswer(BaseModel):
    """`text`: an iTIP object, as the mail brought it; `sender`: the bare address it came from."""

    model_config = ConfigDict(frozen=True)

    text: Annotated[str, Field(max_length=400_000)]
    sender: Annotated[str, Field(max_length=400)]


class TakenIn(BaseModel):
    """`what` says in words what came of it."""

    what: str
    event_ids: tuple[int, ...] = ()
    changed: bool = False


async def take_in_calendar_answer(parts: "Parts", _: Caller, given: BaseModel) -> TakenIn:
    """Counts once, however often it is handed in. Raises DatabaseAwayError."""
    from app.agents.team.calendar.apply_reply import apply_reply

    asked = CalendarAnswer.model_validate(given)
    with parts.database.write() as session:
        found = apply_reply(session, asked.text, asked.sender, parts.clock())
    return TakenIn(what=found.what, event_ids=found.event_ids, changed=found.changed)


TAKE_IN_CALENDAR_ANSWER = Tool(
    name="take_in_calendar_answer",
    description="Takes in what a calendar program answers to an invitation: accepted, declined, "
    "another time asked for.",
    input=CalendarAnswer,
    output=TakenIn,
    effect=Effect.WRITES,
    work=take_in_calendar_answer,
    limit=1_000,
)
