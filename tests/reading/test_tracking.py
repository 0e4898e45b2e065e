import pytest

from app.parts.reading.urls import normal_url

SHARED_NAMES = (
    *("xid", "partner", "campaign", "share", "sh", "rss", "taid", "smid", "cmp", "ml_id", "sc_id"),
    *("at_id", "dc_id", "ns_article", "ga_id", "cid", "sid", "source", "src", "feed", "ref"),
)
SCRIPTS = ("article.php", "news-detail.aspx", "index.php", "story", "node", "")


@pytest.mark.parametrize("name", SHARED_NAMES)
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("one", "other"), [("11", "12"), ("A12", "B12"), ("news-11", "news-12")])
def test_the_number_of_a_story_is_kept_where_a_script_draws_it(
    name: str, script: str, one: str, other: str
) -> None:
    address = f"https://a.example/{script}?{name}="
    assert normal_url(address + one) != normal_url(address + other)


@pytest.mark.parametrize("name", SHARED_NAMES)
@pytest.mark.parametrize(
    "path",
    ["/news/oven-wins-prize", "/news/oven-wins-prize.html", "/news/48213", "/oven-48213.htm"],
)
def test_names_that_trackers_share_go_where_the_path_names_the_story(name: str, path: str) -> None:
    bare = normal_url(f"https://a.example{path}")
    assert normal_url(f"https://a.example{path}?{name}=A12") == bare


def test_a_word_under_such_a_name_goes_where_the_path_probably_names_the_story() -> None:
    bare = "https://a.example/pizza-wins"
    assert normal_url(f"{bare}?source=newsletter") == bare
    assert normal_url(f"{bare}?source=abc-11") != bare


@pytest.mark.parametrize(
    "tracking",
    [
        *("utm_id=1", "fbclid=A1", "mc_cid=1", "mc_eid=2", "_ga=2.1", "at_medium=rss", "guce_x=1"),
        *("ns_mchannel=rss", "at_campaign=64", "pk_campaign=1", "wt_mc=3", "guccounter=1"),
        *("jsessionid=1", "__twitter_impression=true", "mkt_tok=1", "oly_enc_id=1", "amp=1"),
    ],
)
def test_what_is_tracking_beyond_doubt_goes_everywhere(tracking: str) -> None:
    address = "https://a.example/article.php?id=7"
    assert normal_url(f"{address}&{tracking}") == address
