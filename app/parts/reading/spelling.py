"""Path and query of an address as they are sent: in the very spelling they are written in."""

import re
from typing import Final

from yarl import URL

# The URL Standard's percent-encode sets for path and query.
_UNSAFE_IN_PATH: Final = re.compile(r"[^!$-;=@-\]_a-z|~]")
_UNSAFE_IN_QUERY: Final = re.compile(r"[^!$-;=?-_a-z{|}~`]")


def as_written(url: str) -> str:
    """Path and query with every escape as it stands: what is signed is its very spelling.

    Only what cannot be sent is escaped, and `.` and `..` are worked out, as browsers do.
    """
    written = URL(url, encoded=True)
    query = written.raw_query_string
    path = _escaped(_UNSAFE_IN_PATH, _without_dots(written.raw_path))
    return f"{path}?{_escaped(_UNSAFE_IN_QUERY, query)}" if query else path


def _escaped(unsafe: re.Pattern[str], text: str) -> str:
    return unsafe.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")),
        text,
    )


def _without_dots(path: str) -> str:
    if "." not in path and "%2e" not in path.lower():
        return path
    kept: list[str] = []
    steps = [(step, step.lower().replace("%2e", ".")) for step in path.split("/")]
    for step, meant in steps:
        if meant == "..":
            del kept[max(len(kept) - 1, 1) :]  # the first is what stands before the first slash
        elif meant != ".":
            kept.append(step)
    if steps[-1][1] in {".", ".."}:
        kept.append("")
    return "/".join(kept) or "/"
