"""The moves that docs/states.md allows: its diagrams and its tables, read as values."""

import re
from collections.abc import Mapping

from tests.servers.scout_service import ROOT

Made = tuple[str | None, str, str]
"""Before, after, who. None before: the row is made, or the status was not known yet."""

KINDS = ("run", "mail_status", "mail")
PAGE = (ROOT / "docs" / "states.md").read_text("utf-8")
SECTIONS = dict(zip(KINDS, PAGE.split("\n## ")[1:], strict=True))
START = {"[*]": None, "(new)": None}
ARROW = re.compile(r"^ +(\S+) --> (\w+) : (.+)$", re.MULTILINE)
ROW = re.compile(r"^\| (\S+) \| (\w+) \| ([\w, ]+) \| [^|]+ \|$", re.MULTILINE)
END = re.compile(r"^ +(\w+) --> \[\*\]$", re.MULTILINE)


def moves(pattern: re.Pattern[str], kind: str) -> set[Made]:
    return {
        (START.get(before, before), after, one)
        for before, after, who in pattern.findall(SECTIONS[kind])
        for one in who.split(", ")
        if before != "from"
    }


MOVES: Mapping[str, set[tuple[str | None, str]]] = {
    kind: {(before, after) for before, after, _ in moves(ROW, kind)} for kind in KINDS
}
