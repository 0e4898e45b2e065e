"""The weights in use are those that the examples give: who changes a signal, a word or what an
example counts must fit again.
"""

from dataclasses import asdict
from pathlib import Path

import pytest

from app.parts.reading.grouping import signals
from benchmarks import fit_links, fit_story
from benchmarks.link_data import labelled_pages

pytestmark = [pytest.mark.data, pytest.mark.long]
ROUNDED = 0.006


@pytest.fixture(autouse=True)
def _data(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAND_SCOUT_DATA", str(data_directory))


def test_the_weights_of_same_story_are_those_that_its_pairs_give() -> None:
    fitted = asdict(fit_story.weights_in_full())
    assert asdict(signals.WEIGHTS) == pytest.approx(fitted, abs=ROUNDED)


def test_the_weights_of_story_links_are_those_that_the_labelled_links_give() -> None:
    fitted, in_use = fit_links.Fitting(labelled_pages()).page_model(), fit_links.IN_USE
    assert in_use.page == pytest.approx(fitted.page, abs=ROUNDED)
    assert in_use.start == pytest.approx(fitted.start, abs=ROUNDED)
    assert in_use.own.start == pytest.approx(fitted.own.start, abs=ROUNDED)
    assert in_use.own.signs == pytest.approx(fitted.own.signs, abs=ROUNDED)
    for table in fit_links.COUNTS:
        assert getattr(in_use.own, table) == pytest.approx(getattr(fitted.own, table), abs=ROUNDED)
