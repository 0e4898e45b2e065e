"""The team on a page: what each does, which model it asks, what that may cost, what it lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.agents.team.pages.input_form import Field, fields_of
from app.agents.team.pages.tasks import TaskLine, lines_of
from app.agents.team.role import Role
from app.agents.team.roles.roles import ROLES
from app.agents.team.tasks import TasksWanted, list_tasks, names_of
from app.lib.settings.settings import Settings
from app.parts.http.forms import Form
from app.parts.model.budget import midnight
from app.parts.parts import Parts
from app.parts.runs.runs import ACTIVE
from app.parts.runs.tables import AgentRun
from app.parts.store.api_usage import spent_since

NO_MODEL = (
    "It has no language model, so it gives what can be computed and says what it could not do: "
    "set OPENAI_API_KEY and start the service again."
)
NEWEST = 10


@dataclass(frozen=True, slots=True)
class AgentCard:
    """`model` "": none is set up, or none is asked. `ceiling_usd` None: only that of all together.
    `active`: its tasks that wait or are at work."""

    path: str
    title: str
    what: str
    model: str
    ceiling_usd: float | None
    spent_usd: float
    lacks: Sequence[str]
    active: int


@dataclass(frozen=True, slots=True)
class AgentView:
    """`form_id` names what the form asks for, so that it is asked for once."""

    card: AgentCard
    fields: Sequence[Field]
    form: Form
    form_id: str
    tasks: Sequence[TaskLine]


def read_agents(parts: Parts) -> Sequence[AgentCard]:
    with parts.database.read() as session:
        active = active_by_name(session)
        return [card_of(parts, session, role, active) for role in ROLES]


def read_agent(parts: Parts, role: Role, form: Form, form_id: str) -> AgentView:
    with parts.database.read() as session:
        card = card_of(parts, session, role, active_by_name(session))
    newest = list_tasks(parts.database, TasksWanted(role, limit=NEWEST))
    return AgentView(card, fields_of(role.input), form, form_id, lines_of(newest))


def card_of(parts: Parts, session: Session, role: Role, active: Mapping[str, int]) -> AgentCard:
    settings = parts.settings
    return AgentCard(
        role.path,
        role.title,
        role.what,
        model_of(settings, role),
        settings.daily_budget_usd_of(role.name),
        spent_since(session, midnight(parts), role.name).usd,
        what_it_lacks(settings, role),
        active.get(role.name, 0),
    )


def model_of(settings: Settings, role: Role) -> str:
    is_asked = role.asks_a_model and settings.openai_api_key is not None
    return (settings.model_of(role.name) or settings.openai_model) if is_asked else ""


def what_it_lacks(settings: Settings, role: Role) -> Sequence[str]:
    no_model = role.asks_a_model and settings.openai_api_key is None
    return (*((NO_MODEL,) if no_model else ()), *role.lacks(settings))


def active_by_name(session: Session) -> Mapping[str, int]:
    query = (
        select(AgentRun.agent, func.count())
        .where(col(AgentRun.status).in_(ACTIVE), col(AgentRun.agent).in_(names_of(ROLES)))
        .group_by(AgentRun.agent)
    )
    return dict(session.exec(query).all())
