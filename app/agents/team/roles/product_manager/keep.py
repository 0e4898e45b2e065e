"""The insights of a run as rows, stored as the run ends."""

from datetime import datetime

from pydantic import JsonValue
from sqlmodel import Session

from app.agents.team.desk import AtEnd, Desk
from app.agents.team.role import TaskOutput
from app.agents.team.roles.product_manager.role import Insight, ProductManagerOutput
from app.agents.team.sources import Source
from app.agents.team.tables import ProductInsight


def keeping(desk: Desk) -> AtEnd:
    """For the transaction that ends the run: an attempt that lost it stores none."""
    run_id, now = desk.claim.run_id, desk.parts.clock()

    def keep(session: Session, output: TaskOutput) -> TaskOutput:
        told = ProductManagerOutput.model_validate(output)
        by_id = {source.id: source for source in told.sources}
        session.add_all(row(run_id, insight, by_id, now) for insight in told.insights)
        return output

    return keep


def row(run_id: int, insight: Insight, by_id: dict[str, Source], now: datetime) -> ProductInsight:
    return ProductInsight(
        run_id=run_id,
        created_at=now,
        title=insight.title,
        insight=insight.text,
        sources=[address_of(by_id[source]) for source in insight.sources],
    )


def address_of(source: Source) -> JsonValue:
    return {"id": source.id, "title": source.title, "url": source.url}
