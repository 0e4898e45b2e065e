"""Regions, cities and time zones of countries: places.yaml and the tables of the time zone data."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict

PLACES: Final = Path(__file__).with_name("places.yaml")


@dataclass(frozen=True, slots=True)
class Region:
    """Part of a country. `zones` are names of the time zone database; none if it has but one."""

    country: str
    name: str
    code: str
    zones: tuple[str, ...]


class _PlacesFile(BaseModel):
    """`regions` by country and name: the code and the zones. `names` and `cities` by country."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    regions: Mapping[str, Mapping[str, tuple[str, ...]]]
    names: Mapping[str, tuple[str, ...]]
    cities: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Places:
    """Names are folded. `regions` by name, and by code in capitals; `zones` by country;
    `city_zones` by the city that a zone is named after.
    """

    names: Mapping[str, tuple[str, ...]]
    regions: Mapping[str, tuple[Region, ...]]
    cities: Mapping[str, frozenset[str]]
    zones: Mapping[str, tuple[str, ...]]
    city_zones: Mapping[str, str]

    def regions_of(self, phrase: str) -> tuple[Region, ...]:
        """By name, or by code in capitals."""
        return self.regions.get(phrase, ()) or self.regions.get(folded(phrase), ())

    def zones_in(self, country: str, phrase: str) -> tuple[str, ...]:
        """The zones that a name narrows those of a country to; none if it does not."""
        zone = self.city_zones.get(folded(phrase))
        if zone in self.zones.get(country, ()):
            return (zone,) if zone else ()
        regions = [r for r in self.regions_of(phrase) if r.country == country]
        return regions[0].zones if len(regions) == 1 else ()


def folded(text: str) -> str:
    """Without case, accents, dots, apostrophes and doubled spaces, for comparison."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in ".'\u2019")
    return " ".join(letters.split())


@cache
def places() -> Places:
    """Read once for each process."""
    written = _PlacesFile.model_validate(
        # Texts stay as they are written: YAML would read Ontario's ON as true.
        yaml.load(PLACES.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    )
    rows = _zone_rows()
    zones: dict[str, tuple[str, ...]] = {}
    cities: dict[str, set[str]] = {}
    for country, zone in rows:
        zones[country] = (*zones.get(country, ()), zone)
        cities.setdefault(_city(zone), set()).add(country)
    for country, names in written.cities.items():
        for name in names:
            cities.setdefault(folded(name), set()).add(country)
    return Places(
        names=written.names,
        regions=_regions(written.regions),
        cities={name: frozenset(countries) for name, countries in cities.items()},
        zones=zones,
        city_zones={_city(zone): zone for _, zone in rows},
    )


def _regions(
    written: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}
    for country, regions in written.items():
        for name, (code, *zones) in regions.items():
            for key in (code, folded(name)):
                found[key] = (*found.get(key, ()), Region(country, name, code, tuple(zones)))
    return found


def _zone_rows() -> list[tuple[str, str]]:
    """Country and zone; the table has a row for each zone of each country."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and line[0] != "#"]
    return [(row[0], row[2]) for row in rows]


def _city(zone: str) -> str:
    return folded(zone.rpartition("/")[2].replace("_", " "))
