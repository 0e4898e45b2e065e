"""Invented costs as their page shows them."""

from dataclasses import replace
from datetime import date, timedelta

from app.agents.scout.pages.costs_view import DAYS, CostsView
from app.parts.store.api_usage import DayOfModel, Spent
from tests.api.sample_views import NOW

TODAY = date(2026, 11, 20)
LAST_DAYS = tuple(TODAY - timedelta(days=ago) for ago in reversed(range(DAYS)))


def spent(usd: float) -> Spent:
    return Spent(round(usd * 900), round(usd * 3_100_000), round(usd * 180_000), usd)


def lines(scale: float) -> tuple[DayOfModel, ...]:
    """Of the last three weeks, the latest first."""
    shares = (0.52, 0.71, 0.64, 0.83, 0.9, 0.35, 0.3)
    main = tuple(
        DayOfModel(day, "gpt-6-luna", spent(min(scale * shares[ago % len(shares)], 0.9984)))
        for ago, day in enumerate(reversed(LAST_DAYS[-21:]))
    )
    return (*main, DayOfModel(LAST_DAYS[-7], "gpt-6-sol", spent(scale * 0.08)))


COSTS_FULL = CostsView(
    days=LAST_DAYS,
    spent=lines(1.0),
    ceiling=1.0,
    model="gpt-6-luna",
    runs_today=71,
    runs_usd=0.5,
    share_of_day=0.58,
)
COSTS_EMPTY = CostsView(days=LAST_DAYS, spent=(), ceiling=1.0, model="gpt-6-luna")
COSTS_KEYWORD = replace(COSTS_EMPTY, model="")
COSTS_TROUBLED = replace(
    COSTS_FULL, spent=lines(1.92), took_over_at=NOW - timedelta(hours=1), runs_usd=0.99
)
