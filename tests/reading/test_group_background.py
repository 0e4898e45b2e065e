"""How much a word says does not depend on what else is stored."""

import json
from datetime import datetime, timedelta

import pytest

from app.parts.reading.group import Fingerprint, Stories, StoryItem, fingerprint, group
from app.parts.reading.grouping.names import names
from app.parts.reading.grouping.words import stem, weight
from benchmarks.one_town import towns
from tests.reading.test_group import BAKERY, REWRITTEN

ONE = StoryItem("one", "Prieska bakery reopens after flood", text=BAKERY)
OTHER = StoryItem("other", "Flooded Prieska bakery sells 400 loaves", text=REWRITTEN)


def test_a_database_of_a_day_judges_like_an_old_one() -> None:
    old = [item for town in towns() for item in town]
    young = Stories([(fingerprint(ONE), "one")]).add(fingerprint(OTHER))
    known = [(fingerprint(item), str(number)) for number, item in enumerate(old)]
    assert Stories([*known, (fingerprint(ONE), "one")]).add(fingerprint(OTHER)) == young == "one"


@pytest.mark.parametrize(
    ("rarer", "commoner", "language"),
    [("baker", "people", "en"), ("bakker", "mensen", "nl"), ("bakker", "mensen", "af")],
)
def test_a_rare_word_says_more_than_a_common_one(rarer: str, commoner: str, language: str) -> None:
    assert weight(stem(rarer), language) > weight(stem(commoner), language) > 0


def test_a_word_that_is_in_no_table_says_most() -> None:
    assert weight("snyers", "en") == weight("snyers", "tlh") == weight("400", "en")


def test_a_day_or_a_small_number_says_little() -> None:
    for little in ("monday", "july", "2026", "12"):
        assert 0 < weight(stem(little), "en") < weight("1200", "en")


def test_names_have_a_capital_within_a_sentence() -> None:
    found = names("Bread is back. Mieta Snyers baked it in Prieska; bread, says Snyers, is life.")
    assert found == {stem(name) for name in ("snyers", "prieska")}


def test_a_headline_in_title_case_shows_no_names() -> None:
    assert names("Flooded Prieska Bakery Sells Four Hundred Loaves") == frozenset()


def test_german_nouns_are_no_names() -> None:
    text = "Der Bäcker hat in der Nacht das Brot und die Brötchen für die Stadt gebacken. " * 3
    assert fingerprint(StoryItem("1", "", text=text)).names == frozenset()


def test_a_fingerprint_of_an_older_version_is_read_and_compared(noon: datetime) -> None:
    item = StoryItem("1", ONE.title, text=ONE.text, published_at=noon)
    kept = json.loads(fingerprint(item).to_json())
    del kept["names"]
    old = Fingerprint.from_json(json.dumps(kept))
    assert old.names == frozenset()
    later = StoryItem("2", OTHER.title, text=OTHER.text, published_at=noon + timedelta(hours=3))
    assert Stories([(old, "9")]).add(fingerprint(later)) == "9"


def test_three_articles_that_are_alike_in_a_row_are_not_one_story() -> None:
    """Of two likenesses the surer one makes a story; its third member must be like both."""
    first = "anchor bell candle drum easel fiddle garnet hammock"
    second = "inkwell jigsaw kettle lantern mirror needle oboe pillow"
    third = "quilt ribbon saddle thimble urn violin wagon xylophone"
    texts = (first, f"{first} {second}", f"{second} {third}")
    stories = group([StoryItem(str(n), "", text=f"{text} " * 9) for n, text in enumerate(texts)])
    assert stories == ("0", "0", "2")
