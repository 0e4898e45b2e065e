"""Charts in numbers, and as the macros draw them."""

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from app.agents.scout.pages.charts import HEIGHT, LEAST, WIDTH, Column, ColumnChart, Share, percent
from app.lib.templating import environment
from tests.scout.hostile_text import HOSTILE_TEXTS


def chart(
    *values: float | None,
    ceiling: float | None = None,
    top: float | None = None,
    text: str = "Monday",
) -> ColumnChart:
    return ColumnChart(
        title=f"Costs {text}",
        columns=tuple(
            Column(f"day {number} {text}", value, f"${value} {text}", short=f"{value}")
            for number, value in enumerate(values)
        ),
        summary=f"Costs by day {text}",
        headings=("Day", f"Cost {text}"),
        ceiling=ceiling,
        ceiling_words=f"Ceiling {text}",
        ceiling_short="$5",
        top=top,
        top_words="100%",
        faint_words=text,
    )


def drawn(macro: str, *values: object) -> BeautifulSoup:
    module = environment().get_template("pages/charts.html.j2").module
    return BeautifulSoup(str(getattr(module, macro)(*values)), "lxml")


def heights(drawing: ColumnChart) -> list[float]:
    return [bar.height for bar in drawing.bars]


def test_the_highest_value_reaches_the_top_and_the_others_are_in_proportion() -> None:
    assert heights(chart(1, 2, 4)) == [HEIGHT / 4, HEIGHT / 2, HEIGHT]
    assert chart(1, 2, 4).upper_words == "4"


def test_a_fixed_scale_is_kept_whatever_the_values_are() -> None:
    assert heights(chart(0.5, 0.25, top=1.0)) == [HEIGHT / 2, HEIGHT / 4]
    assert chart(0.5, top=1.0).upper_words == "100%"


def test_values_beyond_the_scale_stay_in_the_picture() -> None:
    assert heights(chart(3, -1, top=1.0)) == [HEIGHT, LEAST / 2]


def test_columns_stand_side_by_side_within_the_picture() -> None:
    bars = chart(1, 1, 1, 1).bars
    assert all(one.x + one.width < other.x for one, other in pairwise(bars))
    assert bars[0].x > 0
    assert bars[-1].x + bars[-1].width < WIDTH


def test_very_little_nothing_and_no_data_can_be_told_apart() -> None:
    little, nothing, no_data, _ = heights(chart(0.0001, 0, None, 1))
    assert little > nothing > no_data == 0


@pytest.mark.parametrize("values", [(0, 0), (None, None), (None, 0)])
def test_a_chart_of_nothing_has_a_scale_all_the_same(values: tuple[float | None, ...]) -> None:
    assert max(heights(chart(*values))) < LEAST
    assert chart(*values).upper_words == ""
    assert drawn("columns", chart(*values)).svg


def test_a_ceiling_within_reach_is_drawn_and_columns_are_measured_by_it() -> None:
    under = chart(2, 4, ceiling=5)
    assert under.ceiling_y == 0
    assert under.upper_words == "$5"
    assert heights(under) == [HEIGHT * 0.4, HEIGHT * 0.8]


def test_a_ceiling_that_was_passed_is_drawn_lower_than_the_highest_column() -> None:
    passed = chart(2, 10, ceiling=5)
    assert passed.ceiling_y == HEIGHT / 2
    assert passed.upper_words == "10"


def test_a_ceiling_far_above_is_told_and_not_drawn() -> None:
    far = chart(0.1, 0.2, ceiling=100)
    assert far.ceiling_y is None
    assert heights(far) == [HEIGHT / 2, HEIGHT]
    html = drawn("columns", far)
    assert "Ceiling Monday: far above these columns" in html.get_text()
    assert not html.select(".ceiling")


def test_before_anything_is_spent_the_ceiling_is_the_scale() -> None:
    assert chart(0, 0, ceiling=5).ceiling_y == 0
    assert chart(0, 0, ceiling=5).upper_words == "$5"


@pytest.mark.parametrize("ceiling", [None, 0])
def test_without_a_ceiling_none_is_drawn(ceiling: float | None) -> None:
    assert chart(1, ceiling=ceiling).ceiling_y is None
    assert not drawn("columns", chart(1, ceiling=ceiling)).select(".legend")


@pytest.mark.parametrize(
    ("columns", "kept"),
    [(1, [0]), (2, [0, 1]), (4, [0, 1, 2, 3]), (12, [0, 4, 7, 11]), (30, [0, 10, 19, 29])],
)
def test_a_phone_keeps_the_first_the_last_and_two_labels_between(
    columns: int, kept: list[int]
) -> None:
    labels = chart(*[1.0] * columns).labels
    assert [number for number, label in enumerate(labels) if label.kept] == kept


def test_many_columns_leave_no_room_for_a_label_below_each() -> None:
    assert not chart(*[1.0] * 12).is_crowded
    assert chart(*[1.0] * 30).is_crowded


def test_each_column_tells_its_number_when_pointed_at() -> None:
    titles = drawn("columns", chart(1, None)).select("svg g title")
    assert [title.get_text() for title in titles] == [
        "day 0 Monday: $1 Monday",
        "day 1 Monday: $None Monday",
    ]


def test_a_chart_is_named_for_those_who_cannot_see_it_and_has_its_numbers_in_a_table() -> None:
    html = drawn("columns", chart(1, 2))
    assert [svg["aria-label"] for svg in html.select("svg[role=img]")] == ["Costs by day Monday"]
    assert [one.get_text() for one in html.select("caption")] == ["Costs Monday"]
    assert [one.get_text() for one in html.select("thead th")] == ["Day", "Cost Monday"]
    assert [one.get_text() for one in html.select("tbody tr")] == [
        "day 0 Monday$1 Monday",
        "day 1 Monday$2 Monday",
    ]


def test_the_drawing_holds_no_text_that_would_be_stretched_and_no_style() -> None:
    html = drawn("columns", chart(1, 2, ceiling=2))
    assert not html.select("svg text, [style], script")


def test_a_bar_is_as_long_as_its_share() -> None:
    rows = (Share("Food News", 0.6, "12 of 20 voted finds"), Share("New", None, "no vote yet"))
    html = drawn("bars", "Sites", "Site", "Liked", rows)
    assert [bar["width"] for bar in html.select("rect.column")] == ["60.0"]
    assert [" ".join(row.get_text(" ").split()) for row in html.select("tbody tr")] == [
        "Food News 60% 12 of 20 voted finds",
        "New no vote yet",
    ]


@pytest.mark.parametrize(("share", "words"), [(None, ""), (0, "0%"), (2 / 3, "67%"), (1, "100%")])
def test_a_share_is_told_in_whole_percent(share: float | None, words: str) -> None:
    assert percent(share) == words


def shape(text: str) -> list[str]:
    rows = (Share(text, 0.5, text),)
    html = drawn("columns", chart(1, 2, ceiling=2, text=text)).find_all(True)
    html += drawn("bars", text, text, text, rows).find_all(True)
    return [f"{tag.name} {sorted(tag.attrs)}" for tag in html]


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=range(len(HOSTILE_TEXTS)))
def test_hostile_text_adds_nothing_to_a_chart(text: str) -> None:
    assert shape(text) == shape("harmless")
