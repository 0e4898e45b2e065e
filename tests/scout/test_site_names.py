"""What sites are called where people read of them: no two alike, and else as they are named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.scout.brand.brand_file import Brand, Site
from app.agents.scout.brand.site_names import LONGEST, names_shown, told_apart
from app.lib.printable import one_line
from tests.scout.stored import BRAND

SPORT, MONEY = "https://news.example/sport", "https://news.example/money"


def brand(*sites: Site) -> Brand:
    return BRAND.model_copy(update={"sites": sites})


def labels(*named: tuple[str, str]) -> list[str]:
    return list(names_shown(brand(*(Site(url=url, name=name) for url, name in named))).values())


def test_unnamed_sites_of_a_host_are_told_apart_by_their_path() -> None:
    sites = Site(url=SPORT), Site(url=MONEY), Site(url="https://other.example/", name="Other News")
    shown = list(names_shown(brand(*sites)).values())
    assert shown == ["news.example (/sport)", "news.example (/money)", "Other News"]


@pytest.mark.parametrize(
    ("urls", "parts"),
    [
        (("https://a.example/feed", "https://www.b.example/feed"), ("a.example", "b.example")),
        (("http://h.example:81/f", "http://h.example:82/f"), ("h.example:81", "h.example:82")),
        (("https://a.example/", "https://a.example/f"), ("/", "/f")),
        (("https://a.example/f?n=1", "https://a.example/f?n=2"), ("/f?n=1", "/f?n=2")),
        (
            ("https://a.example/f?n=1", "https://a.example/f?n=2", "https://b.example/f?n=1"),
            ("a.example/f?n=1", "a.example/f?n=2", "b.example/f?n=1"),
        ),
    ],
)
def test_sites_of_one_name_are_told_apart_by_the_least_that_does(
    urls: tuple[str, ...], parts: tuple[str, ...]
) -> None:
    assert labels(*((url, "News") for url in urls)) == [f"News ({part})" for part in parts]


def test_names_that_look_alike_are_alike() -> None:
    shown = labels((SPORT, "The News"), (MONEY, "the\u200b  NEWS"))
    assert shown == ["The News (/sport)", "the NEWS (/money)"]


def test_a_name_that_is_cut_off_keeps_what_tells_it_apart() -> None:
    long = "The Greater Johannesburg and Surroundings Food and Hospitality Gazette"
    folder = "https://news.example/a/very/long/way/down/the/folders/of/this/site"
    shown = labels((f"{folder}/sport.xml", long), (f"{folder}/money.xml", long))
    assert [one.rpartition("/")[2] for one in shown] == ["sport.xml)", "money.xml)"]
    assert max(map(len, shown)) <= LONGEST


def test_what_no_part_of_the_address_tells_apart_has_a_number() -> None:
    way = "/the/same/long/way/to/the/feed.xml"
    shown = labels((f"https://a.example/1{way}", "News"), (f"https://a.example/2{way}", "News"))
    assert shown[0] != shown[1]
    assert shown[1].endswith("(2)")


ADDRESSES = st.builds(
    "https://{}.example/{}{}".format,
    st.sampled_from("ab"),
    st.text("ab/", max_size=40),
    st.sampled_from(["", "?n=1"]),
)
NAMES = st.sampled_from(["News", "news", "News (/a)", "News (2)", "x" * 60, "x" * 61, ""])


@given(st.dictionaries(ADDRESSES, NAMES, min_size=1, max_size=8))
def test_no_two_sites_are_called_alike_whatever_they_are_named(names: dict[str, str]) -> None:
    shown = names_shown(brand(*(Site(url=url, name=name) for url, name in names.items())))
    assert list(shown) == list(names)
    assert len({one_line(one, LONGEST).casefold() for one in shown.values()}) == len(names)


@given(st.dictionaries(ADDRESSES, st.text("abc", min_size=1, max_size=9), max_size=6))
def test_different_names_stay_as_they_are(names: dict[str, str]) -> None:
    different = {url: name for name, url in {name: url for url, name in names.items()}.items()}
    assert told_apart(different) == different
