"""Text and markup as a reader sees them: hidden nodes out, invisible characters out.

What a person cannot see must not reach the language model (hidden instructions), a mail header
or the database.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from lxml.etree import XPath
from lxml.html import HtmlElement

_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:0*\.?0+(?:[a-z%]*)(?:[;!]|$)"
)
_MAYBE_HIDDEN = XPath(
    ".//*[@hidden or @style or self::template"
    " or @aria-hidden='true' and not(descendant-or-self::p)]"
)

# Of a page's paragraph text; what is hidden against a reader is a few sentences.
_ARTICLE_SHARE = 0.5

# Unicode Cc and Cf save tab and newline, variation selectors (they can smuggle bytes), fillers
# that draw nothing, lone surrogates and noncharacters. Joiners are decided by their neighbours.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff"
    "\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)
# Zero-width joiners mean something only inside Arabic and Indic words and emoji sequences.
_STRAY_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe0f"
    "\U0001f000-\U0001faff\u2190-\u2bff])[\u200c\u200d]+|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_STRAY_PRESENTATION = re.compile("(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]+")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]{0,2000}>")
_BLOCK_END = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_UNSEEN_ELEMENT = re.compile(
    r"<(script|style|template|noscript)\b[^<>]{0,2000}>.{0,100000}?</\1\s*>|<!--.{0,100000}?-->",
    re.IGNORECASE | re.DOTALL,
)


def drop_hidden(tree: HtmlElement) -> None:
    """Remove, in place, every element a browser would not draw, keeping the text after it.

    An element with most of the page's paragraphs stays: behind a paywall or consent notice the
    article itself waits hidden until a script shows it.
    """
    found = _MAYBE_HIDDEN(tree)
    elements = found if isinstance(found, list) else []
    hidden = [node for node in elements if isinstance(node, HtmlElement) and _is_hidden(node)]
    most = _paragraph_text(tree) * _ARTICLE_SHARE if hidden else 0
    for element in hidden:
        if element is not tree and not 0 < most < _paragraph_text(element):
            element.drop_tree()


def _paragraph_text(element: HtmlElement) -> int:
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    # What only a style attribute brought here is judged by it.
    if style is None or element.get("hidden") is not None or element.tag == "template":
        return True
    return element.get("aria-hidden") == "true" or _style_hides(style)


@lru_cache(maxsize=4096)
def _style_hides(style: str) -> bool:
    squeezed = "".join(style[:2000].lower().split())
    return _HIDDEN_STYLE.search(squeezed) is not None


def visible(text: str) -> str:
    """`text` in NFC without characters that draw nothing; newlines and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _STRAY_JOINER.sub("", text)
    return unicodedata.normalize("NFC", _STRAY_PRESENTATION.sub("", text))


def one_line(text: str | None, limit: int) -> str | None:
    """Visible text on one line, cut at `limit` characters; None when nothing is left."""
    if not text:
        return None
    line = " ".join(visible(text[: limit * 20]).split())
    return _cut(line, limit) or None


def plain_line(markup: str | None, limit: int) -> str | None:
    """Like `one_line`, for text that may carry HTML tags and entities (feeds, JSON-LD)."""
    if not markup:
        return None
    text = markup[: limit * 100]
    if "<" in text:
        text = _strip_tags(text)
    if "&" in text:
        text = unescape(text)
        text = _strip_tags(text) if "<" in text else text
    return one_line(text, limit)


def _strip_tags(text: str) -> str:
    text = _UNSEEN_ELEMENT.sub(" ", text)
    return _TAG.sub("", _BLOCK_END.sub(" ", text))


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    return head[: head.rfind(" ")].rstrip() + "…" if " " in head[limit // 2 :] else head + "…"
