"""Lines of the ledger, put straight into the database."""

from datetime import datetime
from typing import Any

from app.parts.store.api_usage import ApiUsage, Service


def model_line(at: datetime, usd: float, **fields: Any) -> ApiUsage:
    """One call of a model, by Brand Scout if `fields` do not say otherwise."""
    of_anybody = {"service": Service.MODEL, "agent": "brand_scout", "model": "m", "calls": 1}
    return ApiUsage(**{**of_anybody, **fields}, created_at=at, usd=usd)
