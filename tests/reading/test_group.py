from datetime import datetime, timedelta

import pytest

from app.parts.reading.group import Stories, StoryItem, fingerprint, group

RAIN = "Heavy rain closed the N2 outside Makhanda on Monday and left forty lorries stranded."
CHEESE = "A cheesemaker from Wellington has won the national award with a six-year-old gouda."
BAKERY = (
    "A bakery in Prieska that feeds the whole Karoo town has reopened after the flood of April. "
    "Owner Mieta Snyers, 61, borrowed an oven from a church in Upington and baked 400 loaves "
    "before sunrise on Saturday. Neighbours carried flour upstairs in the dark when the Orange "
    "River broke its bank, and saved all but nine bags. The municipality had promised R80 000 for "
    "repairs, but Snyers said that the money had not come and that she had stopped waiting. "
    "Schoolchildren painted the new counter yellow, and a farmer gave the first butter. "
    "The insurance assessor called the ovens beyond hope, yet two of them already work again. "
)
REWRITTEN = (
    "Four hundred loaves were sold out by breakfast as Prieska's only bakery opened its doors for "
    "the first time since the April flood. Mieta Snyers baked them in an oven lent by an Upington "
    "church. When the Orange River broke its bank, neighbours had carried her flour upstairs; only "
    "nine bags were lost. She is still waiting for R80 000 that the municipality promised for "
    "repairs. Two of the ovens that an insurance assessor had given up work again, the counter has "
    "a coat of yellow paint from the town's schoolchildren and a farmer brought butter. "
)
SCHOOL = (
    "Parents in Prieska want a second high school in the Karoo town, where classes have up to 61 "
    "learners. The education department said on Saturday that the Orange River flood of April had "
    "used up its money for repairs and that a decision had to wait for the budget. A petition with "
    "nine hundred names was handed to the municipality. The principal, Dirk Booysen, said that two "
    "classes met in the church hall and one under a tree. Upington took in forty boarders. "
    "Teachers have asked for mobile classrooms, and the union wants a date by which they come. "
)


def item(id_: str, title: str, summary: str = "", text: str = "", site: str = "") -> StoryItem:
    return StoryItem(id_, title, summary, text, site=site)


def at(moment: datetime, id_: str, title: str, summary: str = "", text: str = "") -> StoryItem:
    return StoryItem(id_, title, summary, text, published_at=moment)


def are_one_story(*items: StoryItem) -> bool:
    return len(set(group(items))) == 1


@pytest.mark.parametrize(
    "title",
    [
        "Rain closes the N2 outside Makhanda - The Eastern Courier",
        "Rain closes the N2 outside Makhanda | Courier24",
        "Rain closes the N2 outside Makhanda - Sunday Courier",
        "WATCH | Rain closes the N2 outside Makhanda",
        "FLOODS: EXCLUSIVE: Rain closes the N2 outside Makhanda",
        "\u2018Rain\u2019 closes the N2 outside Makhanda",
    ],
)
def test_a_headline_with_an_outlets_name_or_label_is_still_the_headline(title: str) -> None:
    assert are_one_story(item("1", "Rain closes the N2 outside Makhanda", RAIN), item("2", title))


def test_a_wire_copy_under_another_headline_is_one_story() -> None:
    one = item("1", "Rain closes the N2 outside Makhanda", RAIN)
    other = item("2", "Forty lorries stuck in the Eastern Cape", "MAKHANDA (Wire) - " + RAIN)
    assert are_one_story(one, other)


@pytest.mark.parametrize(
    ("lead", "title", "other_title"),
    [
        (
            "Ισχυρή βροχή έκλεισε τον δρόμο έξω από την πόλη τη Δευτέρα και σαράντα φορτηγά "
            "περιμένουν στη γέφυρα.",
            "Βροχή έκλεισε τον δρόμο",
            "Σαράντα φορτηγά περιμένουν στη γέφυρα",
        ),
        (
            "月曜日の大雨で町の外の国道が閉鎖され、四十台のトラックが橋のそばで立ち往生した。",
            "大雨で国道が閉鎖",
            "トラック四十台が橋で立ち往生",
        ),
        (
            "أغلقت الأمطار الغزيرة الطريق خارج المدينة يوم الاثنين وبقيت أربعون شاحنة عالقة عند "
            "الجسر القديم.",
            "الأمطار تغلق الطريق",
            "أربعون شاحنة عالقة عند الجسر",
        ),
    ],
    ids=["Greek", "Japanese", "Arabic"],
)
def test_a_wire_copy_is_known_by_its_lead_in_any_language(
    lead: str, title: str, other_title: str
) -> None:
    assert are_one_story(item("1", title, lead), item("2", other_title, "AFP. " + lead))


def test_a_story_told_in_other_words_is_one_story() -> None:
    one = item("1", "Prieska bakery reopens after flood", text=BAKERY)
    assert are_one_story(one, item("2", "Flooded Prieska bakery sells 400 loaves", text=REWRITTEN))


def test_another_story_of_the_same_town_and_day_stays_apart() -> None:
    bakery = item("1", "Prieska bakery reopens after flood", text=BAKERY)
    assert not are_one_story(bakery, item("2", "Prieska wants a second school", text=SCHOOL))


def test_different_stories_stay_apart() -> None:
    assert group([item("1", "Rain closes N2", RAIN), item("2", "Gouda wins", CHEESE)]) == ("1", "2")


def test_articles_with_nothing_to_compare_stay_apart() -> None:
    assert group([item("1", ""), item("2", ""), item("3", "The news")]) == ("1", "2", "3")


def test_nothing_to_group_is_no_stories() -> None:
    assert group([]) == ()


def test_items_are_told_apart_even_when_their_ids_are_not() -> None:
    items = [item("x", "Rain closes N2", RAIN), item("x", "Gouda wins", CHEESE)]
    assert len(set(group(items))) == 2


def test_function_words_of_another_language_make_no_story() -> None:
    one = (
        "Die Feuerwehr ist in der Nacht zu einem Brand in der Altstadt gerufen worden, bei dem "
        "nach den ersten Angaben niemand verletzt worden ist. Es war nicht der erste in diesem "
        "Haus, und die Bewohner sind noch in der Nacht bei ihren Nachbarn untergekommen. "
    )
    other = (
        "Der neue Trainer ist mit der Mannschaft in das Lager gereist, in dem sie sich auf die "
        "Saison nach den Ferien vorbereiten wird. Es war nicht die erste Wahl des Vereins, und "
        "bei den Spielern ist noch nicht zu sehen, wie sie mit ihm zu einem Team werden. "
    )
    assert not are_one_story(item("1", "", text=one), item("2", "", text=other))


def test_days_apart_the_same_likeness_no_longer_proves_one_story(noon: datetime) -> None:
    first = at(noon, "1", "Prieska bakery reopens after flood")
    title = "Flooded Prieska bakery opens its doors again"
    assert are_one_story(first, at(noon + timedelta(hours=3), "2", title))
    assert not are_one_story(first, at(noon + timedelta(days=6), "2", title))


def test_a_copy_is_a_copy_days_later_under_another_headline(noon: datetime) -> None:
    first = at(noon, "1", "Prieska bakery reopens after flood", text=BAKERY * 2)
    edited = BAKERY.replace("Saturday", "the weekend").replace("nine", "ten") * 2
    later = at(noon + timedelta(days=4), "2", "How a Karoo town got its bread back", text=edited)
    assert are_one_story(first, later)


def test_a_long_headline_is_the_same_story_a_week_later_elsewhere(noon: datetime) -> None:
    title = "Why Karoo towns lost their bakeries and how Prieska kept one open"
    later = StoryItem("2", title, site="Other", published_at=noon + timedelta(days=7))
    assert are_one_story(StoryItem("1", title, site="One", published_at=noon), later)


def test_a_site_that_repeats_a_headline_after_days_runs_a_series(noon: datetime) -> None:
    title = "What to expect from the maize price this season and next"
    later = StoryItem("2", title, site="One", published_at=noon + timedelta(days=7))
    assert not are_one_story(StoryItem("1", title, site="One", published_at=noon), later)


def test_a_standfirst_that_runs_every_week_makes_no_story(noon: datetime) -> None:
    blurb = "Our reporters walk through a town and write down what they hear on the corner."
    first = at(noon, "1", "Umbrellas over Ermelo", blurb)
    assert not are_one_story(first, at(noon + timedelta(days=7), "2", "Goats of Cradock", blurb))


def test_times_without_a_zone_are_taken_as_utc(noon: datetime) -> None:
    naive = at(noon.replace(tzinfo=None), "1", "Rain closes the N2 outside Makhanda")
    assert are_one_story(naive, at(noon, "2", "Rain closes the N2 outside Makhanda"))


def test_the_order_of_a_batch_does_not_matter() -> None:
    items = [
        item("1", "Prieska bakery reopens after flood", text=BAKERY),
        item("2", "Prieska wants a second school", text=SCHOOL),
        item("3", "Flooded Prieska bakery sells 400 loaves", text=REWRITTEN),
        item("4", "Rain closes the N2 outside Makhanda", RAIN),
        item("5", "Forty lorries stuck in the Eastern Cape", RAIN),
    ]
    assert group(items) == ("1", "2", "1", "4", "4")
    assert group(items[::-1]) == ("5", "5", "3", "2", "3")


def test_a_later_copy_joins_the_story_known_from_an_earlier_run() -> None:
    known = fingerprint(item("1", "Rain closes the N2 outside Makhanda", RAIN))
    stories = Stories([(known, "9")])
    assert stories.add(fingerprint(item("2", "Forty lorries stuck", RAIN))) == "9"
    assert stories.add(fingerprint(item("3", "Gouda wins", CHEESE))) == "3"


def test_known_stories_are_never_joined_by_a_newcomer() -> None:
    one, other = (item(id_, "Rain closes the N2 outside Makhanda", RAIN) for id_ in "12")
    stories = Stories([(fingerprint(one), "1"), (fingerprint(other), "2")])
    newcomer = item("3", "Rain closes the N2 outside Makhanda", RAIN)
    assert stories.add(fingerprint(newcomer)) in {"1", "2"}


def test_a_story_does_not_drift_along_a_chain() -> None:
    first, second, third = (
        "anchor bell candle drum easel fiddle",
        "garnet hammock inkwell jigsaw kettle lantern",
        "mirror needle oboe pillow quilt ribbon",
    )
    texts = (f"{first} {second} ", f"{second} {third} ", f"{third} saddle thimble urn violin wagon")
    items = [item(str(n), "", text=text * 20) for n, text in enumerate(texts)]
    assert len(set(group(items))) > 1
