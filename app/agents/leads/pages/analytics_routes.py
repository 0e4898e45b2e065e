"""`GET /api/leads/analytics`: the lead agent's figures over a stretch of time."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.agents.leads.intake.analytics import Analytics, Range, analytics
from app.parts.http.documented import DATABASE_AWAY, MALFORMED
from app.parts.parts import Parts


class AnalyticsView(BaseModel):
    """Rates are from 0 to 1, of the researched leads and the sent mails; null of none. `usd` at
    list price, also of leads that were refused; `usd_per_lead` by lead researched. `opened` and
    `clicked` are mails, by people; machines are counted apart and say nothing of anybody."""

    range: Range
    since: datetime | None
    added: int
    by_status: dict[str, int]
    researched: int
    qualified: int
    qualification_rate: float | None
    research_seconds: float | None
    leads_per_hour: float | None
    sent: int
    replied: int
    bounced: int
    unsubscribed: int
    opened: int
    clicked: int
    opened_by_machines: int
    clicked_by_machines: int
    reply_rate: float | None
    bounce_rate: float | None
    objection_rate: float | None
    usd: float
    usd_by_service: dict[str, float]
    usd_per_lead: float | None


def analytics_routes(parts: Parts) -> APIRouter:
    router = APIRouter(responses=MALFORMED | DATABASE_AWAY)

    @router.get("/api/leads/analytics")
    def get_analytics(
        range_: Annotated[Range, Query(alias="range")] = Range.WEEK,
    ) -> AnalyticsView:
        """How many leads, how fast they are researched, what came of the mails, what it costs."""
        zone = parts.settings.zone
        return view(analytics(parts.database, range_, now=parts.clock(), zone=zone))

    return router


def view(found: Analytics) -> AnalyticsView:
    research, mails = found.research, found.mails
    return AnalyticsView(
        range=found.range,
        since=found.since,
        added=found.added,
        by_status=found.by_status,
        researched=research.leads,
        qualified=research.qualified,
        qualification_rate=found.qualification_rate,
        research_seconds=research.seconds,
        leads_per_hour=research.leads_per_hour,
        sent=mails.sent,
        replied=mails.replied,
        bounced=mails.bounced,
        unsubscribed=mails.unsubscribed,
        opened=mails.opened,
        clicked=mails.clicked,
        opened_by_machines=mails.opened_by_machines,
        clicked_by_machines=mails.clicked_by_machines,
        reply_rate=found.reply_rate,
        bounce_rate=found.bounce_rate,
        objection_rate=found.objection_rate,
        usd=round(found.usd, 6),
        usd_by_service=found.usd_by_service,
        usd_per_lead=None if found.usd_per_lead is None else round(found.usd_per_lead, 6),
    )
