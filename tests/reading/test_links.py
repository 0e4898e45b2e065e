import pytest
from lxml.html import HtmlElement

from app.parts.reading.document import parse
from app.parts.reading.links import SHORT_LIST, selected_links, story_links
from app.parts.reading.types import UnreadableError
from tests.reading.pages import page

FRONT = "https://www.example.co.za/"
STORY = "/news/pizza-oven-wins-the-street-food-prize"
HEADLINE = "Pizza oven wins the street food prize, and the city cheers"


def front(body: str, head: str = "") -> HtmlElement:
    return parse(page(f"<html><head>{head}</head><body>{body}</body></html>", url=FRONT))


def test_stories_are_told_from_sections_and_services() -> None:
    tree = front(
        f"<nav><a href='/'>Home</a><a href='/sport'>Sport</a><a href='/contact-us'>Contact us</a>"
        f"</nav><a href='{STORY}'>{HEADLINE}</a><a href='https://facebook.com/x'>Share</a>"
    )
    [link] = story_links(tree, FRONT)
    assert (link.url, link.title) == (f"https://www.example.co.za{STORY}", HEADLINE)


SERVICES = {
    "/about": "About us",
    "/contact": "Contact",
    "/subscribe": "Subscribe",
    "/privacy": "Privacy policy",
    "/advertise": "Advertise with us",
    "/archive": "Archive",
}
SHORT = {
    "/stories/1": "Pizza oven wins the street food prize",
    "/stories/2": "Garden centre opens a pizza oven",
}


def small_front(card: str, stories: dict[str, str] = SHORT, more: str = "") -> list[str]:
    """The addresses found on a page of these cards and six services."""
    services = "".join(f"<a href='{path}'>{text}</a>" for path, text in SERVICES.items())
    cards = "".join(card.format(path, text) for path, text in stories.items())
    tree = front(f"<nav>{services}</nav>{cards}{more}")
    return [link.url.removeprefix(FRONT.rstrip("/")) for link in story_links(tree, FRONT)]


@pytest.mark.parametrize(
    "card",
    [
        "<article><h2><a href='{}'>{}</a></h2><p>More of it.</p></article>",
        "<article><a href='{}'><img src=x.jpg><h3>{}</h3></a></article>",
        "<article><header><div><h2><a href='{0}'>{1}</a></h2></div></header>"
        "<a href='{0}'>Read on</a> <a href='/author/ann'>Ann</a></article>",
    ],
)
def test_among_few_links_the_headline_of_an_article_is_a_story(card: str) -> None:
    assert small_front(card) == list(SHORT)


@pytest.mark.parametrize(
    "card",
    [
        "<div><h2><a href='{}'>{}</a></h2></div>",
        "<article><p><a href='{}'>{}</a></p></article>",
        "<article><h2><a href='{}'>{}</a></h2><h2><a href='/stories/9'>{1}</a></h2></article>",
    ],
)
def test_a_headline_without_an_article_of_its_own_is_told_by_its_address(card: str) -> None:
    assert small_front(card.replace("{}", "{0}", 1).replace("{}", "{1}", 1)) == []


def test_what_is_no_story_is_none_as_a_headline_either() -> None:
    cards = {
        "/sport": "All of the sport of this week",
        "/author/ann": "All that Ann has written so far",
        "/subscribe-today": "Read all of it for less",
        "/stories/3": "Pizza",
    }
    assert small_front("<article><h2><a href='{}'>{}</a></h2></article>", cards) == []


def test_among_many_links_the_others_tell_what_a_story_is() -> None:
    more = "".join(f"<a href='/place-{n}'>Place</a>" for n in range(SHORT_LIST))
    assert small_front("<article><h2><a href='{}'>{}</a></h2></article>", more=more) == []


def test_of_several_links_to_a_story_the_longest_text_is_its_title() -> None:
    tree = front(
        f"<a href='{STORY}?utm_source=front'><img src='x.jpg'></a><a href='{STORY}'>{HEADLINE}</a>"
        f"<a href='{STORY}#comments'>Read more</a>"
    )
    assert [link.title for link in story_links(tree, FRONT)] == [HEADLINE]


def test_a_picture_link_takes_its_title_from_its_label() -> None:
    tree = front(f"<a href='{STORY}' aria-label='{HEADLINE}'><img src='x.jpg'></a>")
    assert story_links(tree, FRONT)[0].title == HEADLINE


@pytest.mark.parametrize(
    "card",
    [
        "<div><a href='{}'></a><h3>{}</h3></div>",
        "<li><div><a href='{}'><img src=x.jpg></a></div><h2>{}</h2><p>More.</p></li>",
    ],
)
def test_a_link_without_words_takes_the_headline_of_its_card(card: str) -> None:
    tree = front("<h2>The day</h2>" + card.format(STORY, HEADLINE) + card.format("/about", "About"))
    assert [link.title for link in story_links(tree, FRONT)] == [HEADLINE]


def test_a_link_without_words_takes_no_headline_that_belongs_to_another() -> None:
    other = f"<h3><a href='{STORY}-again-and-again'>{HEADLINE}</a></h3>"
    tree = front(f"<div><a href='{STORY}'></a>{other}</div>")
    assert [link.title for link in story_links(tree, FRONT)] == [None, HEADLINE]


def test_a_style_sheet_in_a_link_is_no_headline_and_a_kicker_stays_apart() -> None:
    tree = front(
        f"<a href='{STORY}'><style>.a{{b:c}}</style><span>Food</span><span>Pizza <b>o</b>ven</span>"
        "<script>x</script><span>: it wins</span></a>"
    )
    assert [link.title for link in story_links(tree, FRONT)] == ["Food Pizza oven: it wins"]


def test_links_are_resolved_against_the_declared_base() -> None:
    tree = front(
        f"<a href='{STORY[1:]}'>{HEADLINE}</a>", "<base href='https://www.example.co.za/za/'>"
    )
    assert story_links(tree, FRONT)[0].url == f"https://www.example.co.za/za{STORY}"


def test_stories_of_other_sites_are_left_out() -> None:
    tree = front(f"<a href='https://elsewhere.example{STORY}'>{HEADLINE}</a>")
    assert story_links(tree, FRONT) == ()


def test_the_page_itself_is_not_among_its_stories() -> None:
    tree = front(f"<a href='{STORY}'>{HEADLINE}</a>")
    assert story_links(tree, FRONT + STORY[1:]) == ()


def test_a_selector_picks_links_whatever_they_look_like() -> None:
    tree = front(
        "<ul class='top'><li><a href='/a'>A</a></li><li><a href='/b'>B</a></li></ul>"
        f"<a class='one' href='https://elsewhere.example/c'>C</a><a href='{STORY}'>{HEADLINE}</a>"
    )
    picked = selected_links(tree, FRONT, "ul.top > li, a.one")
    assert [(link.url, link.title) for link in picked] == [
        ("https://www.example.co.za/a", "A"),
        ("https://www.example.co.za/b", "B"),
        ("https://elsewhere.example/c", "C"),
    ]


@pytest.mark.parametrize("selector", ["a[", "..", "a:no-such-thing", "", "p::before"])
def test_a_selector_that_is_not_css_is_named(selector: str) -> None:
    with pytest.raises(UnreadableError, match="link_selector"):
        selected_links(front("<a href='/a'>A</a>"), FRONT, selector)


def test_counts_and_lengths_are_bounded() -> None:
    many = "".join(f"<a href='{STORY}-{number}'>{'long ' * 500}</a>" for number in range(6_000))
    links = story_links(front(many), FRONT)
    assert len(links) == 1_000
    assert len(links[0].title or "") <= 300
