"""Whose headline, date and author a page gets when its JSON-LD speaks of others, too."""

import json
from datetime import date

import pytest

from app.parts.reading.document import parse
from app.parts.reading.metadata import Metadata, read_metadata
from app.parts.reading.structured import read_structured
from tests.reading.pages import ADDRESS, article, page

TITLE = "Night market gets a roof"
OTHER = "https://www.example.co.za/news/2026/11/18/harbour-crane-is-sold"
TEASER = {
    "@type": "NewsArticle",
    "headline": "Harbour crane is sold",
    "url": OTHER,
    "datePublished": "2026-11-18T08:00:00+02:00",
    "author": {"name": "Somebody Else"},
}
OWN = {"@type": "NewsArticle", "headline": TITLE, "datePublished": "2026-11-20T09:00:00+02:00"}
PUBLISHED = '<meta property="article:published_time" content="2026-11-20T07:00:00Z">'
STATED = f'<meta property="og:title" content="{TITLE}">{PUBLISHED}'


def script(*nodes: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in nodes
    )


def described(head: str, content: str = "", url: str = ADDRESS, title: str = TITLE) -> Metadata:
    tree = parse(page(article(content, head=head, title=title), url=url))
    return read_metadata(tree, read_structured(tree, url), url)


def day(about: Metadata) -> date | None:
    return about.published_at.date() if about.published_at else None


@pytest.mark.parametrize(
    "named",
    [
        {"url": ADDRESS},
        {"url": f"{ADDRESS}?utm_source=front"},
        {"url": "/news/2026/11/20/pizza-oven-wins-the-street-food-prize"},
        {"@id": ADDRESS},
        {"url": f"{ADDRESS}?utm_term=1&amp;utm_source=x"},
        {"@id": f"{ADDRESS}#article"},
        {"mainEntityOfPage": ADDRESS},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": ADDRESS}},
        {"mainEntityOfPage": {"@type": "WebPage", "url": f"{ADDRESS}/"}},
        {"mainEntityOfPage": [{"@id": f"{ADDRESS}#webpage"}]},
    ],
)
@pytest.mark.parametrize("as_graph", [True, False])
def test_the_node_that_names_this_page_is_its_article(
    named: dict[str, object], as_graph: bool
) -> None:
    nodes = [TEASER, {**TEASER, "url": f"{OTHER}-again"}, {**OWN, **named}, {**TEASER}]
    about = described(script({"@graph": nodes}) if as_graph else script(*nodes), title="Market")
    assert (about.title, day(about), about.authors) == (TITLE, date(2026, 11, 20), ())


def test_the_address_that_the_page_states_for_itself_names_it_too() -> None:
    head = '<link rel="canonical" href="https://www.example.co.za/market-roof">'
    own = {**OWN, "url": "https://www.example.co.za/market-roof"}
    assert described(head + script(TEASER, own), title="Market").title == TITLE


@pytest.mark.parametrize("count", [1, 2, 5])
def test_stories_that_a_page_only_points_to_say_nothing_of_it(count: int) -> None:
    teasers = [{**TEASER, "url": f"{OTHER}-{number}"} for number in range(count)]
    about = described(STATED + script(*teasers))
    assert (about.title, day(about), about.authors) == (TITLE, date(2026, 11, 20), ())


def test_a_page_that_states_no_date_gets_none_from_a_story_beside_it() -> None:
    about = described(script(TEASER), url="https://www.example.co.za/market-roof")
    assert (about.title, about.published_at) == (TITLE, None)


def test_of_several_nodes_without_an_address_the_one_with_the_page_s_title_counts() -> None:
    nameless = {key: value for key, value in TEASER.items() if key != "url"}
    about = described(script(nameless, nameless, OWN))
    assert (about.title, day(about)) == (TITLE, date(2026, 11, 20))


def test_a_template_that_names_the_front_page_for_every_story_names_nothing() -> None:
    front = {"mainEntityOfPage": "https://www.example.co.za/"}
    about = described(script({**TEASER, **front, "url": None}, {**OWN, **front}))
    assert about.title == TITLE


def test_a_lone_node_without_an_address_is_believed_whatever_it_says() -> None:
    assert described(script(OWN), title="Market").title == TITLE


@pytest.mark.parametrize(
    "other",
    [
        {"@type": "VideoObject", "name": "Clip", "headline": "From the archive: rain"},
        {"@type": "VideoObject", "name": "From the archive", "mainEntityOfPage": ADDRESS},
        {"@type": ["VideoObject"], "name": TITLE},
        {"@type": "http://schema.org/AudioObject", "name": "Listen to this"},
        {"@type": "Review", "name": "Great roof", "author": {"name": "A Reader"}},
        {"@type": "SocialMediaPosting", "headline": "Look at this"},
        {"@type": "Recipe", "name": "Pancakes"},
    ],
)
def test_a_clip_a_review_or_a_post_in_a_story_is_of_its_own_day(other: dict[str, object]) -> None:
    of_old = {"uploadDate": "2021-02-03", "datePublished": "2021-02-03"}
    about = described(STATED + script({**other, **of_old}))
    assert (about.title, day(about), about.authors) == (TITLE, date(2026, 11, 20), ())


def test_the_clip_of_a_page_that_is_nothing_else_dates_it() -> None:
    clip = {"@type": "VideoObject", "name": TITLE, "url": ADDRESS, "uploadDate": "2026-11-19"}
    assert day(described(script(clip))) == date(2026, 11, 19)


def test_a_page_that_is_dated_as_a_page_has_that_date() -> None:
    node = {"@type": "WebPage", "@id": f"{ADDRESS}#webpage", "datePublished": "2026-11-19T09:00Z"}
    other = {**node, "@id": OTHER, "datePublished": "2020-01-01"}
    assert day(described(script({"@graph": [other, node]}))) == date(2026, 11, 19)


def test_the_entries_of_a_live_blog_are_not_the_blog() -> None:
    entry = {
        "@type": "BlogPosting",
        "headline": "Rain stops",
        "url": f"{ADDRESS}#entry-7",
        "datePublished": "2026-11-22T10:00:00Z",
    }
    blog = {**OWN, "@type": "LiveBlogPosting", "url": ADDRESS, "liveBlogUpdate": [entry]}
    about = described(script(entry, blog), title="Live")
    assert (about.title, day(about)) == (TITLE, date(2026, 11, 20))


def test_a_list_of_stories_is_none_of_them() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": TEASER}]}
    assert described(STATED + script(listed)).title == TITLE


def test_an_author_that_is_told_elsewhere_in_the_graph_is_found() -> None:
    person = {"@type": "Person", "@id": "https://www.example.co.za/#/7", "name": "Lindiwe Khumalo"}
    own = {**OWN, "author": [{"@id": "https://www.example.co.za/#/7"}]}
    assert described(script({"@graph": [own, person]})).authors == ("Lindiwe Khumalo",)


def test_an_encyclopedia_s_title_is_its_name() -> None:
    node = {
        "@type": "Article",
        "name": "Koeksister",
        "headline": "sweet of the Cape",
        "url": ADDRESS,
    }
    assert described(script(node), title="Koeksister").title == "Koeksister"


@pytest.mark.parametrize(
    "item",
    [
        '<div itemscope itemtype="https://schema.org/NewsArticle">'
        '<meta itemprop="headline" content="Harbour crane is sold">{}</div>',
        '<div itemscope itemtype="https://schema.org/VideoObject">{}</div>',
        '<li itemscope itemtype="https://schema.org/Comment">{}</li>',
        '<section itemscope itemtype="https://schema.org/Product"><p itemprop="review" itemscope'
        ' itemtype="https://schema.org/Review">{}</p></section>',
    ],
)
@pytest.mark.parametrize(
    "dated",
    [
        '<meta itemprop="datePublished" content="2021-02-03">',
        '<time itemprop="datePublished" datetime="2021-02-03"></time>',
    ],
)
def test_the_microdata_of_another_thing_is_not_the_page_s(item: str, dated: str) -> None:
    own = (
        '<div itemscope itemtype="https://schema.org/Article"><h1>Night market gets a roof</h1>'
        '<span itemprop="datePublished" content="2026-11-20">today</span><p>Text.</p></div>'
    )
    url = "https://www.example.co.za/market-roof"
    markup = f"<html><head></head><body>{item.format(dated)}{own}</body></html>"
    tree = parse(page(markup, url=url))
    about = read_metadata(tree, read_structured(tree, url), url)
    assert (about.title, day(about)) == (TITLE, date(2026, 11, 20))
