"""The page of the brand file."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.agents.scout.brand.brands import ScoutParts, read_brands
from app.agents.scout.pages.brand import BrandView, read_brand
from app.agents.scout.pages.brand_file import BrandFileState
from app.agents.scout.pages.page_html import ScoutPages
from app.parts.store.database import Database
from tests.api.sample_views import AROUND
from tests.dashboard.reading import shape, soup_of, words_of
from tests.dashboard.sample_brand import (
    BRAND_CHANGED,
    BRAND_EMPTY,
    BRAND_FULL,
    BRAND_TROUBLED,
)
from tests.scout.hostile_text import HOSTILE_TEXTS
from tests.scout.stored import BRAND, parts_for
from tests.servers.scout_service import ROOT

pages = ScoutPages()


def html(view: BrandView) -> str:
    return pages.service_page("brand", AROUND, view)


def words(view: BrandView) -> str:
    return words_of(html(view))


def test_everything_in_the_file_is_shown() -> None:
    shown = words(BRAND_FULL)
    for part in (
        *(BRAND.display_name, *BRAND.aliases, BRAND.tone.persona, BRAND.language),
        *(*BRAND.tone.style_guide.splitlines(), *BRAND.rivals, *BRAND.regions),
        *(*BRAND.keywords.core, *BRAND.keywords.extended, *BRAND.keywords.products),
        *(*BRAND.banned_words, *BRAND.no_go_topics),
        *(line for lines in BRAND.example_copy.values() for line in lines),
        *(site.name for site in BRAND.sites),
    ):
        assert part in shown


def test_each_part_says_what_it_is_used_for() -> None:
    shown = words(BRAND_FULL)
    assert "No-go topics never seen with" in shown
    assert "Banned words not in our copy" in shown
    assert "Rivals others in the market" in shown


def test_a_colour_is_shown_with_the_text_that_can_be_read_on_it() -> None:
    drawn = soup_of(html(BRAND_FULL)).select(".swatch svg")
    fills = [[str(part["fill"]) for part in one.select("[fill]")] for one in drawn]
    assert fills == [["#D2232A", "#FFFFFF"], ["#FFC72C", "#000000"]]
    assert "#FFC72C with black text" in words(BRAND_FULL)


def test_what_is_not_in_the_file_says_what_follows_from_that() -> None:
    shown = words(BRAND_EMPTY)
    assert "None: no story is ever held back." in shown
    assert "None: suggestions will sound like anybody." in shown


def test_a_broken_file_is_told_line_by_line_with_what_goes_on_meanwhile() -> None:
    shown = words(BRAND_TROUBLED)
    for problem in BRAND_TROUBLED.now.problems:
        assert problem in shown
    assert "Every run fails at once and says so" in shown
    assert "Mails already written are sent" in shown
    assert "the next run reads the file anew" in shown


def test_a_broken_file_gets_no_hints_on_top() -> None:
    assert replace(BRAND_EMPTY, now=replace(BRAND_EMPTY.now, problems=("x",))).hints == ()
    assert "Worth a look" in words(BRAND_EMPTY)


def test_a_file_that_was_changed_says_which_process_uses_what() -> None:
    shown = words(BRAND_CHANGED)
    assert "Different: banned_words , colours ." in shown
    assert "the next run uses what this page shows" in shown
    assert "Restart the web process" in shown
    assert "was changed" not in words(BRAND_FULL)


def test_another_brand_is_one_link_away_where_there_are_several() -> None:
    links = soup_of(html(BRAND_TROUBLED)).select(".choose a")
    assert [str(link["href"]) for link in links] == ["/brand?brand=debonairs", "/brand?brand=bare"]
    assert [link.has_attr("aria-current") for link in links] == [True, False]
    assert not soup_of(html(BRAND_FULL)).select(".choose")


def poisoned(text: str) -> str:
    brand = BRAND.model_copy(
        update={
            "display_name": f"! {text}",
            "tone": BRAND.tone.model_copy(update={"persona": f"! {text}", "style_guide": "!"}),
            "rivals": (text,),
            "banned_words": (f"! {text}",),
            "example_copy": {text: (text,)},
            "sites": (
                BRAND.sites[0].model_copy(update={"name": text, "link_selector": "! " + text}),
            ),
        }
    )
    now = BrandFileState(brand, problems=(f"line 1: {text}",))
    return html(BrandView(f"! {text}", now))


HARMLESS = shape(poisoned("A harmless text"))


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_adds_no_element(text: str) -> None:
    assert shape(poisoned(text)) == HARMLESS


@pytest.fixture
def brand_file(tmp_path: Path) -> Path:
    path = tmp_path / "brands.yaml"
    path.write_text((ROOT / "brand_repo.yaml").read_text())
    return path


@pytest.fixture
def parts(sqlite_url: str, tmp_path: Path, brand_file: Path) -> ScoutParts:
    return parts_for(Database(sqlite_url), tmp_path, BRAND_REPO_PATH=str(brand_file))


def test_the_file_is_read_anew_at_each_view(parts: ScoutParts, brand_file: Path) -> None:
    assert read_brand(parts, BRAND).now == BrandFileState(BRAND)
    brand_file.write_text(brand_file.read_text().replace("- Wimpy", "- Wimpey"))
    now = read_brand(parts, BRAND).now
    assert "Wimpey" in now.brand.rivals
    assert now.changed == ("rivals",)


def test_a_broken_file_leaves_the_brand_as_this_process_holds_it(
    parts: ScoutParts, brand_file: Path
) -> None:
    brand_file.write_text(brand_file.read_text().replace("rivals:", "rivls:"))
    now = read_brand(parts, BRAND).now
    assert now.brand == BRAND
    assert "'rivls' is not a known key, did you mean 'rivals'?" in now.problems[0]


def test_a_missing_file_and_a_lost_brand_are_problems_too(
    parts: ScoutParts, brand_file: Path
) -> None:
    brand_file.write_text(brand_file.read_text().replace("id: debonairs", "id: other"))
    assert "there is no brand 'debonairs'" in read_brand(parts, BRAND).now.problems[0]
    brand_file.unlink()
    assert "is missing" in read_brand(parts, BRAND).now.problems[0]


def test_with_several_brands_all_can_be_chosen(parts: ScoutParts) -> None:
    other = BRAND.model_copy(update={"id": "other", "display_name": "Other"})
    both = replace(parts, brands=(BRAND, other))
    chosen = [(one.id, one.is_chosen) for one in read_brand(both, other).choices]
    assert chosen == [("debonairs", False), ("other", True)]
    assert read_brands(parts.settings) == (BRAND,)
