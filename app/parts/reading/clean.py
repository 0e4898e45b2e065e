"""Text as a reader sees it: invisible characters out, markup taken for what it shows.

What a person cannot see must not reach the language model (hidden instructions), a mail header
or the database.
"""

import re
import unicodedata
from collections.abc import Collection
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, defs, document_fromstring

from app.parts.reading.hidden import drop_hidden

_UNSEEN = ("script", "style", "noscript", "template")
_WITHIN_WORDS = {*("a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s")} | {
    *("strong", "sub", "sup", "u", "wbr")
}
_AFTER = dict.fromkeys(("span", "small", "label", "time", "big"), " ")
_CLOSING = tuple(",.:;!?)\u2026\u201c\u201d\u2019\u00bb")
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
_JOINERS = "\u200c\u200d"
_STRAY_JOINER = re.compile(
    "(?<![\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\ufb50-\ufdff\ufe0f"
    "\U0001f000-\U0001faff\u2190-\u2bff])[\u200c\u200d]+|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
_PRESENTATION = "\ufe0e\ufe0f"
_STRAY_PRESENTATION = re.compile("(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]+")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_TAG = re.compile(r"<(?:/?([a-zA-Z][\w:.-]{0,40}+)([^<>]{0,2000})|[!?][^<>]{0,2000})>")
_ELEMENTS = defs.tags | {"bdi", "dialog", "main", "nobr", "picture", "slot", "template", "xmp"}
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# The standard knows many more names without a semicolon, but "&copy=2" is no sign in a title.
_ENTITY = re.compile(
    r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,30};"
    r"|(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[mn]dash|hellip)(?![\w;]))"
)
_ESCAPED_AT_MOST = 5


def visible(text: str) -> str:
    """`text` in NFC without characters that draw nothing; newlines and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    # Few texts have them, and to find the stray ones takes as long as all the rest.
    if any(map(text.__contains__, _JOINERS)):
        text = _STRAY_JOINER.sub("", text)
    if any(map(text.__contains__, _PRESENTATION)):
        text = _STRAY_PRESENTATION.sub("", text)
    return unicodedata.normalize("NFC", text)


def one_line(text: str | None, limit: int) -> str | None:
    """Visible text on one line, cut at `limit` characters; None when nothing is left."""
    if not text:
        return None
    line = " ".join(visible(text[: limit * 20]).split())
    return _cut(line, limit) or None


def plain_line(markup: str | None, limit: int) -> str | None:
    """Like `one_line`, for text that may carry HTML tags and entities (feeds, JSON-LD).

    Programs that hand a text on escape it again, some of them twice: as often it is undone.
    """
    if not markup:
        return None
    text = markup[: limit * 100]
    for _ in range(_ESCAPED_AT_MOST):
        escaped, text = text, _unescaped(text)
        if text == escaped:
            break
    return one_line(text, limit)


def _unescaped(text: str) -> str:
    text = _CDATA.sub("", text)
    if any(map(_is_tag, _TAG.finditer(text))):
        return _text_of(text)
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text)


def _is_tag(found: re.Match[str]) -> bool:
    """Not "<T>" or "a<b and c>d": an element's name, and attributes if anything."""
    name, rest = found[1], found[2]
    if name is None:
        return True
    is_element = name.lower() in _ELEMENTS or "-" in name or ":" in name
    return is_element and (not rest.strip("/ \t\r\n") or "=" in rest or "hidden" in rest)


def shown_text(element: HtmlElement, without: Collection[str] = ()) -> str:
    """The words in an element: no style sheet among them, a kicker kept from its headline, a line
    for each block. `without`: tags whose words are left out, too."""
    pieces: list[str] = []
    unseen = 0
    for event, one in etree.iterwalk(element, events=("start", "end")):
        is_start, is_unseen = event == "start", one.tag in _UNSEEN or one.tag in without
        unseen += is_unseen if is_start else -is_unseen
        text = one.text if is_start else one.tail
        if text and not unseen and (is_start or one is not element):
            is_set_off = one.tag not in _WITHIN_WORDS and not text.startswith(_CLOSING)
            pieces.append(f"{_AFTER.get(str(one.tag), chr(10))}{text}" if is_set_off else text)
    return "".join(pieces)


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
