"""A wall is known by its words; a story that has such words is none.

A stem is in all that its expression finds, so that a text without it need not be searched.
"""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.parts.reading.extract import extract
from app.parts.reading.types import UnreadableError, Wall
from app.parts.reading.walls import folded, stem_of, wall_of
from tests.reading.pages import SENTENCES, article, page

COOKIES_TO_EAT = (
    "These cookies are soft inside. Bake the cookies for ten minutes and let them cool. "
    "Keep the cookies in a tin, and accept no margarine where butter is asked for."
)
COOKIES_IN_COURT = (
    "A shop has to pay a fine for its cookies, as it had not asked for consent. The judge spoke of "
    "a bad example. Lawyers expect more such cases next year, for the authority has hired forty "
    "people. The owner of the shop laughed, and bought a round for the whole press bench. Sales "
    "went up by a fifth in the week after, helped by a funny spot on the radio that he paid for."
)


@pytest.mark.parametrize(
    ("title", "text", "wall"),
    [
        ("Before you go on", "We and our 9 partners use cookies. Accept or reject.", "consent"),
        ("", "Your privacy matters. Allow tracking for personalised ads. Manage.", "consent"),
        ("Sign in", "Log in to continue reading. Forgot your password?", "account"),
        ("Oven wins", "Subscribe to keep reading this. Already a subscriber? Sign in.", "account"),
        ("", "Jetzt abonnieren und weiterlesen. Bereits Abonnent? Hier anmelden.", "account"),
        ("Welcome", "Are you over 18? You must be of legal drinking age to enter.", "age"),
        ("", "Please come in if you are 18 years or older.", "age"),
        ("Sorry", "This article is not available in your region.", "region"),
        ("", "As you visit from the European Economic Area we cannot grant you access.", "region"),
        ("", "You need to enable JavaScript to run this app.", "robot"),
        ("One moment", "Checking your browser. This may take five seconds.", "robot"),
        (
            "Not found",
            "Sorry, we could not find what you asked for. Go to our start page.",
            "missing",
        ),
        ("", "Cette page est introuvable. Retour à l'accueil.", "missing"),
        ("Soon", "We are down for maintenance and will be back soon.", "closed"),
        ("Cookies", COOKIES_TO_EAT, None),
        ("Fine for a shop", COOKIES_IN_COURT, None),
        ("Oven wins", " ".join(SENTENCES), None),
        ("Oven wins", f"{' '.join(SENTENCES)} Subscribe to our newsletter. Log in.", None),
        ("Oven wins", f"Log in to read. {' '.join(SENTENCES * 4)}", None),
        ("", "", None),
    ],
)
def test_a_wall_speaks_of_little_else(title: str, text: str, wall: Wall | None) -> None:
    assert wall_of(text, title) == wall


def test_an_article_under_a_banner_is_an_article() -> None:
    banner = "<div class=cmp><p>We and our partners use cookies. Accept all. Reject all.</p></div>"
    said = extract(page(article().replace("<nav>", f"{banner}<nav>")))
    assert said.asks is None
    assert SENTENCES[0] in said.text


def test_a_wall_that_has_no_text_of_an_article_is_known() -> None:
    said = extract(
        page("<html><body><div><button>Accept cookies</button> Your privacy</div></body>")
    )
    assert said.asks == "consent"


def test_what_is_said_to_browsers_without_scripts_is_a_wall() -> None:
    inner = "<noscript>You need to enable JavaScript to run this app.</noscript><div id=a></div>"
    said = extract(page(f"<html><head><title>News</title></head><body>{inner}</body></html>"))
    assert said.asks == "robot"


def test_a_page_without_any_words_stays_unreadable() -> None:
    with pytest.raises(UnreadableError):
        extract(page("<html><body><div id=root></div></body></html>"))


@pytest.mark.parametrize("text", ["not " * 2_000, "page " * 300, "<" * 8_000, "x" * 100_000])
def test_hostile_words_cost_little(text: str) -> None:
    wall_of(text, text[:300])


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
