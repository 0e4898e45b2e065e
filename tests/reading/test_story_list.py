"""A section page is a list of stories, whatever it calls itself; a story is none."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from app.agents.scout.commands.inspect_page import is_mostly_text
from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.types import DocumentKind
from tests.reading.pages import SENTENCES, page

SECTION = "https://www.example.co.za/business/"
STORY = "https://www.example.co.za/business/2026/11/20/harbour-crane-is-sold-to-a-farmer"
SAYS_ARTICLE = '<meta property="og:type" content="article">'
NODE = {"@context": "https://schema.org", "@type": "Article", "headline": "Business"}
SAYS_IT_IN_JSON = f'<script type="application/ld+json">{json.dumps(NODE)}</script>'
TEASER = (
    "What the port, its workers and the farmers of the valley say about it, and what comes next."
)


def headline(number: int) -> str:
    return f"Crane number {number} of the harbour finds a new home"


def path(number: int) -> str:
    return f"/business/2026/11/20/crane-number-{number}-finds-a-new-home"


def headline_link(number: int) -> str:
    return f"<h3><a href='{path(number)}'>{headline(number)}</a></h3>"


def card(number: int) -> str:
    return f"<div class=card>{headline_link(number)}<p>{TEASER}</p></div>"


def wrapped(number: int) -> str:
    inner = f"<img src=x.jpg><h3>{headline(number)}</h3><p>{TEASER}</p>"
    return f"<article><a href='{path(number)}'>{inner}</a></article>"


def covered(number: int) -> str:
    link = f"<a class=over href='{path(number)}' aria-label='Link:'></a>"
    heading = f"<h3><style>.x{{a:b}}</style>{headline(number)}</h3>"
    return f"<article>{link}{heading}<p>{TEASER}</p></article>"


def bare(number: int) -> str:
    return f"<li><a href='{path(number)}'>{headline(number)}</a></li>"


def html(body: str, head: str = SAYS_ARTICLE, title: str = "Business") -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title} | The Daily Slice</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a><a href='/sport/'>Sport</a></nav>{body}</body></html>"
    )


def kind(markup: str, url: str, noon: datetime) -> DocumentKind:
    return discover(page(markup, url=url), now=noon).kind


@pytest.mark.parametrize("made", [card, wrapped, covered, bare])
@pytest.mark.parametrize("head", [SAYS_ARTICLE, SAYS_IT_IN_JSON])
@pytest.mark.parametrize("count", [4, 12, 60])
def test_a_list_of_stories_is_a_page_though_it_says_article(
    made: Callable[[int], str], head: str, count: int, noon: datetime
) -> None:
    body = "<h1>Business</h1>" + "".join(map(made, range(count)))
    document = page(html(body, head), url=SECTION)
    found = discover(document, now=noon)
    assert found.kind == "page"
    assert [link.title for link in found.links[:2]] != [None, None]
    said = extract(document)
    assert (said.lists_stories, said.text) == (True, "")


def test_a_section_whose_address_looks_like_a_story_s_is_a_page(noon: datetime) -> None:
    body = "<h1>Politics: all that is new, with pictures</h1>" + "".join(map(card, range(30)))
    assert (
        kind(html(body), "https://www.example.co.za/politics-front-16804552.html", noon) == "page"
    )


def test_a_section_may_say_what_it_is_about(noon: datetime) -> None:
    intro = f"<h1>Business</h1><p>{' '.join(SENTENCES[:2])}</p>"
    assert kind(html(intro + "".join(map(card, range(12)))), SECTION, noon) == "page"


def test_a_list_of_what_is_no_news_is_a_list_as_well(noon: datetime) -> None:
    offers = "".join(
        f"<div><a href='/kaufberater/auto/winter-tyre-test-{number}/'>{headline(number)}</a></div>"
        for number in range(8)
    )
    assert kind(html(offers), "https://www.example.co.za/kaufberater/auto/", noon) == "page"


def test_a_feed_that_a_section_declares_is_read_though_it_says_article(noon: datetime) -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/business/feed">'
    body = "".join(map(card, range(12)))
    found = discover(page(html(body, SAYS_ARTICLE + feed), url=SECTION), now=noon)
    assert found.follow == ("https://www.example.co.za/business/feed",)


def test_a_link_without_words_has_the_headline_of_its_card(noon: datetime) -> None:
    found = discover(page(html("".join(map(covered, range(5)))), url=SECTION), now=noon)
    assert [link.title for link in found.links] == [headline(number) for number in range(5)]


SHORT = f"<h1>Harbour crane is sold to a farmer</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>"
LONG = f"<h1>Crane sold</h1>{''.join(f'<p>{one}</p>' for one in SENTENCES * 3)}"
RELATED = "".join(map(headline_link, range(40)))
TEXT = "\n".join(SENTENCES * 3)
BODY = {"@type": "NewsArticle", "headline": "Crane sold", "url": STORY, "articleBody": TEXT}
LIVE = "".join(
    f"<h2>{hour}:00 News of the crane</h2><p>{' '.join(SENTENCES[:3])}</p>" for hour in range(9)
)


@pytest.mark.parametrize(
    "body",
    [
        SHORT + RELATED,
        RELATED + LONG,
        "".join(f"<p>{' '.join(SENTENCES)}</p>{headline_link(number)}" for number in range(6)),
        f"<h1>The best of the week in pictures</h1><img src=1.jpg>{'<figure>Crane</figure>' * 9}"
        + "".join(map(headline_link, range(7))),
        f"<h1>Watch: the crane leaves the harbour</h1><video></video>{headline_link(1)}",
        f"<h1>Live: the crane leaves the harbour</h1>{LIVE}{RELATED}",
        "<h1>津波注意報が出ました、海から離れてください</h1><p>"
        + "気象庁は二十日の夜、沿岸に注意報を出した。住民は高台に避難するよう呼びかけられている。"
        * 2
        + f"</p>{''.join(map(headline_link, range(6)))}",
        f"{LONG}<ul>{''.join(map(bare, range(200)))}</ul>",
        f"<script type='application/ld+json'>{json.dumps(BODY)}</script><div id=root></div>"
        + "".join(map(headline_link, range(9))),
    ],
)
def test_a_story_among_links_to_others_is_an_article(body: str, noon: datetime) -> None:
    document = page(html(body, title="Crane sold"), url=STORY)
    assert discover(document, now=noon).kind == "article"


def test_the_list_in_another_site_s_words_is_no_list_of_stories(noon: datetime) -> None:
    """A column of links to elsewhere is what the page has to say."""
    body = "".join(
        f"<p><a href='https://other.example{path(number)}'>{headline(number)}</a></p>"
        for number in range(20)
    )
    assert kind(html(body), STORY, noon) == "article"


@pytest.mark.parametrize("text", [SENTENCES * 2, SENTENCES * 9])
def test_inspect_says_page_of_a_list_and_article_of_a_text(
    text: tuple[str, ...], noon: datetime
) -> None:
    notice = page(html("".join(f"<p>{one}</p>" for one in text), head=""), url=SECTION)
    assert is_mostly_text(discover(notice, now=noon), extract(notice))
    listed = page(html("".join(map(card, range(9)))), url=SECTION)
    assert not is_mostly_text(discover(listed, now=noon), extract(listed))
