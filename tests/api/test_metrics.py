"""What Prometheus reads, from the database as it is."""

from datetime import datetime

from app.parts.store.api_usage import Service
from app.parts.store.database import Database
from app.service.metrics import render_metrics
from tests.store.usage_lines import model_line


def test_what_models_cost_is_counted_and_nothing_else(database: Database, noon: datetime) -> None:
    with database.write() as session:
        session.add(model_line(noon, 0.5))
        session.add(model_line(noon, 0.25, agent="lead_research"))
        session.add(model_line(noon, 8.0, service=Service.SEARCH))
    assert b"\nscout_model_usd_total 0.75\n" in render_metrics(database)[0]
