"""What every page of the service has around it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.agents.scout.brand.brands import ScoutParts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all pages of the service have around them. `now` carries a zone."""

    now: datetime
    zone: ZoneInfo
    brands: tuple[str, ...]
    interval_minutes: float


def around(parts: ScoutParts) -> Surroundings:
    return Surroundings(
        now=parts.clock(),
        zone=parts.settings.zone,
        brands=tuple(brand.display_name for brand in parts.brands),
        interval_minutes=parts.settings.interval_minutes,
    )
