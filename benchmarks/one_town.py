"""Different stories that share people and places: ten towns, in each of which one week has twenty.

What happens is in one_town.yaml; who and where it happens to is drawn anew for each town.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from app.parts.reading.group import StoryItem

TOWNS = (
    ("Prieska", "Orange River", "Loop Street", "Hilltop High"),
    ("Cradock", "Great Fish River", "Voortrekker Road", "Saint Monica College"),
    ("Ermelo", "Vaal River", "Biko Street", "Excelsior Secondary"),
    ("Knysna", "Olifants River", "Church Street", "Bergview Academy"),
    ("Musina", "Sabie River", "Market Street", "Thuto Pele High"),
    ("Parys", "Tugela River", "Station Road", "Riverside Primary"),
    ("Vryheid", "Breede River", "Tambo Avenue", "Sunnydale High"),
    ("Upington", "Letaba River", "Reitz Street", "Phakamani Secondary"),
    ("Aliwal North", "Kei River", "Kerk Street", "Central Girls' High"),
    ("Graskop", "Gamtoos River", "Sobukwe Road", "Umlilo Comprehensive"),
)
FIRST = ("Thandi", "Pieter", "Aisha", "Sipho", "Nomsa", "Johan", "Lerato", "Dirk", "Zanele")
LAST = ("Mokoena", "Botha", "Khan", "Nkosi", "Dlamini", "Snyers", "Booysen", "Mthembu", "Pillay")
HOURS = 3
MONDAY = datetime(2026, 11, 16, 6, tzinfo=UTC)


def towns() -> Iterator[list[StoryItem]]:
    """The stories of each town, each on a site of its own, some hours apart."""
    written = yaml.safe_load((Path(__file__).parent / "one_town.yaml").read_text("utf-8"))
    for number, (town, river, street, school) in enumerate(TOWNS):
        draw = random.Random(number)
        people = zip(draw.sample(FIRST, 3), draw.sample(LAST, 3), strict=True)
        mayor, officer, owner = (" ".join(names) for names in people)
        own = {"town": town, "river": river, "street": street, "school": school, "owner": owner}
        own |= {"mayor": f"Mayor {mayor}", "officer": f"Captain {officer}"}
        yield [
            StoryItem(
                id=kind,
                title=story["title"].format(**own),
                summary=story["summary"].format(**own),
                text=story["text"].format(**own),
                site=f"paper {place}",
                published_at=MONDAY + timedelta(hours=HOURS * place),
            )
            for place, (kind, story) in enumerate(written.items())
        ]
