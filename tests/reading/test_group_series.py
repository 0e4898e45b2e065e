from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.parts.reading.group import Stories, StoryItem, fingerprint, group
from tests.reading.series import SERIES, Series

each_series = pytest.mark.parametrize("series", SERIES, ids=lambda series: series.kind)

# Word for word the same part after part: only the date tells them apart.
TOLD_APART_BY_DATE = {
    "sudoku under one headline",
    "cartoon of the day",
    "quiz",
    "verse of the day",
    "listings under one headline",
    "statements under one headline",
}


@each_series
def test_the_parts_of_a_series_stay_apart(series: Series, noon: datetime) -> None:
    items = series.items(noon)
    assert len(set(group(items))) == len(items)


@each_series
def test_the_parts_of_a_series_stay_apart_over_daily_runs(series: Series, noon: datetime) -> None:
    stories = Stories()
    items = series.items(noon)
    assert len({stories.add(fingerprint(item)) for item in items}) == len(items)


@pytest.mark.parametrize(
    "series",
    [series for series in SERIES if series.kind not in TOLD_APART_BY_DATE],
    ids=lambda series: series.kind,
)
def test_the_parts_of_a_series_stay_apart_without_dates(series: Series) -> None:
    items = series.items(None)
    assert len(set(group(items))) == len(items)


def test_all_series_stay_apart_in_one_pool(noon: datetime) -> None:
    """Two kinds that speak of one day in one hour may be taken for one story, seldom."""
    items = [item for series in SERIES for item in series.items(noon)]
    stories = dict(zip((item.id for item in items), group(items), strict=True))
    for series in SERIES:
        parts = [item.id for item in series.items(noon)]
        assert len({stories[part] for part in parts}) == len(parts), series.kind
    assert len(set(stories.values())) >= 0.97 * len(items)


@each_series
def test_one_part_in_two_outlets_is_one_story(series: Series, noon: datetime) -> None:
    part = series.items(noon)[0]
    published = noon + timedelta(hours=1)
    copy = replace(part, id="copy", site="The Other Paper", published_at=published)
    assert len(set(group([part, copy]))) == 1


def test_a_long_headline_that_another_outlet_edits_is_one_story_whatever_it_opens_with(
    noon: datetime,
) -> None:
    """News of the lottery is no draw."""
    told = "Lottery inquiry: baker's brother paid twice for the harbour kiosk in Kimberley"
    edited = "Lottery inquiry: Piet Baker's brother paid twice for harbour kiosk in Kimberley"
    items = [
        StoryItem("1", told, site="The Crumb", published_at=noon),
        StoryItem("2", edited, site="Daily Slice", published_at=noon + timedelta(hours=3)),
    ]
    assert len(set(group(items))) == 1
