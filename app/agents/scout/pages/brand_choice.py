"""The brands that a page about one brand can be asked for."""

from dataclasses import dataclass

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts


@dataclass(frozen=True, slots=True)
class Choice:
    """A brand to choose. `is_chosen`: the page is about it."""

    id: str
    name: str
    is_chosen: bool


def choices(parts: ScoutParts, chosen: Brand) -> tuple[Choice, ...]:
    """None where there is nothing to choose from."""
    if len(parts.brands) < 2:
        return ()
    return tuple(Choice(one.id, one.display_name, one.id == chosen.id) for one in parts.brands)
