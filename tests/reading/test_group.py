from app.reading.group import Stories, StoryItem, fingerprint, group

RAIN = "Heavy rain closed the N2 outside Makhanda on Monday and left forty lorries stranded."
CHEESE = "A cheesemaker from Wellington has won the national award with a six-year-old gouda."


def item(id_: str, title: str, summary: str = "", text: str = "") -> StoryItem:
    return StoryItem(id_, title, summary, text)


def test_a_headline_republished_with_the_outlets_name_is_one_story() -> None:
    plain = item("1", "Rain closes the N2 outside Makhanda")
    named = item("2", "Rain closes the N2 outside Makhanda - The Eastern Courier")
    assert len(set(group([plain, named]))) == 1


def test_a_wire_copy_under_another_headline_is_one_story() -> None:
    one = item("1", "Rain closes the N2 outside Makhanda", RAIN)
    other = item("2", "Forty lorries stuck in the Eastern Cape", RAIN)
    assert group([one, other]) == ("1", "1")


def test_different_stories_stay_apart() -> None:
    assert group([item("1", "Rain closes N2", RAIN), item("2", "Gouda wins", CHEESE)]) == ("1", "2")


def test_a_later_copy_joins_the_story_known_from_an_earlier_run() -> None:
    first = fingerprint(item("1", "Rain closes the N2 outside Makhanda", RAIN))
    stories = Stories([(first, "story-9")])
    assert stories.add(fingerprint(item("2", "Forty lorries stuck", RAIN))) == "story-9"


def test_nothing_to_group_is_no_stories() -> None:
    assert group([]) == ()
