"""The outbound mailer: what it takes and gives. Its work is in work.py."""

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from app.agents.team.role import Role, TaskInput, TaskOutput, Text

if TYPE_CHECKING:
    from app.agents.team.desk import Desk
    from app.lib.settings.settings import Settings

LONGEST_SECONDS = 540.0
MOST_LEADS = 500
NO_SENDER = "Nothing can be sent: set {names}."
Line = Annotated[Text, Field(min_length=1, max_length=2000)]


class OutboundEmailerInput(TaskInput):
    """One mail, or a campaign of up to five, to leads that are known here."""

    kind: Literal["mail", "campaign"] = "mail"
    lead_ids: Annotated[
        tuple[Annotated[int, Field(ge=1, le=2**31 - 1)], ...],
        Field(min_length=1, max_length=MOST_LEADS, description="The numbers of leads."),
    ]
    name: Annotated[Text, Field(max_length=150)] = ""
    goal: Annotated[Text, Field(max_length=1000)] = ""
    what: Annotated[
        Text, Field(min_length=1, max_length=600, description="What is offered, in a sentence.")
    ]
    call_to_action: Annotated[
        Text, Field(min_length=1, max_length=300, description="What they are asked to do.")
    ]
    sender_name: Annotated[Text, Field(min_length=1, max_length=100)]
    own_claims: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    links: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    approve: Annotated[
        Literal["all", "first", "none"],
        Field(description="Which of a lead's mails a person looks at before they go."),
    ] = "all"
    daily_cap: Annotated[int, Field(ge=1, le=2000)] | None = None
    start: Annotated[
        StrictBool, Field(description="Start it, too: without that nothing is ever sent.")
    ] = False


class PreparedMail(BaseModel):
    """The first mail to a lead as it stands, or `why` there is none."""

    lead_id: int
    draft_id: int | None = None
    state: str = ""
    subject: str = ""
    body: str = ""
    problems: tuple[str, ...] = ()
    why: str = ""


class RefusedLead(BaseModel):
    lead_id: int
    why: str


class OutboundEmailerOutput(TaskOutput):
    """`to_approve`: drafts that wait for a person, on the page Drafts."""

    campaign_id: int | None = None
    campaign: str = ""
    status: str = ""
    to_approve: int = 0
    mails: tuple[PreparedMail, ...] = ()
    refused: tuple[RefusedLead, ...] = ()


def work(desk: "Desk", given: BaseModel) -> Awaitable[TaskOutput]:
    from app.agents.team.roles.outbound_emailer.work import write_to_leads

    return write_to_leads(desk, OutboundEmailerInput.model_validate(given))


def lacks(settings: "Settings") -> Sequence[str]:
    given = {"OUTREACH_FROM": settings.outreach_from, "POSTAL_ADDRESS": settings.postal_address}
    missing = [name for name, value in given.items() if value is None]
    return (NO_SENDER.format(names=" and ".join(missing)),) if missing else ()


OUTBOUND_EMAILER = Role(
    name="outbound_emailer",
    path="outbound-emailer",
    title="Outbound mailer",
    what="Writes to leads, one mail or a campaign, by the rules of the law; people approve.",
    input=OutboundEmailerInput,
    output=OutboundEmailerOutput,
    work=work,
    longest_seconds=LONGEST_SECONDS,
    asks_a_model=False,
    lacks=lacks,
)
