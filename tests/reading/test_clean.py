import unicodedata

import pytest

from app.parts.reading.clean import one_line, plain_line, visible


@pytest.mark.parametrize(
    "smuggled",
    [
        "\u200b",
        "\u200c",
        "\u200d",
        "\u2060",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\u2066",
        "\u200f",
        "\U000e0041",
        "\U000e007f",
        "\U000e0101",
        "\ufe01",
        "\x00",
        "\x1b",
        "\x9f",
        "\ufffe",
        "\u2800",
        "\u3164",
        "\ud800",
    ],
    ids=ascii,
)
def test_characters_that_draw_nothing_are_dropped(smuggled: str) -> None:
    assert visible(f"free{smuggled}dom") == "freedom"


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "क्\u200dष",
        "👩\u200d🍳",
        "❤\ufe0f pizza",
        "Crème brûlée",
        "ピザ",
        "a\tb\nc",
    ],
)
def test_characters_that_words_and_emoji_need_stay(text: str) -> None:
    assert visible(text) == unicodedata.normalize("NFC", text)


def test_a_run_of_joiners_cannot_carry_a_message_behind_an_emoji() -> None:
    assert visible("👩" + "\u200d\u200c" * 40 + "x") in {"👩\u200dx", "👩\u200cx"}


@pytest.mark.parametrize(
    "text", ["½ ﬁsh", "\uff30\uff49\uff5a\uff5a\uff41", "x\u200by ①", "e\u0301\u200b"]
)
def test_cleaning_and_compatibility_folding_may_come_in_either_order(text: str) -> None:
    folded = unicodedata.normalize("NFKC", text)
    assert unicodedata.normalize("NFKC", visible(text)) == visible(folded)


def test_every_kind_of_line_end_becomes_a_newline() -> None:
    assert visible("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


def test_a_title_is_one_line_of_bounded_length() -> None:
    assert one_line("  two\n\tlines\u00a0here ", 100) == "two lines here"
    long = one_line("word " * 100, 50)
    assert long is not None
    assert len(long) <= 50
    assert long.endswith("word…")


@pytest.mark.parametrize("nothing", [None, "", "  \n", "\u200b", "<p></p>", "&nbsp;"])
def test_nothing_to_see_is_none(nothing: str | None) -> None:
    assert plain_line(nothing, 100) is None


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("<p>One</p><p>two</p>", "One two"),
        ("Fish &amp; chips", "Fish & chips"),
        ("&lt;b&gt;bold&lt;/b&gt; move", "bold move"),
        ("a<script>alert(1)</script>b", "ab"),
        ("x<!-- hidden -->y", "xy"),
        ("seen<i style='display:none'>hidden</i>", "seen"),
        ("one<br>two", "one two"),
        ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
        ("&#8220;Hi&#8221;", "\u201cHi\u201d"),
        ("Baker&amp;#8217;s dozen &amp;amp;amp; more", "Baker\u2019s dozen & more"),
        ("Baker&#39;s <b>dough</b> &amp; ovens", "Baker's dough & ovens"),
        ("Baker&amp;#39;s &lt;b&gt;dough&lt;/b&gt; &amp;amp; ovens", "Baker's dough & ovens"),
        ("&amp;lt;em&amp;gt;hot&amp;lt;/em&amp;gt; slices", "hot slices"),
        ("<p>Cheese &amp;amp;ndash; twice</p>", "Cheese \u2013 twice"),
        ("seen&amp;lt;i hidden&amp;gt;unseen&amp;lt;/i&amp;gt;", "seen"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;left", "left"),
        ("<![CDATA[Two &amp; two]]>", "Two & two"),
        ("&lt;![CDATA[<b>Two</b> for one]]&gt;", "Two for one"),
        ("H<sub>2</sub>O &amp; flour", "H2O & flour"),
        ("It&#8217s 5 < 6 &amp; true", "It\u2019s 5 < 6 & true"),
        ("Dough&nbsp&nbsp;rises", "Dough rises"),
        ("Q&A: R&D at H&M &co", "Q&A: R&D at H&M &co"),
        ("A list<T> and a<b or b>a", "A list<T> and a<b or b>a"),
        ("shop.example/?a=1&copy=2&reg=3", "shop.example/?a=1&copy=2&reg=3"),
        ("<x-y>own</x-y> <o:p>word</o:p>", "own word"),
    ],
)
def test_markup_in_a_feed_becomes_plain_text(markup: str, plain: str) -> None:
    assert plain_line(markup, 100) == plain
