"""The brand file: what a good one becomes, and how brands are chosen from it."""

from pathlib import Path

import pytest

from app.agents.scout.brand.brand_file import Brand, choose_brands, load_brands
from app.lib.errors import MisconfiguredError

SHIPPED = Path(__file__).resolve().parents[2] / "brand_repo.yaml"

SHOES = """\
brands:
  - id: solo
    display_name: Solo Shoes
    keywords: {core: [sneakers]}
    banned_words: [no, off, 12:30]
    rivals:
    tone:
      style_guide:
        - Short.
        - Warm.
    example_copy:
      sneakers: Lace up.
      sport: [Run with it., Keep going.]
    sites:
      - url: https://www.shoes.example/feed/
      - url: https://news.example/
        name: The News
        kind: page
        max_articles: 5
        link_selector: article h2 a
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "brand_repo.yaml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def solo(tmp_path: Path) -> Brand:
    return load_brands(write(tmp_path, SHOES))["solo"]


def test_the_shipped_brand_is_debonairs_pizza_and_is_valid() -> None:
    brands = load_brands(SHIPPED)
    assert list(brands) == ["debonairs"]
    brand = brands["debonairs"]
    assert brand.display_name == "Debonairs Pizza"
    assert 20 <= len(brand.sites) <= 40
    assert brand.keywords.core
    assert brand.no_go_topics
    assert brand.regions == ("South Africa",)


def test_the_shipped_copy_uses_none_of_its_own_banned_words() -> None:
    brand = load_brands(SHIPPED)["debonairs"]
    lines = [line.casefold() for group in brand.example_copy.values() for line in group]
    assert lines
    assert not [(word, line) for word in brand.banned_words for line in lines if word in line]


def test_a_site_is_named_after_its_host_unless_it_has_a_name(solo: Brand) -> None:
    assert [site.name for site in solo.sites] == ["shoes.example", "The News"]


def test_a_site_gives_thirty_articles_unless_it_says_otherwise(solo: Brand) -> None:
    assert [site.max_articles for site in solo.sites] == [30, 5]


def test_words_stay_as_they_are_written_also_where_yaml_would_change_them(solo: Brand) -> None:
    assert solo.banned_words == ("no", "off", "12:30")


def test_a_key_left_blank_counts_as_not_given(solo: Brand) -> None:
    assert solo.rivals == ()


def test_a_text_may_be_written_as_a_list_of_lines(solo: Brand) -> None:
    assert solo.tone.style_guide == "Short.\nWarm."


def test_example_copy_may_be_one_line_or_several(solo: Brand) -> None:
    assert solo.example_copy["sneakers"] == ("Lace up.",)
    assert solo.example_copy["sport"] == ("Run with it.", "Keep going.")


def test_a_brand_cannot_be_changed_once_it_is_read(solo: Brand) -> None:
    with pytest.raises(ValueError, match="frozen"):
        setattr(solo, "id", "other")  # noqa: B010 - mypy knows that it cannot be set


def test_the_fingerprint_changes_with_what_a_score_depends_on(tmp_path: Path, solo: Brand) -> None:
    changed = SHOES.replace("core: [sneakers]", "core: [boots]")
    other = load_brands(write(tmp_path, changed))["solo"]
    assert other.fingerprint != solo.fingerprint


def test_the_fingerprint_stays_when_only_the_sites_change(tmp_path: Path, solo: Brand) -> None:
    changed = SHOES.replace("www.shoes.example/feed/", "elsewhere.example/")
    other = load_brands(write(tmp_path, changed))["solo"]
    assert other.fingerprint == solo.fingerprint


def test_brands_are_chosen_in_the_order_asked_and_once_each(tmp_path: Path) -> None:
    second = "  - {id: duo, display_name: Duo, sites: [{url: 'https://duo.example'}]}\n"
    brands = load_brands(write(tmp_path, SHOES + second))
    assert [brand.id for brand in choose_brands(brands, ["duo", "solo", "duo"])] == ["duo", "solo"]


def test_an_unknown_brand_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    brands = load_brands(write(tmp_path, SHOES))
    with pytest.raises(MisconfiguredError) as raised:
        choose_brands(brands, ["sollo"])
    assert raised.value.problems == [
        "there is no brand 'sollo' in the brand file (it knows: solo), did you mean 'solo'?"
    ]


def test_choosing_no_brand_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    brands = load_brands(write(tmp_path, SHOES))
    with pytest.raises(MisconfiguredError, match="no brand was chosen; the brand file knows: solo"):
        choose_brands(brands, [])
