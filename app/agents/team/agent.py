"""The team's agents, one for each role: each is an agent in app/service/agents.py."""

from collections.abc import Awaitable, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from app.agents.team.role import Role
from app.agents.team.roles.roles import ROLES
from app.parts.agent import (
    Agent,
    Chore,
    LookAtParts,
    Run,
    StillOurs,
    no_chores,
    no_pages,
    no_routes,
    no_tools,
)
from app.parts.queue.queues import TASKS_QUEUE

if TYPE_CHECKING:
    from fastapi import APIRouter

    from app.lib.settings.settings import Settings
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim
    from app.parts.tools.tool import Tool

FORGETTING_SECONDS = 15 * 60
KEEPING_SECONDS = 30


def agent_of(role: Role, *, is_first: bool) -> Agent:
    """The door and the pages belong to all roles together: the first of them brings them."""
    return Agent(
        name=role.name,
        run=run_of(role),
        queue=TASKS_QUEUE,
        longest_seconds=partial(longest_of, role),
        prepare=partial(prepare, role),
        routes=routes if is_first else no_routes,
        pages=pages if is_first else no_pages,
        check=role.check,
        chores=chores if is_first else no_chores,
        tools=tools if is_first else no_tools,
        body_limits=[(path, role.most_bytes) for path in doors_of(role)],
    )


def doors_of(role: Role) -> Sequence[str]:
    """Where a task of it is asked for: by programs, and by a form."""
    return (f"/api/agents/{role.path}", f"/agents/{role.path}")


def run_of(role: Role) -> Run:
    def run(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
        from app.agents.team.run import perform_task

        return perform_task(role, parts, claim, still_ours)

    return run


def longest_of(role: Role, _: "Settings") -> float:
    return role.longest_seconds


def prepare(role: Role, settings: "Settings") -> None:
    """Each task would spend half a second on it."""
    import_module("app.agents.team.run")
    import_module(f"app.agents.team.roles.{role.name}.work")
    if settings.openai_api_key:
        from app.parts.model.configured import load_libraries

        load_libraries()


def routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.team.calendar.pages.feed import feed_routes
    from app.agents.team.pages.door_routes import door_routes
    from app.agents.team.pages.task_routes import task_routes
    from app.agents.team.pages.user_routes import user_routes

    of_roles = [router for role in ROLES for router in role.routes(parts)]
    made = (door_routes, task_routes, user_routes, feed_routes)
    return [*(make(parts) for make in made), *of_roles]


def chores(parts: "Parts") -> Sequence[Chore]:
    def forget() -> None:
        from app.agents.team.asking.kept_answers import forget_old

        forget_old(parts)

    def keep() -> None:
        from app.agents.team.calendar.keeping import keep_events

        keep_events(parts)

    return [
        Chore("old answers of models", forget, FORGETTING_SECONDS),
        *([Chore("CalDAV calendar", keep, KEEPING_SECONDS)] if parts.settings.caldav_url else ()),
    ]


def tools() -> "Sequence[Tool]":
    from app.agents.team.calendar import TAKE_IN_CALENDAR_ANSWER

    return [TAKE_IN_CALENDAR_ANSWER]


def pages(parts: "Parts", _: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.team.calendar.pages import calendar_pages
    from app.agents.team.pages.page_routes import team_pages

    return [team_pages(parts), calendar_pages(parts)]


TEAM: tuple[Agent, ...] = tuple(agent_of(role, is_first=role is ROLES[0]) for role in ROLES)
