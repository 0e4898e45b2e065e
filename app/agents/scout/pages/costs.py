"""Reads what the language model cost, for its page."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.agents.scout.agent import NAME as AGENT
from app.agents.scout.pages.costs_view import DAYS, CostsView
from app.agents.scout.tables import VerdictRow
from app.lib.days import last_days
from app.parts.model.ceilings import ceilings_today
from app.parts.model.prices import unknown_price
from app.parts.parts import Parts
from app.parts.store.api_usage import OF_MODELS, ApiUsage, spent_by_day


def read_costs(parts: Parts) -> CostsView:
    """Raises DatabaseAwayError."""
    settings, now = parts.settings, parts.clock()
    days = last_days(now, settings.zone, DAYS)
    today = days[-1]
    model = settings.openai_model if settings.openai_api_key else ""
    with parts.database.read() as session:
        runs, usd = runs_since(session, today.start)
        for_all, *own = ceilings_today(session, parts)
        return CostsView(
            days=tuple(day.date for day in days),
            spent=tuple(spent_by_day(session, days[0].start, settings.zone)),
            ceiling=for_all.usd,
            own_ceilings=tuple(own),
            model=model,
            runs_today=runs,
            runs_usd=usd,
            share_of_day=today.share(now),
            took_over_at=taken_over_at(session, today.start) if model else None,
            unknown_price=unknown_price(model) if model else None,
        )


def runs_since(session: Session, moment: datetime) -> tuple[int, float]:
    """How many runs asked a model since then, and what they cost; commands do not count."""
    query = select(
        func.count(func.distinct(ApiUsage.run_id)), func.coalesce(func.sum(ApiUsage.usd), 0.0)
    ).where(OF_MODELS, col(ApiUsage.created_at) >= moment, col(ApiUsage.run_id).is_not(None))
    runs, usd = session.execute(query).one()
    return int(runs), float(usd)


def taken_over_at(session: Session, midnight: datetime) -> datetime | None:
    """When the keyword scorer first judged after the model had cost the scout something today for
    the last time, or anybody where it has cost the scout nothing: where a model is set, for want of
    money. None too when the model was not asked today: then no money was wanting."""
    last_cost = select(func.max(ApiUsage.created_at)).where(
        OF_MODELS, col(ApiUsage.created_at) >= midnight
    )
    of_scout = last_cost.where(col(ApiUsage.agent) == AGENT)
    query = select(VerdictRow.created_at).where(
        col(VerdictRow.created_at)
        >= func.coalesce(of_scout.scalar_subquery(), last_cost.scalar_subquery()),
        VerdictRow.scorer == "keyword",
    )
    return session.exec(query.order_by(col(VerdictRow.created_at)).limit(1)).first()
