from datetime import UTC, datetime, timedelta

import pytest

from app.parts.reading.feed import read_feed
from app.parts.reading.types import Discovery, UnreadableError
from tests.reading.pages import page, rss

FEED = "https://slice.example/feed.xml"

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Slices</title>
<entry><title type="html">Fish &amp;amp; chips</title><link rel="alternate" href="https://a.example/1"/>
<published>2026-11-19T10:00:00+02:00</published><updated>2026-11-20T09:00:00Z</updated>
<summary type="html">&lt;p&gt;Hot &lt;b&gt;now&lt;/b&gt;&lt;/p&gt;</summary></entry></feed>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns="http://purl.org/rss/1.0/"
xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.example/"><title>Old slices</title></channel>
<item rdf:about="https://a.example/2"><title>Two</title><link>https://a.example/2</link>
<dc:date>2026-11-18T08:00:00Z</dc:date></item></rdf:RDF>"""


def read(body: str | bytes, now: datetime, **about: str) -> Discovery:
    return read_feed(page(body, url=FEED, content_type="application/rss+xml", **about), now=now)


def test_an_rss_item_becomes_a_link_with_what_the_feed_says(noon: datetime) -> None:
    item = (
        "<title>Two for one</title><link>https://slice.example/two</link>"
        "<description>&lt;p&gt;A deal.&lt;/p&gt;</description>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 +0200</pubDate>"
    )
    found = read(rss(item), noon)
    assert (found.kind, found.title, found.follow) == ("feed", "The Daily Slice", ())
    [link] = found.links
    assert (link.url, link.title, link.summary) == (
        "https://slice.example/two",
        "Two for one",
        "A deal.",
    )
    assert link.published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_atom_is_read_with_the_day_of_publication(noon: datetime) -> None:
    [link] = read(ATOM, noon).links
    assert (link.title, link.summary) == ("Fish & chips", "Hot now")
    assert link.published_at == datetime(2026, 11, 19, 8, tzinfo=UTC)


def test_rdf_is_read(noon: datetime) -> None:
    [link] = read(RDF, noon).links
    assert (link.url, link.published_at) == (
        "https://a.example/2",
        datetime(2026, 11, 18, 8, tzinfo=UTC),
    )


def test_entries_come_newest_first(noon: datetime) -> None:
    items = [
        f"<link>https://a.example/{day}</link><pubDate>{day} Nov 2026 00:00:00 GMT</pubDate>"
        for day in (3, 19, 7)
    ]
    assert [link.url[-2:] for link in read(rss(*items), noon).links] == ["19", "/7", "/3"]


def test_relative_links_are_resolved_against_xml_base_else_the_feed(noon: datetime) -> None:
    based = ATOM.replace("https://a.example/1", "one").replace(
        "<entry>", '<entry xml:base="https://b.example/dir/">'
    )
    assert read(based, noon).links[0].url == "https://b.example/dir/one"
    item = "<title>x</title><link>/three</link>"
    assert read(rss(item), noon).links[0].url == "https://slice.example/three"


CAST = "<enclosure url='https://a.example/cast' type='audio/mpeg'/>"


@pytest.mark.parametrize(
    ("item", "address"),
    [
        ("<guid isPermaLink='true'>https://a.example/guid</guid>", "guid"),
        (f"<link>https://a.example/episode</link>{CAST}", "episode"),
        (f"<guid>https://a.example/guid</guid>{CAST}", "guid"),
        ("<enclosure url='https://a.example/page' type='text/html'/>", "page"),
        (
            "<atom:link rel='self' href='/x'/><atom:link rel='via' href='https://a.example/via'/>",
            "via",
        ),
        ("<pheedo:origLink>https://a.example/own</pheedo:origLink><link>/other</link>", "own"),
        ("<link>https://a.example/?a=1&amp;amp;b=2</link>", "?a=1&b=2"),
    ],
)
def test_the_story_s_page_is_found_wherever_it_is_stated(
    item: str, address: str, noon: datetime
) -> None:
    namespaces = 'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:pheedo="http://www.pheedo.com/namespace/pheedo"'
    body = rss(f"<title>x</title>{item}", attributes=namespaces)
    assert [link.url for link in read(body, noon).links] == [f"https://a.example/{address}"]


@pytest.mark.parametrize(
    "item",
    [
        CAST,
        f"<guid>https://a.example/cast</guid>{CAST}",
        f"<link>https://a.example/cast</link>{CAST}",
        f"<guid isPermaLink='false'>episode-4</guid>{CAST}",
        "<link>https://a.example/film.MP4</link>",
        "<enclosure url='https://a.example/photo.jpg' type='image/jpeg'/>",
        "<atom:link rel='replies' href='https://a.example/comments'/>",
        "<comments>https://a.example/comments</comments>",
    ],
)
def test_an_entry_that_has_no_page_but_only_sound_film_or_comments_is_left_out(
    item: str, noon: datetime
) -> None:
    body = rss(
        f"<title>Episode</title>{item}",
        "<title>Story</title><link>https://a.example/story</link>",
        attributes='xmlns:atom="http://www.w3.org/2005/Atom"',
    )
    assert [link.url for link in read(body, noon).links] == ["https://a.example/story"]


def test_an_atom_entry_that_has_only_a_sound_file_is_left_out(noon: datetime) -> None:
    sound = ATOM.replace('rel="alternate"', 'rel="enclosure" type="audio/mpeg"')
    assert read(sound, noon).links == ()


def test_a_relative_link_is_the_site_s_where_a_service_publishes_the_feed(noon: datetime) -> None:
    body = rss("<title>x</title><link>/2026/story</link>").replace(
        "https://slice.example/<", "https://paper.example/<"
    )
    assert [link.url for link in read(body, noon).links] == ["https://paper.example/2026/story"]


def test_the_summary_is_the_content_s_beginning_where_there_is_none(noon: datetime) -> None:
    content = "<content:encoded>&lt;p&gt;Dough rises.&lt;/p&gt;</content:encoded>"
    item = f"<link>https://a.example/1</link><description></description>{content}"
    namespace = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    [link] = read(rss(item, attributes=namespace), noon).links
    assert link.summary == "Dough rises."


def test_a_title_escaped_twice_is_plain_words(noon: datetime) -> None:
    title = "<title>Baker&amp;amp;#8217;s &amp;lt;b&amp;gt;dough&amp;lt;/b&amp;gt;</title>"
    [link] = read(rss(f"{title}<link>https://a.example/1</link>"), noon).links
    assert link.title == "Baker\u2019s dough"


def test_the_address_behind_feedburners_is_preferred(noon: datetime) -> None:
    item = (
        "<link>https://feeds.example/~r/x</link>"
        "<feedburner:origLink>https://a.example/real</feedburner:origLink>"
    )
    namespace = 'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
    assert read(rss(item, attributes=namespace), noon).links[0].url == "https://a.example/real"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "mailto:a@b.example", "urn:uuid:1", "", "ftp://a.example/x"]
)
def test_an_entry_without_a_web_address_is_left_out(link: str, noon: datetime) -> None:
    assert read(rss(f"<title>x</title><link>{link}</link>"), noon).links == ()


@pytest.mark.parametrize("stated", ["someday", "", "32 Foo 2026", "Mon, 01 Jan 0001 00:00:00 GMT"])
def test_a_date_that_is_none_leaves_the_entry_undated(stated: str, noon: datetime) -> None:
    item = f"<link>https://a.example/1</link><pubDate>{stated}</pubDate>"
    assert read(rss(item), noon).links[0].published_at is None


def test_a_date_more_than_a_day_ahead_is_dropped(noon: datetime) -> None:
    def dated(ahead: timedelta) -> datetime | None:
        stated = (noon + ahead).strftime("%d %b %Y %H:%M:%S GMT")
        item = f"<link>https://a.example/1</link><pubDate>{stated}</pubDate>"
        return read(rss(item), noon).links[0].published_at

    assert dated(timedelta(hours=23)) == noon + timedelta(hours=23)
    assert dated(timedelta(hours=25)) is None


def test_a_date_without_a_zone_is_taken_for_utc(noon: datetime) -> None:
    item = "<link>https://a.example/1</link><pubDate>20 Nov 2026 08:00:00</pubDate>"
    assert read(rss(item), noon).links[0].published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_one_story_listed_twice_is_one_link(noon: datetime) -> None:
    found = read(
        rss(
            "<title>One</title><link>https://a.example/1?utm_source=rss</link>",
            "<title>One</title><link>https://www.a.example/1</link>",
        ),
        noon,
    )
    assert len(found.links) == 1


def test_entries_that_share_a_page_stay_apart(noon: datetime) -> None:
    found = read(
        rss(
            "<title>A</title><link>https://a.example/day#a</link>",
            "<title>B</title><link>https://a.example/day#b</link>",
        ),
        noon,
    )
    assert len(found.links) == 2


def test_counts_and_lengths_are_bounded(noon: datetime) -> None:
    items = [
        f"<title>{'t' * 5000}</title><description>{'d ' * 9000}</description>"
        f"<link>https://a.example/{number}</link>"
        for number in range(1_100)
    ]
    links = read(rss(*items), noon).links
    assert len(links) == 1_000
    assert len(links[0].title or "") <= 300
    assert len(links[0].summary or "") <= 1_000


@pytest.mark.parametrize(
    "broken",
    [
        rss("<title>AT&T</title><link>https://a.example/1</link>"),
        rss("<title>x</title><link>https://a.example/1</link>")[:-12],
        "\n\n  " + rss("<title>x</title><link>https://a.example/1</link>"),
        "\ufeff" + rss("<title>x</title><link>https://a.example/1</link>"),
        rss("<title>un<b>closed</title><link>https://a.example/1</link>"),
        rss("<title>\x0bcontrol</title><link>https://a.example/1</link>"),
        rss("<title>&#xD800;&#x110000;&#0;</title><link>https://a.example/1</link>"),
        rss("<title>x</title></b><link>https://a.example/1</link>&#xDFFF;"),
    ],
    ids=[
        "bare ampersand",
        "cut",
        "space first",
        "BOM",
        "nested wrongly",
        "control character",
        "no character",
        "no character, not well-formed",
    ],
)
def test_a_feed_that_is_not_well_formed_is_read_nonetheless(broken: str, noon: datetime) -> None:
    assert read(broken, noon).links[0].url == "https://a.example/1"


def test_the_charset_of_the_header_is_used(noon: datetime) -> None:
    body = rss("<title>café</title><link>https://a.example/1</link>").replace(
        ' encoding="utf-8"', ""
    )
    assert read(body.encode("cp1252"), noon, charset="windows-1252").links[0].title == "café"


@pytest.mark.parametrize(
    "body", ["", "   ", "plain text", "<html><body>Hello</body></html>", '{"a": 1}', "\x00\x01"]
)
def test_what_is_no_feed_is_unreadable(body: str, noon: datetime) -> None:
    with pytest.raises(UnreadableError, match="feed"):
        read(body, noon)


def test_an_empty_feed_is_a_feed(noon: datetime) -> None:
    assert read(rss(), noon).links == ()


def test_external_entities_are_not_followed(noon: datetime) -> None:
    body = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<rss version='2.0'><channel><item><title>&x;</title>"
        "<link>https://a.example/1</link></item></channel></rss>"
    )
    assert "root" not in str(read(body, noon))


@pytest.mark.parametrize("stated", ["0000-00-00 00:00:00", "0000-00-00", "0000-01-01T00:00:00Z"])
@pytest.mark.parametrize("element", ["pubDate", "dc:date"])
def test_a_database_s_zero_date_leaves_its_item_undated_and_the_feed_readable(
    stated: str, element: str, noon: datetime
) -> None:
    zero = f"<link>https://a.example/1</link><{element}>{stated}</{element}>"
    dated = "<link>https://a.example/2</link><pubDate>19 Nov 2026 08:00:00 GMT</pubDate>"
    body = rss(zero, dated, attributes='xmlns:dc="http://purl.org/dc/elements/1.1/"')
    found = {link.url[-1]: link.published_at for link in read(body, noon).links}
    assert found == {"1": None, "2": datetime(2026, 11, 19, 8, tzinfo=UTC)}


@pytest.mark.parametrize("name", ["98765", "story/98765", "tag:a.example,2026:1"])
def test_a_name_that_is_no_link_is_not_made_into_an_address(name: str, noon: datetime) -> None:
    named = f"<title>No link</title><guid isPermaLink='false'>{name}</guid>"
    found = read(rss(named, "<link>/2026/story</link>"), noon)
    assert [link.url for link in found.links] == ["https://slice.example/2026/story"]
