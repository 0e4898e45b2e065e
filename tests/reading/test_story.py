import pytest

from app.parts.reading.story import is_story


@pytest.mark.parametrize(
    ("url", "text"),
    [
        (
            "https://a.example/news/2026/11/20/city-crowns-its-best-pizza-maker/",
            "City crowns its best",
        ),
        ("/sport/rugby/springboks-name-side-for-the-second-test-12345678", "Springboks name side"),
        (
            "https://a.example/article/8c1e3a52-77aa-4c1c-9a6b-0123456789ab",
            "Rates held for third month",
        ),
        ("//a.example/economy/rand-weakens-as-markets-wait", "Rand weakens as markets wait, again"),
        ("https://a.example/n/10293847", "Why the price of cheese doubled in one year"),
        ("/2026/11/20/loadshedding-returns/", "Loadshedding returns: what we know"),
        (
            "https://a.example/nachrichten/stadt-kuert-ihre-beste-pizza-100.html",
            "Stadt kürt beste Pizza",
        ),
        ("https://a.example/sport/themed-match-ends-in-a-draw", "Themed match ends in a draw"),
        ("https://a.example/food/home-bakers-queue-for-flour", "Home bakers queue for flour"),
        (
            "https://a.example/business/2026/11/20/games-maker-opens-a-pizza-shop-in-durban",
            "Games maker opens a pizza shop",
        ),
        (
            "https://a.example/news/articles/cq5xyz0k1",
            "ピザの値段がこの一年で二倍になった理由とは何か",
        ),
    ],
)
def test_an_article_is_a_story(url: str, text: str) -> None:
    assert is_story(url, text)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("/", "Home"),
        ("#top", "Back to top"),
        ("https://a.example/news/", "News"),
        ("https://a.example/category/food", "Food"),
        ("https://a.example/tag/pizza-deals-of-the-week", "Pizza"),
        ("https://a.example/author/thandi-nkosi/", "Thandi Nkosi"),
        ("https://a.example/about-us", "About us"),
        ("https://a.example/privacy-policy/", "Privacy policy"),
        ("https://a.example/subscribe?from=header", "Subscribe"),
        ("https://www.facebook.com/sharer.php?u=x", "Share"),
        ("https://jobs.a.example/", "Jobs"),
        ("mailto:editor@a.example", "Write to us"),
        ("https://a.example/thema/column_of_thandi_nkosi", "Column of Thandi Nkosi"),
        ("https://a.example/serie/what-the-harbour-did", "What the harbour did"),
        ("https://a.example/autor/jan-van-der-merwe/", "Jan van der Merwe"),
        ("https://a.example/sport/front/sport-home-15479124.x.html", "Sport"),
        ("https://a.example/politik/startseite-16804552.html", "Politik und Meinung"),
        ("https://a.example/raetsel/heute/schach/", "Schach: Sie sind am Zug"),
        ("https://a.example/games/number-puzzle-play-for-free", "Number puzzle"),
        ("https://a.example/newsletter/money-mail-on-fridays/", "Money Mail, on Fridays"),
        ("https://a.example/services/article157550705/terms-of-use.html", "Terms of use"),
        ("https://gutscheine.a.example/shoes-and-more-for-less", "Shoes and more for less"),
        ("https://a.example/horoscopo/aries-hoy-martes-de-suerte", "Aries"),
        (
            "https://a.example/sponsored/how-oat-milk-changed-mornings",
            "How oat milk changed mornings",
        ),
        ("https://a.example/impressum", "Impressum"),
        ("https://a.example/apps/our-news-app", "Our news app"),
        ("javascript:void(0)", "Menu"),
        ("http://[", "A headline that is long enough to be one, surely"),
        ("", ""),
    ],
)
def test_a_section_or_service_is_none(url: str, text: str) -> None:
    assert not is_story(url, text)


def test_an_endless_anchor_text_is_judged_by_its_start() -> None:
    assert is_story("/a/one-long-slug-of-a-story-is-here", "word " * 1_000_000)
