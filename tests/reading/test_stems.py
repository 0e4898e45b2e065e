"""A stem is in all that its expression finds, so that a text without it need not be searched."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.parts.reading.stems import folded, stem_of


def expressions(written: object) -> Iterator[str]:
    """All that are in a list of words, however deep."""
    if isinstance(written, str):
        yield written
    elif isinstance(written, dict | list):
        for one in written.values() if isinstance(written, dict) else written:
            yield from expressions(one)


OF_WALLS = list(
    expressions(
        yaml.safe_load(files("app.parts.reading").joinpath("wall_words.yaml").read_text("utf-8"))
    )
)
FINDS = st.sampled_from(OF_WALLS).flatmap(
    lambda one: st.tuples(st.just(one), st.from_regex(re.compile(one, re.IGNORECASE)))
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(FINDS)
def test_a_stem_is_in_whatever_its_expression_finds(pair: tuple[str, str]) -> None:
    expression, text = pair
    assert stem_of(expression) in folded(text)


@pytest.mark.parametrize(
    "text", ["G\u0130ZL\u0130L\u0130K", "g\u0131zl\u0131l\u0131k", "Con\u017fENT", "\u212aAKOR"]
)
def test_a_letter_in_any_form_is_the_same(text: str) -> None:
    found = [word for word in ("gizlilik", "consent", "kakor") if re.search(word, text, re.I)]
    assert found
    assert stem_of(found[0]) in folded(text)


@pytest.mark.parametrize(
    ("expression", "stem"),
    [
        (r"\bcookie", "cookie"),
        (r"\bkoekies?\b", "koekie"),
        (r"donn\u00e9es (?:\u00e0 caract\u00e8re )?personnel", "personnel"),
        (r"personali[sz]ed (?:ads?\b|advert)", "personali"),
        (r"page[^.]{0,30}(?:introuvable|perdue)", "page"),
        ("one|other", ""),
        ("(?:a (?:b|c))", ""),
        (r"a\.b", ""),
        ("(grouped)", ""),
        ("ab{2}", ""),
    ],
)
def test_a_stem_is_plain_or_none(expression: str, stem: str) -> None:
    assert stem_of(expression) == stem
