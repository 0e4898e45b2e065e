"""HTML mail as lines of text, with "> " before what it marks as quoted."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree, html

MOST_CHARACTERS: Final = 400_000
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "h1"),
        *("h2", "h3", "h4", "h5", "h6", "hr", "html", "li", "ol", "p", "pre", "section", "table"),
        *("td", "th", "tr", "ul"),
    }
)
_UNSEEN: Final = frozenset({"head", "meta", "script", "style", "template", "title"})
_HIDDEN: Final = re.compile(r"display\s{0,4}:\s{0,4}none|mso-hide\s{0,4}:\s{0,4}all", re.I)
_QUOTE: Final = "\ue000"
_END: Final = "\ue001"
"""Private characters mark where a quotation begins and ends while the text is put together."""
_FAILURES: Final = (etree.LxmlError, ValueError, AssertionError)


def html_text(source: str) -> str:
    """ "" for what is no HTML. Cells of a table and blocks end a line, as `<br>` does."""
    clean = source[:MOST_CHARACTERS].replace(_QUOTE, "").replace(_END, "").replace("\0", "")
    clean = re.sub(r"<\?xml[^>]{0,200}>", "", clean)
    if not clean.strip():
        return ""
    try:
        root = html.document_fromstring(clean, parser=html.HTMLParser(recover=True))
    except _FAILURES:
        return ""
    return "\n".join(_lines("".join(_pieces(root))))


def _pieces(root: "etree._Element") -> Iterator[str]:
    """Text in the order of the page. Iterative: how deep a page nests is a stranger's choice."""
    unseen = 0
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            yield (node.tail or "") if not unseen else ""
        elif event == "start":
            unseen += _is_unseen(node)
            yield _opening(node) if not unseen else ""
        else:
            closing = _closing(node) if not unseen else ""
            unseen -= _is_unseen(node)
            yield closing + ((node.tail or "").replace("\n", " ") if not unseen else "")


def _is_unseen(node: "etree._Element") -> bool:
    return node.tag in _UNSEEN or bool(_HIDDEN.search(node.get("style", "")[:1_000]))


def _opening(node: "etree._Element") -> str:
    mark = _QUOTE if node.tag == "blockquote" else ""
    ends_line = "\n" if node.tag in _BLOCKS or node.tag == "br" else ""
    text = node.text or ""
    return f"{ends_line}{mark}{text if node.tag == 'pre' else text.replace(chr(10), ' ')}"


def _closing(node: "etree._Element") -> str:
    end = f"\n{_END}" if node.tag == "blockquote" else ""
    blank = "\n" if node.tag in {"p", "hr"} else ""
    return f"{end}\n{blank}" if node.tag in _BLOCKS else ""


def _lines(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        depth += line.count(_QUOTE)
        shown = " ".join(line.replace(_QUOTE, "").replace(_END, "").split())
        yield f"{'> ' * min(depth, 9)}{shown}" if depth > 0 else shown
        depth = max(0, depth - line.count(_END))
