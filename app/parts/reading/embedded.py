"""The article of a page that JavaScript renders: its HTML stands in the data of a script."""

import json
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from app.parts.reading.clean import plain_line
from app.parts.reading.json_ld import texts
from app.parts.reading.structured import Structured

_MAX_SCRIPTS = 100
_MAX_SCRIPT = 2_000_000
_MAX_PARAGRAPHS = 2_000
_MAX_PARAGRAPH = 5_000
_MIN_LITERAL = 400
# A string literal, or an escape outside of one; linear, for no character can match in two ways.
_STRING = re.compile(r'\\.|"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PARAGRAPH_TAG = re.compile(r"<p[\s>]", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|br|figure|blockquote)\b[^<>]{0,500}>", re.IGNORECASE
)
_FIGURE = re.compile(r"<(figure|figcaption|aside)\b.{0,5000}?</\1>", re.IGNORECASE | re.DOTALL)


def embedded_text(tree: HtmlElement, structured: Structured) -> str:
    """Paragraphs, a line each, of the articleBody a page states or its script holds; or ""."""
    bodies = [text for node in structured.articles for text in texts(node.get("articleBody"))]
    bodies += _script_bodies(tree)
    markup = max(bodies, key=len, default="")
    pieces = _BLOCK.split(_FIGURE.sub(" ", markup))[:_MAX_PARAGRAPHS]
    lines = (plain_line(piece, _MAX_PARAGRAPH) for piece in pieces)
    return "\n".join(line for line in lines if line)


def _script_bodies(tree: HtmlElement) -> Iterator[str]:
    for script in list(tree.iter("script"))[:_MAX_SCRIPTS]:
        source = script.text or ""
        if len(source) <= _MAX_SCRIPT:
            for literal in _STRING.finditer(source):
                text = _unescaped(literal[0]) if len(literal[0]) > _MIN_LITERAL else ""
                if len(_PARAGRAPH_TAG.findall(text)) > 2:
                    yield text


def _unescaped(literal: str) -> str:
    try:
        value = json.loads(literal, strict=False)
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""
