import pytest

from app.parts.reading.entry_address import FeedPlace, entry_address, place_of_feed, unwrapped

FEED = FeedPlace("https://a.example/feed", "https://a.example/feed")
IN_FOLDER = FeedPlace("https://a.example/dir/feed", "https://a.example/dir/feed")
STORY = "https://news.example/2026/11/an-oven-on-wheels?id=5"
ESCAPED = "https%3A%2F%2Fnews.example%2F2026%2F11%2Fan-oven-on-wheels%3Fid%3D5"
ESCAPED_TWICE = ESCAPED.replace("%", "%25")


@pytest.mark.parametrize(
    "wrapper",
    [
        f"https://www.google.com/url?rct=j&sa=t&url={ESCAPED}&ct=ga&usg=AOv",
        f"https://www.google.co.za/url?q={ESCAPED}&sa=U",
        f"https://www.google.com/url?rct=j&url={STORY}&ct=ga",
        f"http://www.bing.com/news/apiclick.aspx?ref=FexRss&aid=&tid=1&url={ESCAPED}&c=3&mkt=en-za",
        f"https://l.facebook.com/l.php?u={ESCAPED}&h=AT0",
        f"https://t.umblr.com/redirect?z={ESCAPED}&t=ab",
        f"https://vk.example/away.php?to={ESCAPED}",
        f"https://click.example/track?id=77&redirect_url={ESCAPED}",
        f"https://click.example/out?target={ESCAPED_TWICE}",
        f"https://safe.example/?url={ESCAPED}&data=05",
        f"https://hide.example/?{STORY}",
        f"https://news.example/redirect?URL={ESCAPED}",
        f"https://one.example/url?q=https%3A%2F%2Ftwo.example%2Fr%3Fu%3D{ESCAPED_TWICE}",
    ],
)
def test_the_story_inside_of_a_redirector_s_address_is_taken(wrapper: str) -> None:
    assert unwrapped(wrapper) == STORY


@pytest.mark.parametrize(
    "address",
    [
        STORY,
        f"https://a.example/why-ovens-need-wheels?url={ESCAPED}",
        f"https://a.example/search?q={ESCAPED}",
        f"https://a.example/story?ref={ESCAPED}&source={ESCAPED}",
        f"https://a.example/share?image_url={ESCAPED}",
        "https://a.example/url?url=javascript:alert(1)",
        "https://a.example/url?url=ftp%3A%2F%2Fb.example%2Fx",
        "https://a.example/url?url=https://user:secret@b.example/x",
        "https://a.example/url?url=/2026/own-story",
        "https://a.example/url?url=https://",
        "https://a.example/url?url=",
        "https://a.example/url",
    ],
)
def test_an_address_that_wraps_no_other_web_page_stays_as_it_is(address: str) -> None:
    assert unwrapped(address) == address


def test_wrappers_in_wrappers_end() -> None:
    deep = "https://a.example/url?url=" * 9 + STORY
    assert unwrapped(deep).count("/url?url=") == 6


def test_the_first_place_that_is_a_page_is_taken() -> None:
    places = [None, "", "mailto:a@b.example", "/cast.mp3", "/cast", "/story", "/other"]
    found = entry_address(FEED, places, media={"https://a.example/cast"})
    assert found == "https://a.example/story"


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("\n      https://news.example/\n      story\n   ", "https://news.example/story"),
        ("https://news.example/a story [1], ok", "https://news.example/a%20story%20[1],%20ok"),
        ("https://news.example/?a=1&amp;amp;b=2", "https://news.example/?a=1&b=2"),
        ("http://https://news.example/story", "https://news.example/story"),
        ("http://https//news.example/story", "https://news.example/story"),
        ("http:/news.example/story", "http://news.example/story"),
        ("https:///news.example/story", "https://news.example/story"),
        ("www.news.example/story", "https://www.news.example/story"),
        ("a.example/story", "https://a.example/story"),
        ("https://news.example\\story?q=a\\b", "https://news.example/story?q=a\\b"),
        ("//news.example/story", "https://news.example/story"),
        ("story", "https://a.example/dir/story"),
        ("N/A", None),
        ("null", None),
        ("#", None),
        ("", None),
        ("<a href='https://news.example/'>x</a>", None),
        ("https://a.example/dir/feed", None),
    ],
)
def test_an_address_is_taken_as_it_was_meant(stated: str, meant: str | None) -> None:
    assert entry_address(IN_FOLDER, [stated]) == meant


@pytest.mark.parametrize(
    ("home", "base"),
    [
        ("https://paper.example/news/", "https://paper.example/news/"),
        ("https://a.example/", "https://a.example/dir/feed"),
        ("/news", "https://a.example/dir/feed"),
        ("mailto:x@a.example", "https://a.example/dir/feed"),
        ("", "https://a.example/dir/feed"),
        (None, "https://a.example/dir/feed"),
    ],
)
def test_links_of_a_feed_that_lies_elsewhere_are_relative_to_its_site(
    home: str | None, base: str
) -> None:
    assert place_of_feed(IN_FOLDER.url, home) == FeedPlace(IN_FOLDER.url, base)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("https://a.example/5", "https://a.example/5"),
        ("https://a.example/url?q=https://b.example/5", "https://b.example/5"),
        ("5", None),
        ("tag:a.example,2026:5", None),
        ("https://a.example/cast", None),
        ("https://count.example/redirect.mp3/b.example/film.mp4", None),
        (None, None),
    ],
)
def test_an_entry_s_name_will_do_where_it_is_a_page_s_address(
    name: str | None, address: str | None
) -> None:
    media = {"https://a.example/cast", "https://b.example/own/film.mp4"}
    assert entry_address(FEED, [], name, media) == address


def test_a_sound_inside_of_a_wrapper_is_no_page() -> None:
    assert entry_address(FEED, ["/r?u=https://b.example/cast.mp3"]) is None
