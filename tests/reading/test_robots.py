"""What robots.txt texts mean: RFC 9309, real files, and files made to harm."""

import time

import pytest

from app.parts.reading.types import BlockedError
from app.parts.web.robots import MemoryRobotsCache, decode_robots, parse_robots, product_token
from tests.timing import takes

SITE = "https://example.com"

# Each case: the file, then paths and whether "Scout" may read them.
RFC_9309: dict[str, tuple[str, dict[str, bool]]] = {
    "an empty file allows all": ("", {"/": True, "/a": True}),
    "a plain refusal": ("User-agent: *\nDisallow: /a", {"/a": False, "/ab": False, "/b": True}),
    "everything refused": ("User-agent: *\nDisallow: /", {"/": False, "/a?b": False}),
    "an empty refusal allows": ("User-agent: *\nDisallow:", {"/a": True}),
    "robots.txt itself is always allowed": ("User-agent: *\nDisallow: /", {"/robots.txt": True}),
    "the group with our name beats the star": (
        "User-agent: *\nDisallow: /\n\nUser-agent: scout\nDisallow: /b",
        {"/a": True, "/b": False},
    ),
    "our name in any case": ("User-Agent: SCOUT\nDisallow: /a", {"/a": False}),
    "a name that is not ours": ("User-agent: other\nDisallow: /", {"/a": True}),
    "a name that ours only contains": ("User-agent: cout\nDisallow: /", {"/a": True}),
    "groups of one name are merged": (
        "User-agent: scout\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\n"
        "User-agent: scout\nDisallow: /b",
        {"/a": False, "/b": False, "/c": True},
    ),
    "several names share a group": (
        "User-agent: x\nUser-agent: scout\nDisallow: /a",
        {"/a": False, "/b": True},
    ),
    "a blank line does not end a group": ("User-agent: scout\n\nDisallow: /a", {"/a": False}),
    "a sitemap does not end a list of names": (
        "User-agent: scout\nSitemap: https://example.com/s.xml\nUser-agent: x\nDisallow: /a",
        {"/a": False},
    ),
    "the longest rule wins": (
        "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c",
        {"/a": False, "/a/b": True, "/a/b/c": False},
    ),
    "order does not matter": ("User-agent: *\nAllow: /a/b\nDisallow: /a", {"/a/b": True}),
    "equal rules allow": ("User-agent: *\nDisallow: /a\nAllow: /a", {"/a": True}),
    "a star stands for anything": (
        "User-agent: *\nDisallow: /*.php\nDisallow: /a/*/z",
        {"/x/y.php5": False, "/a/b/c/z": False, "/a/z": True},
    ),
    "a dollar is the end": ("User-agent: *\nDisallow: /a$", {"/a": False, "/ab": True}),
    "star and dollar": ("User-agent: *\nDisallow: /*.pdf$", {"/a.pdf": False, "/a.pdf?x": True}),
    "paths have a case": ("User-agent: *\nDisallow: /A", {"/A": False, "/a": True}),
    "the query counts": ("User-agent: *\nDisallow: /*?id=", {"/a?id=1": False, "/a": True}),
    "escapes are compared unescaped": (
        "User-agent: *\nDisallow: /%61/\u00fc",
        {"/a/%C3%BC": False, "/a/u": True},
    ),
    "comments are cut": ("User-agent: * # all\nDisallow: /a # not this", {"/a": False, "/b": True}),
    "rules before any name count for nobody": (
        "Disallow: /\nUser-agent: x\nDisallow: /",
        {"/": True},
    ),
    "old line ends": ("User-agent: *\rDisallow: /a\r", {"/a": False}),
    "unknown lines are skipped": (
        "User-agent: *\nNoindex: /b\nDisallow: /a",
        {"/a": False, "/b": True},
    ),
    "a web page is no robots.txt": ("<!doctype html>\n<html><body>Disallow</body>", {"/a": True}),
}  # fmt: skip


@pytest.mark.parametrize("case", RFC_9309)
def test_a_file_is_read_as_the_rfc_says(case: str) -> None:
    text, verdicts = RFC_9309[case]
    rules = parse_robots(text, "Scout")
    assert {path: rules.allows(SITE + path) for path in verdicts} == verdicts


def test_a_byte_order_mark_does_not_hide_the_first_line() -> None:
    text = decode_robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\xff")
    assert not parse_robots(text, "Scout").allows(f"{SITE}/a\N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("Crawl-delay: 2.5", 2.5), ("Crawl-delay: -1", 0), ("Crawl-delay: nan", 0), ("", 0)],
)
def test_a_crawl_delay_is_told_in_seconds(line: str, seconds: float) -> None:
    assert parse_robots(f"User-agent: *\n{line}", "Scout").crawl_delay_seconds == seconds


def test_rules_are_for_the_products_name_and_not_for_its_contact() -> None:
    name = product_token("Scout/1.0 (+https://example.com/bot)")
    assert name == "Scout"
    rules = parse_robots("User-agent: https\nUser-agent: bot\nDisallow: /", name)
    assert rules.allows(f"{SITE}/a")


def test_the_cache_forgets_after_the_time_it_was_told() -> None:
    now = 1_000.0
    cache = MemoryRobotsCache(lambda: now)
    cache.put("https://example.com:443", "text", 60)
    cache.put("https://none.example:443", "", 60)
    assert cache.get("https://example.com:443") == "text"
    assert cache.get("https://none.example:443") == ""
    now += 60
    assert cache.get("https://example.com:443") is None


# --- files made to harm ----------------------------------------------------------------------


def numbered(line: str, count: int) -> str:
    return "".join(line.format(number) + "\n" for number in range(count))


TANGLES = {
    "agents times rules": numbered("user-agent: a{}", 20_000) + numbered("allow: /{}", 40_000),
    "agents named twice": numbered("user-agent: a{}", 50_000) * 2,
    "agents between sitemaps": numbered("user-agent: a{}\nsitemap: /", 30_000)
    + numbered("allow: /{}", 30_000),
    "agents between nonsense": numbered("useragent a{}\ndisallow", 30_000)
    + numbered("allow: /{}", 30_000),
    "very many rules": "user-agent: *\n" + numbered("disallow: /*{}$", 120_000),
    "escapes": "user-agent: *\ndisallow: /$" + "%aa" * 600_000,
}


@pytest.mark.timed
@pytest.mark.parametrize("tangle", TANGLES)
def test_a_file_made_to_keep_its_reader_busy_is_refused_quickly(tangle: str) -> None:
    with takes(1.0, time.process_time), pytest.raises(BlockedError, match="too tangled"):
        parse_robots(TANGLES[tangle], "Scout")


@pytest.mark.timed
@pytest.mark.long
@pytest.mark.parametrize(
    "text",
    [
        "user-agent: *\n" + "disallow: /" + "*a" * 200_000 + "$",
        "user-agent: *\n" + numbered("disallow: /" + "*a" * 200 + "{}", 2_000),
        "user-agent: *\n" + "disallow: /" + "a" * 1_000_000,
        "user-agent: " + "a" * 1_000_000 + "\ndisallow: /",
        "a:" * 700_000,
        "\n" * 1_500_000,
    ],
)
def test_long_patterns_are_matched_quickly(text: str) -> None:
    with takes(1.0, time.process_time):
        parse_robots(text, "Scout").allows(f"{SITE}/{'a' * 4_000}")
