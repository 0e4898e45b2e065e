"""The first page: is it well, when does it run next, what does it do, what came of it last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.pages.progress import Progress, progress_of
from app.agents.scout.pages.run_reading import full_view, view
from app.agents.scout.pages.run_view import RunView
from app.agents.scout.pick.digest import last_digest
from app.agents.scout.pick.digest_times import latest_moment, next_moment
from app.agents.scout.tables import Pick
from app.parts.model.budget import midnight
from app.parts.model.prices import dollars
from app.parts.runs import runs
from app.parts.runs.slots import following, slot_of
from app.parts.runs.tables import AgentRun
from app.parts.store import api_usage
from app.parts.store.statements import required_id


@dataclass(frozen=True, slots=True)
class Activity:
    """One brand's runs. `last` is the last that ended, `mailed` the last that had finds."""

    id: str
    name: str
    active: RunView | None
    progress: Progress | None
    last: RunView | None
    mailed: RunView | None


@dataclass(frozen=True, slots=True)
class NowView:
    """`problems`: what is wrong with each part that is not well, in plain words. `next_digest_at`:
    None when each run mails by itself.
    """

    problems: tuple[str, ...]
    next_run_at: datetime
    next_digest_at: datetime | None
    brands: tuple[Activity, ...]
    usd_today: float
    ceiling_usd: float
    with_model: bool

    @property
    def is_live(self) -> bool:
        return any(brand.active for brand in self.brands)

    @property
    def money(self) -> str:
        """ "$0.0312 of $1.00 today"."""
        if not self.with_model and not self.usd_today:
            return "nothing is spent, as the keyword scorer costs nothing."
        return f"{dollars(self.usd_today)} of {dollars(self.ceiling_usd)} today."


def read_now(parts: ScoutParts, health: Mapping[str, str]) -> NowView:
    """`health` holds "ok" or what is wrong, for each part. Raises DatabaseAwayError."""
    now, settings = parts.clock(), parts.settings
    with parts.database.read() as session:
        usd = api_usage.spent_since(session, midnight(parts)).usd
        next_digest_at = next_digest(session, parts)
    brands = tuple(activity_of(parts, brand) for brand in parts.brands)
    problems = [text for text in health.values() if text != "ok"]
    return NowView(
        problems=tuple(dict.fromkeys([*problems, *failed(brands), *unjudged(brands)])),
        next_run_at=following(slot_of(now, settings.interval), settings.interval),
        next_digest_at=next_digest_at,
        brands=brands,
        usd_today=usd,
        ceiling_usd=settings.llm_daily_budget_usd,
        with_model=settings.openai_api_key is not None,
    )


def failed(brands: Sequence[Activity]) -> list[str]:
    """Nobody is well served by "all is well" above a run that failed or whose mail did."""
    return [
        f"The last run for {brand.name} failed: see below."
        for brand in brands
        if brand.last is not None and brand.last.outcome.tone == "bad"
    ]


def unjudged(brands: Sequence[Activity]) -> list[str]:
    """A model that judges nothing is no less wrong than a part that does not answer."""
    return [
        f"The last run for {brand.name} could judge nothing new."
        for brand in brands
        if brand.last is not None and brand.last.is_unjudged
    ]


def next_digest(session: Session, parts: ScoutParts) -> datetime | None:
    """The earliest of the brands'. One that is due and was not made yet is in the past."""
    times, zone, now = parts.settings.email_digest_times, parts.settings.zone, parts.clock()
    if not times:
        return None
    due = latest_moment(times, zone, now)
    lasts = [last_digest(session, brand.id) for brand in parts.brands]
    if any(last is not None and last.due_at < due for last in lasts):
        return due
    return next_moment(times, zone, now)


def activity_of(parts: ScoutParts, brand: Brand) -> Activity:
    with parts.database.read() as session:
        active = runs.active_run(session, AGENT, brand.id)
        last = last_ended(session, brand.id)
        mailed = last_with_finds(session, brand.id)
    return Activity(
        id=brand.id,
        name=brand.display_name,
        active=view(parts, active) if active else None,
        progress=progress_of(parts, required_id(active.id)) if active else None,
        last=view(parts, last) if last else None,
        mailed=full_view(parts, mailed) if mailed else None,
    )


def last_ended(session: Session, brand: str) -> AgentRun | None:
    newest = (
        select(AgentRun)
        .where(
            AgentRun.agent == AGENT,
            AgentRun.profile == brand,
            col(AgentRun.status).not_in(runs.ACTIVE),
        )
        .order_by(col(AgentRun.id).desc())
        .limit(1)
    )
    return session.exec(newest).first()


def last_with_finds(session: Session, brand: str) -> AgentRun | None:
    pick = (
        select(Pick.run_id)
        .where(Pick.brand == brand, col(Pick.released_at).is_(None))
        .order_by(col(Pick.created_at).desc())
        .limit(1)
    )
    run_id = session.exec(pick).first()
    return session.get(AgentRun, run_id) if run_id is not None else None
