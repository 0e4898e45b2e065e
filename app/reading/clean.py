"""Text as a reader sees it: invisible characters out, markup taken for what it shows.

What a person cannot see must not reach the language model (hidden instructions), a mail header
or the database.
"""

import re
import unicodedata
from html import unescape

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from app.reading.hidden import drop_hidden

_UNSEEN = ("script", "style", "noscript")
_PARSER = HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False, no_network=True)
_BLOCKS = ("br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "blockquote")

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
    if "&" in text and "<" not in text:
        text = unescape(text)
    return one_line(_text_of(text) if _TAG.search(text) else text, limit)


def _text_of(markup: str) -> str:
    """The text a browser would draw of some HTML."""
    tree = document_fromstring(f"<div>{visible(markup)}</div>", parser=_PARSER)
    if not isinstance(tree, HtmlElement):
        return ""
    drop_hidden(tree)
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    for block in tree.iter(*_BLOCKS):
        block.tail = f" {block.tail or ''}"
    return str(tree.text_content())


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    return head[: head.rfind(" ")].rstrip() + "…" if " " in head[limit // 2 :] else head + "…"
