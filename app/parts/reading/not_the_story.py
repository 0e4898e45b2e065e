"""What stands at an address instead of its story, in words."""

from collections.abc import Mapping
from typing import Final

from app.parts.reading.types import Instead

WORDS: Final[Mapping[Instead, str]] = {
    "consent": "Its page asks for consent instead of telling the story.",
    "account": "Its page asks its reader to sign in or subscribe instead of telling the story.",
    "age": "Its page asks for the age of its reader instead of telling the story.",
    "region": "Its page is not shown in the part of the world where this service runs.",
    "robot": "Its page asks for JavaScript, or for a proof that its reader is no robot.",
    "missing": "Its page says that it is not there.",
    "closed": "Its page says that the site is closed for now.",
    "list": "Its address leads to a front page or a section.",
    "other": "Its page tells something else.",
}
_LEADS_TO: Final[Mapping[str, str]] = {
    "consent": "a page that asks for consent",
    "account": "a page that asks to sign in or subscribe",
    "age": "a page that asks for the reader's age",
    "region": "a page that is not shown where this service runs",
    "robot": "a page that asks for JavaScript or a proof of being no robot",
    "missing": "a page that says that it is not there",
    "closed": "a page that says that the site is closed",
    "list": "a front page or a section",
    "other": "a page that tells something else",
}


def sentence(instead: str | None) -> str:
    """For what is stored, which may be of another version."""
    return next((words for kind, words in WORDS.items() if kind == instead), WORDS["other"])


def led_elsewhere(counts: Mapping[str, int]) -> str:
    """ "3 stories lead to a page that asks for consent, 1 to a front page or a section"; "" for
    none."""
    most_first = sorted(counts.items(), key=lambda pair: -pair[1])
    parts = [
        f"{count:,} to {_LEADS_TO.get(kind, _LEADS_TO['other'])}" for kind, count in most_first
    ]
    if not parts:
        return ""
    stories = "1 story leads" if most_first[0][1] == 1 else f"{most_first[0][1]:,} stories lead"
    return ", ".join([f"{stories} {parts[0].partition(' ')[2]}", *parts[1:]])
