"""Brand Scout as the service knows it: one of the agents in app/service/agents.py."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

from app.parts.agent import LONGEST_RUN_SECONDS, Agent, Gauges, LookAtParts, RunHere, Say, StillOurs

if TYPE_CHECKING:
    from fastapi import APIRouter
    from sqlmodel import Session
    from typer import Typer

    from app.lib.settings.settings import Settings
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim
    from app.parts.tools.tool import Tool

NAME = "brand_scout"
SHARE_OF_SLOT = 0.9
"""A run ends before the next slot needs the worker."""
FOR_EACH_RUN = ("app.agents.scout.run", "css_inline")
FOR_KEYWORDS = ("app.agents.scout.judge.keyword",)
FOR_THE_MODEL = ("app.agents.scout.judge.model_judge",)
"""What others import where they use it: a process that asks no model does not pay for it."""


def run(parts: "Parts", claim: "Claim", still_ours: StillOurs) -> Awaitable[None]:
    from app.agents.scout.run import run_brand

    return run_brand(parts, claim, still_ours)


def brand_ids(settings: "Settings") -> Sequence[str]:
    from app.agents.scout.brand.brands import read_brands

    return tuple(brand.id for brand in read_brands(settings))


def interval(settings: "Settings") -> timedelta:
    return settings.interval


def longest_seconds(settings: "Settings") -> float:
    return min(LONGEST_RUN_SECONDS, settings.interval.total_seconds() * SHARE_OF_SLOT)


def settle(parts: "Parts", run_id: int) -> None:
    from app.agents.scout.report.mailing import settle_run

    settle_run(parts.database, run_id, parts.clock())


def routes(parts: "Parts") -> "Sequence[APIRouter]":
    from app.agents.scout.brand.brands import with_brands
    from app.agents.scout.pages.run_request_routes import run_agent_route

    return [run_agent_route(with_brands(parts))]


def pages(parts: "Parts", look: LookAtParts) -> "Sequence[APIRouter]":
    from app.agents.scout.brand.brands import with_brands
    from app.agents.scout.pages.dashboard_routes import scout_pages

    return scout_pages(with_brands(parts), look)


def add_commands(app: "Typer", run_here: RunHere) -> None:
    from app.agents.scout.commands.commands import add_commands as add

    add(app, run_here)


def check(parts: "Parts", say: Say) -> bool:
    from app.agents.scout.brand.brands import with_brands
    from app.agents.scout.commands.check_sites import check_sites

    return asyncio.run(check_sites(with_brands(parts), say))


def gauges(session: "Session") -> Sequence[Gauges]:
    from app.agents.scout.gather.found_articles import articles_by_state

    articles = articles_by_state(session)
    return [Gauges("scout_articles", "Articles by state.", "state", articles)]


def prepare(settings: "Settings") -> None:
    """Each run would spend half a second of CPU on it."""
    for name in (*FOR_EACH_RUN, *(FOR_THE_MODEL if settings.openai_api_key else FOR_KEYWORDS)):
        import_module(name)
    if settings.openai_api_key:
        from app.parts.model.configured import load_libraries

        load_libraries()
    from app.agents.scout.votes.learning.traits import field_book
    from app.parts.web.fetching.aiohttp_session import load_certificates

    load_certificates()
    field_book()


def tools() -> "Sequence[Tool]":
    from app.agents.scout.tools import SCOUT_TOOLS

    return SCOUT_TOOLS


BRAND_SCOUT = Agent(
    name=NAME,
    run=run,
    profiles=brand_ids,
    interval=interval,
    longest_seconds=longest_seconds,
    settle=settle,
    routes=routes,
    pages=pages,
    add_commands=add_commands,
    check=check,
    gauges=gauges,
    prepare=prepare,
    tools=tools,
)
