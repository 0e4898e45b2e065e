from typing import Any

import pytest

from app.agents.scout.judge.replies import ReviewReply, TriageItem
from app.agents.scout.judge.to_verdict import Stamp
from app.agents.scout.types import Usage, Verdict
from tests.scout.evaluating import BRAND, candidate

STAMP = Stamp(BRAND, "a-model", "triage-1+review-1")
STORY = candidate(1, "Pizza place in the news", text="Two men were arrested on Friday.")
GOOD: dict[str, Any] = {
    "id": "x",
    "reason": "It is about pizza.",
    "subject": "pizza",
    "safe": True,
    "rule": "",
    "quote": "",
    "score": 80,
    "angle": "Slice time.",
}


def reviewed(**changes: Any) -> Verdict:
    return STAMP.review(STORY, ReviewReply(**{**GOOD, **changes}), Usage())


def sorted_as(no_go: str) -> Verdict:
    item = TriageItem(id="x", reason="A story.", no_go=no_go, score=70)
    return STAMP.triage(STORY, item, Usage())


@pytest.mark.parametrize("angle", ["A cheap slice!", "Our guilty pleasures.", "CHEAPER than chips"])
def test_an_angle_with_a_banned_word_is_no_angle(angle: str) -> None:
    assert reviewed(angle=angle).angle == ""


def test_a_banned_word_in_the_reason_is_news_not_copy() -> None:
    assert reviewed(reason="A cheap rival opens.").reason == "A cheap rival opens."


def test_an_unsafe_story_gets_no_angle() -> None:
    assert reviewed(safe=False, rule="crime").angle == ""


@pytest.mark.parametrize(
    ("named", "rule"),
    [
        ("crime", "crime"),
        ("Crime.", "crime"),
        ("crime (an arrest)", "crime"),
        ("A RIVAL\u2019S DISGRACE", "a rival's disgrace"),
        ("bad weather", None),
        ("crimes", None),
        ("", None),
    ],
)
def test_the_rule_is_one_of_the_brands_or_none(named: str, rule: str | None) -> None:
    safety = reviewed(safe=False, rule=named).safety
    assert (safety.safe, safety.rule) == (False, rule)


@pytest.mark.parametrize(
    ("quote", "kept"),
    [
        ("two men were arrested", "two men were arrested"),
        ("three men were shot", None),
        ("", None),
        ("Pizza place in the news", "Pizza place in the news"),
    ],
)
def test_a_quote_that_is_not_in_the_article_is_dropped(quote: str, kept: str | None) -> None:
    assert reviewed(safe=False, rule="crime", quote=quote).safety.quote == kept


def test_a_safe_story_names_no_rule() -> None:
    safety = reviewed(safe=True, rule="crime", quote="two men were arrested").safety
    assert (safety.safe, safety.rule, safety.quote) == (True, None, None)


@pytest.mark.parametrize("no_go", ["", "none", "n/a", "no"])
def test_in_a_triage_only_a_topic_of_the_brand_holds_a_story_back(no_go: str) -> None:
    assert sorted_as(no_go).safety.safe
    assert sorted_as("Crime").safety.rule == "crime"


def test_words_are_made_plain() -> None:
    found = reviewed(
        reason="See <b>here</b>:\nhttps://evil.example",
        subject="*pizza*",
        angle="Slice [time](https://evil.example)",
    )
    assert (found.reason, found.subject, found.angle) == ("See here:", "pizza", "Slice time")


def test_missing_words_are_empty_not_none() -> None:
    found = reviewed(subject=None, angle=None)
    assert (found.subject, found.angle) == ("", "")
