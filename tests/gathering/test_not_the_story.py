"""A story's address may lead to something else: to a wall, to a front page, to another story.

Its words are never kept as the story's, and stories that come later are not taken for its copies.
"""

import pytest

from app.agents.scout.gather.tables import Article
from tests.gathering.newsdesk import Newsdesk
from tests.servers.news_web import Shown, front_page, headline, story, story_path

SUMMARY = "A shop was opened in a street of Durban, and many people came for the free samples."
WALLS = {
    "consent": (
        "Before you go on",
        "We and our 94 partners keep cookies on your device and read personal data from it. "
        "You may accept or reject this, and change your choices at any time.",
    ),
    "account": ("Sign in", "Log in to continue reading. No account yet? Create a free account."),
    "age": ("Welcome", "Are you over 18? Enter your date of birth to see what we have for you."),
    "region": ("Sorry", "This story is not available in your country. We are sorry for that."),
    "robot": ("One moment", "Please enable JavaScript, so that we see that you are not a robot."),
}
WALLS_OF_CONSENT = {
    "de": "Wir und unsere 81 Partner setzen Cookies. Sie können Ihre Einwilligung jederzeit "
    "widerrufen. Alles akzeptieren. Nur Notwendiges. Datenschutzerklärung.",
    "fr": "Nos partenaires et nous déposons des cookies. Vous pouvez accepter ou refuser ces "
    "traceurs. Vos données personnelles restent protégées.",
    "es": "Usamos cookies con nuestros socios para mostrar anuncios personalizados. Acepta o "
    "rechaza. Política de privacidad.",
    "nl": "Wij willen cookies plaatsen en je persoonsgegevens verwerken. Geef toestemming of "
    "weiger. Je leest meer in ons privacybeleid.",
    "af": "Hierdie werf gebruik koekies. Ons privaatheidsbeleid sê hoe. Aanvaar alles.",
    "sv": "Vi använder kakor och behandlar personuppgifter. Godkänn eller avvisa.",
    "pl": "Używamy plików cookie. Wyraź zgodę na przetwarzanie danych osobowych. Akceptuję.",
    "ja": "このサイトはクッキーを使います。同意しますか。プライバシー設定を変更できます。",
}


def page(title: str, text: str, head: str = "") -> Shown:
    return Shown(
        f"<html><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>"
        f"<p>{text}</p></main></body></html>"
    )


def lead(desk: Newsdesk, number: int, target: str) -> None:
    desk.web.shows[story_path(number)] = Shown("", status=302, headers={"Location": target})


def gather(desk: Newsdesk, *numbers: int, summary: str = SUMMARY) -> list[Article]:
    desk.web.shows["/feed"] = desk.web.feed(*numbers, summary=summary)
    desk.gather(desk.source("/feed"))
    return [desk.article(number) for number in numbers]


def is_told_by_the_feed(article: Article, number: int) -> bool:
    told = (article.state, article.title, article.text, article.summary)
    return told == ("read", headline(number), "", SUMMARY)


@pytest.mark.parametrize("wall", list(WALLS))
def test_a_wall_at_another_host_leaves_the_feed_s_words(desk: Newsdesk, wall: str) -> None:
    desk.web.shows["/wall"] = page(*WALLS[wall])
    for number in (1, 2, 3):
        lead(desk, number, desk.web.url("/wall", host="localhost"))
    for number, article in enumerate(gather(desk, 1, 2, 3), start=1):
        assert is_told_by_the_feed(article, number)
        assert article.instead == wall
        assert "wall" not in (article.canonical_address or "")


@pytest.mark.parametrize("wall", list(WALLS))
def test_a_wall_on_the_story_s_own_address_is_no_story(desk: Newsdesk, wall: str) -> None:
    desk.web.shows |= {story_path(number): page(*WALLS[wall]) for number in range(1, 7)}
    gather(desk, 1, 2, 3)
    desk.pass_minutes(10)
    for number, article in enumerate(gather(desk, 6, 5, 4, 3, 2, 1)[::-1], start=1):
        assert is_told_by_the_feed(article, number)
        assert article.instead == wall


@pytest.mark.parametrize("language", list(WALLS_OF_CONSENT))
def test_consent_is_asked_for_in_many_languages(desk: Newsdesk, language: str) -> None:
    wall = page("The Daily Slice", WALLS_OF_CONSENT[language])
    desk.web.shows[story_path(1)] = wall
    [article] = gather(desk, 1)
    assert is_told_by_the_feed(article, 1)
    assert article.instead == "consent"


def test_a_wall_that_has_the_story_s_title_is_one_all_the_same(desk: Newsdesk) -> None:
    title = f'<meta property="og:title" content="{headline(1)}">'
    desk.web.shows[story_path(1)] = page("Choose", WALLS["consent"][1], title)
    [article] = gather(desk, 1)
    assert is_told_by_the_feed(article, 1)


def test_a_wall_s_stated_address_makes_no_story_its_copy(desk: Newsdesk) -> None:
    stated = "<link rel=canonical href='/cookie-choices'>"
    desk.web.shows |= {story_path(n): page(*WALLS["consent"], stated) for n in (1, 2)}
    assert all(is_told_by_the_feed(a, n) for n, a in enumerate(gather(desk, 1, 2), start=1))


def test_a_login_with_nothing_to_read_is_known_by_its_address(desk: Newsdesk) -> None:
    desk.web.shows["/login"] = Shown("<html><body><form><input name=user></form></body></html>")
    lead(desk, 1, "/login")
    [article] = gather(desk, 1)
    assert is_told_by_the_feed(article, 1)
    assert article.instead == "account"


def test_a_front_page_with_nothing_to_read_is_no_story_either(desk: Newsdesk) -> None:
    desk.web.shows["/"] = Shown("<html><body><div id=root></div></body></html>")
    lead(desk, 1, "/")
    [article] = gather(desk, 1)
    assert (article.state, article.instead) == ("found", "list")


def test_a_page_behind_a_wall_may_say_for_machines_what_it_is_about(desk: Newsdesk) -> None:
    """Of a site that is read from its pages there is no feed to say it."""
    about = (
        f'<meta property="og:title" content="{headline(1)}">'
        f'<meta property="og:description" content="{SUMMARY}">'
    )
    desk.web.shows[story_path(1)] = page("Subscribe", WALLS["account"][1], about)
    [article] = gather(desk, 1, summary="")
    assert is_told_by_the_feed(article, 1)
    assert article.instead == "account"


def test_a_wall_where_the_feed_says_nothing_is_tried_again(desk: Newsdesk) -> None:
    desk.web.shows[story_path(1)] = page(*WALLS["consent"])
    [article] = gather(desk, 1, summary="")
    assert (article.state, article.tries, article.instead) == ("found", 1, "consent")
    assert "consent" in (article.error or "")
    desk.web.publish(1)
    desk.pass_minutes(15)
    [article] = gather(desk, 1, summary="")
    assert (article.state, article.instead, article.error) == ("read", None, None)


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "/?utm_source=gone",
        "/?from=/2026",
        "/news/",
        "/news/local",
        "/en/",
        "/index.html",
        "/live.html",
    ],
)
@pytest.mark.parametrize("summary", [SUMMARY, ""])
def test_a_story_that_leads_to_the_front_page_or_a_section_is_gone(
    desk: Newsdesk, target: str, summary: str
) -> None:
    teasers = "".join(
        f"<p>A shop was opened in a street of Durban, number {n}.</p>" for n in "1234"
    )
    desk.web.shows[target] = page("Town News", teasers)
    for number in (1, 2):
        lead(desk, number, target)
    for article in gather(desk, 1, 2, summary=summary):
        assert (article.state, article.instead, article.text) == ("found", "list", "")
        assert "front page or a section" in (article.error or "")


def test_a_list_of_stories_in_a_story_s_place_is_not_it(desk: Newsdesk) -> None:
    desk.web.shows[story_path(1)] = front_page(*range(5, 30))
    [article] = gather(desk, 1)
    assert (article.state, article.instead) == ("found", "list")


def test_an_address_that_leads_away_for_an_hour_is_read_after_it(desk: Newsdesk) -> None:
    desk.web.shows["/"] = front_page(5, 6, 7)
    lead(desk, 1, "/")
    gather(desk, 1)
    desk.web.publish(1)
    desk.pass_minutes(60)
    [article] = gather(desk, 1)
    assert (article.state, article.instead) == ("read", None)
    assert article.text


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found", "The page you are looking for does not exist any more. Try a search."),
        ("Oops", "Sorry, we could not find that article. It may have been removed."),
        ("Nicht gefunden", "Die Seite wurde leider nicht gefunden. Zur Startseite."),
        ("Back soon", "The site is down for maintenance. We will be back shortly."),
    ],
)
def test_a_page_that_says_that_nothing_is_there_is_no_story(
    desk: Newsdesk, title: str, text: str
) -> None:
    desk.web.shows[story_path(1)] = page(title, text)
    [article] = gather(desk, 1)
    assert (article.state, article.text) == ("found", "")
    assert article.instead in {"missing", "closed"}


def test_a_page_that_tells_something_else_leaves_the_feed_s_words(desk: Newsdesk) -> None:
    """In no known words: a gate in a language that nobody taught us, an advertisement."""
    desk.web.shows[story_path(1)] = page("Karibu", "Tafadhali bonyeza hapa ili kuendelea mbele.")
    [article] = gather(desk, 1)
    assert is_told_by_the_feed(article, 1)
    assert article.instead == "other"


def test_another_site_s_page_in_the_story_s_place_means_that_it_is_gone(desk: Newsdesk) -> None:
    desk.web.shows["/win"] = page("Win a phone", "Spin the wheel and claim your prize right now.")
    lead(desk, 1, desk.web.url("/win", host="localhost"))
    [article] = gather(desk, 1)
    assert (article.state, article.instead) == ("found", "other")


def test_pages_that_all_say_the_same_tell_no_stories(desk: Newsdesk) -> None:
    """A sitemap says nothing of its stories that could be compared."""
    wall = page("Karibu", "Tafadhali bonyeza hapa ili kuendelea mbele kwenye tovuti yetu nzuri.")
    paths = [f"/a/{number}" for number in range(5)]
    desk.web.shows |= dict.fromkeys(paths, wall)
    urls = "".join(f"<url><loc>{desk.web.url(path)}</loc></url>" for path in paths)
    desk.web.shows["/map"] = Shown(f"<urlset>{urls}</urlset>", "text/xml")
    desk.gather(desk.source("/map"))
    kept = desk.articles()
    assert {article.instead for article in kept} == {"other"}
    assert not [article for article in kept if article.state == "read"]


@pytest.mark.parametrize(
    "target",
    ["/p/77", "/story.php?id=7", "/x", "/blog/hello", "/print?from={path}", "/amp{path}"],
)
def test_the_story_at_another_address_is_the_story(desk: Newsdesk, target: str) -> None:
    target = target.format(path=story_path(1))
    desk.web.shows[target] = story(1)
    lead(desk, 1, target)
    [article] = gather(desk, 1)
    assert (article.state, article.instead) == ("read", None)
    assert "shop 101" in article.text


def test_a_story_about_cookies_is_a_story(desk: Newsdesk) -> None:
    text = (
        f"{headline(1)}: the shop had set cookies without consent of its visitors. Personal data "
        "went to its partners. It must now accept that people reject cookies, a judge said."
    )
    desk.web.shows[story_path(1)] = page("Judge on cookies", text)
    [article] = gather(desk, 1)
    assert (article.title, article.instead) == ("Judge on cookies", None)


def test_a_story_under_another_headline_is_the_story(desk: Newsdesk) -> None:
    """Feeds have headlines of their own; the text says the same."""
    text = f"{SUMMARY} {story(1).body.split('<p>')[1]}"
    desk.web.shows[story_path(1)] = page("Free samples draw a crowd", text)
    [article] = gather(desk, 1)
    assert (article.title, article.instead) == ("Free samples draw a crowd", None)
