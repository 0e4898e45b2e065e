import gzip
import json
from pathlib import Path

import pytest

from app.parts.model.untrusted.detect import speaks_to_a_machine
from tests.scout.attacks import ATTACKS, DISGUISES
from tests.timing import takes


@pytest.mark.parametrize("disguise", DISGUISES)
def test_every_attack_is_seen_to_speak_to_a_machine(disguise: str) -> None:
    missed = [attack.text for attack in ATTACKS[disguise] if not speaks_to_a_machine(attack.text)]
    assert missed == []


@pytest.mark.parametrize(
    "title",
    [
        "Debonairs launches a new pizza for the World Cup",
        "Five takeaways from the budget speech",
        "Springboks beat All Blacks 29-20 in Cape Town",
        "Woolies recalls hummus over listeria fears, says it is a precaution",
        "Opinion: why the rand is stronger than you think",
        "Famous Brands' profit up 12% to R2.3bn",
        "\u201cWe are open,\u201d says owner of burnt-out restaurant in Durban",
        "KFC vs Nando's: who won Twitter this week?",
        "Load-shedding returns on Monday - here is the schedule",
        "Same story, other week: Chiefs lose again",
        "Two stories of one city: how Durban's twins found each other",
    ],
)
def test_ordinary_headlines_are_not(title: str) -> None:
    assert not speaks_to_a_machine(title)


@pytest.mark.data
def test_few_real_headlines_and_openings_are(data_directory: Path) -> None:
    with gzip.open(data_directory / "replay" / "items.jsonl.gz", "rt") as lines:
        items = [json.loads(line) for line in lines]
    suspects = sum(
        speaks_to_a_machine(f"{item['title']}\n{(item['summary'] or '')[:300]}")
        for item in items[::5]
    )
    assert suspects / len(items[::5]) < 0.06


@pytest.mark.timed
@pytest.mark.long
@pytest.mark.parametrize(
    "part",
    [
        "a",
        "\u200b",
        "<",
        "a ",
        "\n",
        " ",
        ": ",
        "a/",
        "aA+/",
        "[AAA ",
        "ignored ",
        "give ",
        "use ",
        "a@",
        "all items ",
        "same each ",
    ],
)
def test_no_text_however_made_takes_long(part: str) -> None:
    with takes(5):  # a text that costs its square would take hours
        speaks_to_a_machine(part * (2_000_000 // len(part)))
