import pytest

from app.parts.reading.urls import MAX_URL_LENGTH, absolute_url, host_of, normal_url

PLAIN = "https://example.co.za/news/pizza-wins"


@pytest.mark.parametrize(
    "dressed",
    [
        "http://example.co.za/news/pizza-wins",
        "https://www.example.co.za/news/pizza-wins",
        "HTTPS://WWW.Example.CO.ZA/news/pizza-wins",
        "https://example.co.za:443/news/pizza-wins",
        "http://example.co.za:80/news/pizza-wins",
        "https://example.co.za/news/pizza-wins/",
        "https://example.co.za/news/pizza-wins#comments",
        "https://example.co.za/news/pizza-wins?utm_source=x&utm_medium=y",
        "https://example.co.za/news/pizza-wins?fbclid=abc&gclid=d",
        "https://example.co.za/news/pizza-wins?ref=rss&cmp=newsletter",
        "https://m.example.co.za/news/pizza-wins",
        "https://amp.example.co.za/news/pizza-wins",
        "https://mobile.example.co.za/news/pizza-wins",
        "https://example.co.za/news/pizza-wins/amp",
        "https://example.co.za/news/pizza-wins/amp/",
        "https://example.co.za/amp/news/pizza-wins",
        "https://example.co.za/news/pizza-wins?amp=1",
        "https://example.co.za/news/pizza-wins?outputType=amp",
        "https://www.google.com/amp/s/example.co.za/news/pizza-wins",
        "https://example-co-za.cdn.ampproject.org/c/s/example.co.za/news/pizza-wins",
        "https://example.co.za//news/./x/../pizza-wins",
        "https://example.co.za/news/pizza%2Dwins",
        "https://example.co.za/news/pizza-wins/index.html",
        "https://example.co.za/news/pizza-wins;jsessionid=1A2B",
        "https://example.co.za./news/pizza-wins",
        "  https://example.co.za/news/pizza-wins%20 ",
        "https://example.co.za/news/pizza-wins),",
        "https://example.co.za/news/pizza-wins…",
        "https://user:secret@example.co.za/news/pizza-wins",
    ],
)
def test_one_address_in_other_clothes_is_one(dressed: str) -> None:
    assert normal_url(dressed) == PLAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/?id=1", "https://a.example/?id=2"),
        ("https://a.example/?p=1&q=2", "https://a.example/?p=1"),
        ("https://a.example/story?cid=48213", "https://a.example/story?cid=48214"),
        ("https://a.example/one", "https://a.example/two"),
        ("https://a.example:8080/", "https://a.example/"),
        ("https://sport.a.example/x", "https://a.example/x"),
        ("https://a.example/camp", "https://a.example/c"),
        ("https://a.example/Pizza", "https://a.example/pizza"),
        ("https://a.example/ac%2Fdc", "https://a.example/ac/dc"),
        ("https://a.example/50%25", "https://a.example/50"),
        ("https://a.example/what%3Fno", "https://a.example/what?no"),
        ("https://a.example/c%23", "https://a.example/c#"),
        ("https://a.example/?a=b%26c", "https://a.example/?a=b&c"),
        ("https://a.example/?a=b%2Bc", "https://a.example/?a=b+c"),
    ],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert normal_url(one) != normal_url(other)


def test_the_order_of_parameters_does_not_matter() -> None:
    assert normal_url("https://a.example/?b=2&a=1") == normal_url("https://a.example/?a=1&b=2")


def test_international_hosts_and_paths_have_one_spelling() -> None:
    spelt = normal_url("https://exämple.com/käse")
    assert spelt == normal_url("https://xn--exmple-cua.com/k%C3%A4se")


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "http://[::1",
        "javascript:alert(1)",
        "https://",
        "https://a.example:99999/",
        "https://a.example/?" + "&".join(["a=1"] * 500),
        "https://" + "a" * 300 + "é.example/",
        "\x00",
        "https://a.example/\ud800",
    ],
)
def test_what_cannot_be_taken_apart_is_its_own_key(odd: str) -> None:
    assert normal_url(normal_url(odd)) == normal_url(odd)


@pytest.mark.parametrize(
    "dressed", [PLAIN, "https://a.example/?a=1", "https://a.example/%E2%82%AC", "https://a.example"]
)
def test_a_key_is_its_own_key(dressed: str) -> None:
    assert normal_url(normal_url(dressed)) == normal_url(dressed)


@pytest.mark.parametrize(
    ("href", "resolved"),
    [
        ("/b", "https://a.example/b"),
        ("b?c=1#d", "https://a.example/dir/b?c=1"),
        ("//cdn.example/x", "https://cdn.example/x"),
        (" /with space ", "https://a.example/with%20space"),
        ("/bro\nken", "https://a.example/broken"),
        ("#!/story/1", "https://a.example/dir/page#!/story/1"),
        ("http://other.example/", "http://other.example/"),
    ],
)
def test_links_are_made_absolute(href: str, resolved: str) -> None:
    assert absolute_url("https://a.example/dir/page", href) == resolved


@pytest.mark.parametrize(
    "href",
    [
        None,
        "",
        "mailto:a@b.example",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://user:pw@a.example/",
        "http://",
        "http://[",
        "https://a.example:port/",
        "/" + "a" * MAX_URL_LENGTH,
    ],
)
def test_only_plain_web_addresses_of_bounded_length_are_links(href: str | None) -> None:
    assert absolute_url("https://a.example/", href) is None


def test_a_page_that_a_script_draws_is_named_after_the_hash_bang() -> None:
    one, other = (normal_url(f"https://a.example/#!/story/{number}") for number in (1, 2))
    assert one == "https://a.example/#!/story/1" != other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/o%27neill-%28again%29/x", "/o'neill-(again)/x"),
        ("/a%2Fb", "/a%2fb"),
        ("/caf%C3%A9", "/caf%c3%a9"),
        ("/caf%C3%A9", "/caf\u00e9"),
        ("/%7Eme/%2D", "/~me/-"),
        ("/?q=%2F%2C", "/?q=/,"),
        ("/?q=a+b", "/?q=a%20b"),
    ],
)
def test_how_a_character_is_written_makes_no_other_page(one: str, other: str) -> None:
    assert normal_url(f"https://a.example{one}") == normal_url(f"https://a.example{other}")


def test_an_address_that_is_not_utf_8_is_brought_to_its_key_too() -> None:
    key = normal_url("http://www.a.example/caf%E9/?utm_source=x&q=%E9")
    assert key == "https://a.example/caf%E9?q=%E9" == normal_url(key)


@pytest.mark.parametrize(
    ("url", "host"), [("https://User@WWW.A.example.:81/x", "www.a.example"), ("http://[", "")]
)
def test_the_host_is_in_lower_case_and_empty_when_there_is_none(url: str, host: str) -> None:
    assert host_of(url) == host
