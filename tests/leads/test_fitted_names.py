"""The weights in use for names are those that the fit gives."""

from pathlib import Path

import pytest

from benchmarks import fit_names

pytestmark = [pytest.mark.data, pytest.mark.long]
ROUNDED = 0.006


@pytest.fixture(autouse=True)
def _data(data_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAND_SCOUT_DATA", str(data_directory))


def test_the_weights_in_use_are_those_of_the_fit() -> None:
    fitted = fit_names.fitted(fit_names.named_pages())
    of_signs = {sign: weight for sign, weight in fitted.of.items() if sign in fit_names.IN_USE.of}
    assert fit_names.IN_USE.of == pytest.approx(of_signs, abs=ROUNDED)
    assert fit_names.IN_USE.start == pytest.approx(fitted.start, abs=ROUNDED)
