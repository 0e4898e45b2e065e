"""The tool `prepare_mail`: a lead's next mail in a campaign, written as a round writes it. It waits
for a person, unless the campaign says that it need not; nothing is sent here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import IntegrityError

from app.lib.errors import PermanentError
from app.parts.tools.tool import Caller, Effect, Tool

if TYPE_CHECKING:
    from app.agents.leads.campaigns.preparing import ToWrite
    from app.agents.leads.campaigns.ways import Way
    from app.agents.leads.campaigns.writing import NewDraft
    from app.parts.model.paid import PaidModel
    from app.parts.parts import Parts

WRITING_SECONDS = 120.0
WAITS = "Its next mail is not due, or waits already."


class MailWanted(BaseModel):
    model_config = ConfigDict(frozen=True)

    campaign_id: int
    lead_id: int


class PreparedMail(BaseModel):
    """`draft_id` None: nothing was written; `why` says why. `state`: draft (a person has to look),
    approved, or what became of it. `problems` have to be put right before it may go."""

    draft_id: int | None = None
    step: str = ""
    state: str = ""
    subject: str = ""
    body: str = ""
    problems: tuple[str, ...] = ()
    why: str = ""


async def prepare_mail(parts: "Parts", caller: Caller, given: BaseModel) -> PreparedMail:
    """Asked again it gives the mail that stands there. Raises PermanentError where the lead is not
    in the campaign, ScoutError."""
    from app.agents.leads.campaigns import ways
    from app.agents.leads.campaigns.next_mail import End
    from app.agents.leads.campaigns.preparing import ToWrite, prepare
    from app.agents.leads.campaigns.ways import Way
    from app.agents.leads.campaigns.writing import write_draft

    asked = MailWanted.model_validate(given)
    way, now = Way(asked.campaign_id, asked.lead_id), parts.clock()
    with parts.database.write() as session:
        if not ways.is_open(session, way):
            raise PermanentError(
                f"Lead {way.lead_id} is not on its way in campaign {way.campaign_id}."
            )
        found = prepare(session, parts.settings, way, now)
        if isinstance(found, End):
            ways.end(session, way, found.because, now)
    if isinstance(found, End):
        return PreparedMail(why=found.because)
    if isinstance(found, ToWrite):
        async with opened_model(parts, caller) as model:
            draft = await write_draft(found.brief, model)
        store(parts, caller, found, draft)
    return newest(parts, way)


@asynccontextmanager
async def opened_model(parts: "Parts", caller: Caller) -> "AsyncIterator[PaidModel | None]":
    """None without a key: the templates write. At most MAX_CONCURRENT_MODEL_CALLS at once, as all
    calls of the team."""
    settings = parts.settings
    if settings.openai_api_key is None:
        yield None
        return
    from app.parts.model.budget import DailyBudget
    from app.parts.model.configured import client_of
    from app.parts.model.loop_clock import loop_seconds
    from app.parts.model.paid import PaidModel
    from app.parts.model.purse import Purse
    from app.parts.queue.shared_places import MODEL_CALLS, SharedPlaces
    from app.parts.store.api_usage import Service
    from app.parts.store.reservations import Holder

    places = SharedPlaces(parts.redis_url, MODEL_CALLS, settings.max_concurrent_model_calls)
    until = loop_seconds() + WRITING_SECONDS
    try:
        async with (
            places.place(WRITING_SECONDS),
            client_of(settings, settings.openai_api_key, waits_until=until) as client,
        ):
            holder = Holder(Service.MODEL, caller.agent, caller.run_id)
            yield PaidModel(client, Purse(DailyBudget(parts, holder, settings.openai_model)))
    finally:
        await places.aclose()


def store(parts: "Parts", caller: Caller, work: "ToWrite", draft: "NewDraft") -> None:
    """Nothing if the way was ended meanwhile, or another was quicker."""
    from app.agents.leads.campaigns import ways
    from app.agents.leads.campaigns.round import draft_row
    from app.agents.leads.campaigns.stopping import lock_lead

    try:
        with parts.database.write() as session:
            lead = lock_lead(session, work.way.lead_id)
            if lead is None or not ways.is_open(session, work.way):
                return
            row = draft_row(work, draft, parts.clock())
            row.run_id, row.from_email = caller.run_id, ways.mailbox_before(session, work.way)
            session.add(row)
    except IntegrityError:
        return


def newest(parts: "Parts", way: "Way") -> PreparedMail:
    from app.agents.leads.campaigns import ways

    with parts.database.read() as session:
        rows = ways.mails_of(session, way)
    if not rows:
        return PreparedMail(why=WAITS)
    row = rows[-1][0]
    return PreparedMail(
        draft_id=row.id,
        step=row.step,
        state=row.state,
        subject=row.subject,
        body=row.body,
        problems=tuple(row.problems),
    )


PREPARE_MAIL = Tool(
    name="prepare_mail",
    description="Writes a lead's next mail in a campaign; a person looks at it before it goes.",
    input=MailWanted,
    output=PreparedMail,
    effect=Effect.WRITES,
    work=prepare_mail,
    limit=500,
)
