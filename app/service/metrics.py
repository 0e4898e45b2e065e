"""Prometheus metrics, read from the database at each scrape: workers come and go, it stays."""

from collections.abc import Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func
from sqlmodel import col, select

from app.parts.mail.tables import Mail
from app.parts.runs.tables import AgentRun
from app.parts.store.api_usage import OF_MODELS, ApiUsage
from app.parts.store.database import Database
from app.service.agents import AGENTS


class DatabaseCollector(Collector):
    def __init__(self, database: Database) -> None:
        self.database = database

    def collect(self) -> Iterator[Metric]:
        with self.database.read() as session:
            yield counted(
                "scout_runs",
                "Runs by status.",
                "status",
                session.exec(select(AgentRun.status, func.count()).group_by(AgentRun.status)),
            )
            yield counted(
                "scout_mails",
                "Mails by phase.",
                "phase",
                session.exec(select(Mail.phase, func.count()).group_by(Mail.phase)),
            )
            for agent in AGENTS:
                for one in agent.gauges(session):
                    yield counted(one.name, one.documentation, one.label, one.numbers)
            usd = select(func.coalesce(func.sum(ApiUsage.usd), 0.0)).where(OF_MODELS)
            spent = float(session.exec(usd).one())
            yield CounterMetricFamily("scout_model_usd", "Spent on models.", value=spent)
            last = session.exec(select(func.max(col(AgentRun.completed_at)))).one()
            yield GaugeMetricFamily(
                "scout_last_run_timestamp_seconds",
                "When a run last ended.",
                value=last.timestamp() if last else 0.0,
            )


def counted(
    name: str, documentation: str, label: str, rows: Iterable[tuple[str, int]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=[label])
    for value, count in rows:
        family.add_metric([value], count)
    return family


def render_metrics(database: Database) -> tuple[bytes, str]:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DatabaseCollector(database))
    return generate_latest(registry), CONTENT_TYPE_LATEST
