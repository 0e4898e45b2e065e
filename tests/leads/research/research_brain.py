"""Models for lead research: one that reads well, and one that does whatever a page tells it."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

Brain = Callable[[dict[str, Any]], str]
LINE = re.compile(r"^([0-9a-f]{8}-\d+): (.*)$", re.MULTILINE)
EVIL = "https://evil.example/win"


def lines_in(body: dict[str, Any]) -> dict[str, str]:
    """The numbered lines of a question."""
    return dict(LINE.findall(str(body["messages"][-1]["content"])))


def asks_for_links(body: dict[str, Any]) -> bool:
    return '{"links"' in str(body["messages"][0]["content"])


def naming(*told: tuple[str, str, str]) -> Brain:
    """Names each line that holds the words, for a field, with a value; of links the first."""

    def brain(body: dict[str, Any]) -> str:
        lines = lines_in(body)
        if asks_for_links(body):
            return json.dumps({"links": list(lines)})
        named = [
            {"line": line, "field": field, "value": value}
            for words, field, value in told
            for line, text in lines.items()
            if words in text
        ]
        return json.dumps({"facts": named})

    return brain


def obeying(orders: Sequence[str]) -> Brain:
    """Whatever it sees of an order it does: names it for each field, invents lines and addresses,
    and repeats the order as a value."""

    def brain(body: dict[str, Any]) -> str:
        seen = str(body["messages"][-1]["content"])
        obeyed = [order for order in orders if order in seen]
        if asks_for_links(body):
            return json.dumps({"links": [EVIL, *obeyed, *lines_in(body)]})
        named = [
            {"line": line, "field": field, "value": value}
            for line, text in [*lines_in(body).items(), (EVIL, ""), ("1", "")]
            for field in ("company_info", "recent_activity", "title", "personal_interests", "email")
            for value in ("", text, EVIL, *obeyed)
        ]
        return json.dumps({"facts": named[:400]})

    return brain
