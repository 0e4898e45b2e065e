"""What a well-behaved model says of the items in a question, by words in them."""

import json
import re
from collections.abc import Callable
from typing import Any

Says = Callable[[str, str], bool]
"""Do two texts tell one story?"""
TEXT = re.compile(r'<(?:item|text)-(\w+) id="\w+-(\d+)">\n(.*?)\n</(?:item|text)-\1>', re.DOTALL)
PAIRS = re.compile(r"the numbers at the end of two ids: (.*)\.\n")
ITEM = re.compile(r'<item-(\w+) id="([^"]+)">\n(.*?)\n</item-\1>', re.DOTALL)


def items_in(user: str) -> dict[str, str]:
    """The text of each item by its id."""
    return {match[2]: match[3] for match in ITEM.finditer(user)}


def score_of(text: str) -> int:
    """A score that the text itself names ("worth 87"), or one by what it is about."""
    named = re.search(r"worth (\d+)", text)
    if named:
        return int(named[1])
    words = text.lower()
    return 90 if "pizza" in words else 65 if "burger" in words else 10


def sensible(body: dict[str, Any]) -> str:
    """The answer to a triage or a review, told apart by the schema or else by the system prompt."""
    system, user = (str(message["content"]) for message in body["messages"])
    items = items_in(user)
    if '{"items"' in system:
        return json.dumps({"items": [sorted_item(*item) for item in items.items()]})
    [(item_id, text)] = items.items()
    return json.dumps(reviewed_item(item_id, text))


def pairs_in(user: str) -> list[str]:
    """What the question asks to be compared: "3+7" for two texts by their numbers."""
    asked = PAIRS.search(user)
    return asked[1].split(", ") if asked else []


def compared(user: str, says: Says) -> dict[str, list[str]]:
    """The two lists of an answer that knows what each two texts of the question are."""
    texts = {int(match[2]): match[3] for match in TEXT.finditer(user)}
    lists: dict[bool, list[str]] = {True: [], False: []}
    for name in pairs_in(user):
        one, other = map(int, name.split("+"))
        lists[says(texts[one], texts[other])].append(name)
    return {"one_story": lists[True], "apart": lists[False]}


def comparing(
    says: Says, rest: Callable[[dict[str, Any]], str] = sensible
) -> Callable[[dict[str, Any]], str]:
    """A model that also says which texts tell one story, where it is asked."""

    def brain(body: dict[str, Any]) -> str:
        user = str(body["messages"][1]["content"])
        answer = json.loads(rest(body))
        return json.dumps({**answer, **compared(user, says)} if pairs_in(user) else answer)

    return brain


def no_go_in(text: str) -> str:
    return "crime" if "robbery" in text.lower() else ""


def sorted_item(item_id: str, text: str) -> dict[str, Any]:
    return {
        "id": item_id,
        "reason": "It is about what its title says.",
        "no_go": no_go_in(text),
        "score": score_of(text),
    }


def reviewed_item(item_id: str, text: str) -> dict[str, Any]:
    rule = no_go_in(text)
    return {
        "id": item_id,
        "reason": "It says what its text says.",
        "subject": "food",
        "safe": not rule,
        "rule": rule,
        "quote": "robbery" if rule else "",
        "score": score_of(text),
        "angle": "Half-time is the right time for a slice.",
    }
