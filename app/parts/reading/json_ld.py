"""The JSON-LD of a page: its typed nodes, read as leniently as real pages need it."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape

from lxml.html import HtmlElement

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Node = Mapping[str, Json]

MEDIA_TYPE = "application/ld+json"
MAX_SCRIPT_LENGTH = 1_000_000
_MAX_SCRIPTS = 50
_MAX_NODES = 2_000
_MAX_DEPTH = 8
_MAX_VALUES = 200
_WRAP_START = re.compile(r"(?:<!--|(?://|/\*)?\s{0,9}<!\[CDATA\[(?:\s{0,9}\*/)?)")
_WRAP_ENDS = ("-->", "]]>", "//", "/*", "*/")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_BETWEEN_VALUES = re.compile(r"[\s,;]*")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_AFTER_A_STRING = re.compile(r"\s*(?:[,:}\]]|$)")
_DECODER = json.JSONDecoder(strict=False)


def read_nodes(scripts: Iterable[HtmlElement]) -> Iterator[Node]:
    """The typed nodes of those with JSON-LD, in their order; what cannot be read is left out."""
    seen = 0
    for script in with_json_ld(scripts):
        for node in _walk(_loads(script.text or ""), _MAX_DEPTH + 1):
            yield node
            seen += 1
            if seen == _MAX_NODES:
                return


def types_of(node: Node) -> tuple[str, ...]:
    """The schema.org types of a node, as written."""
    stated = node.get("@type")
    listed = stated if isinstance(stated, list) else [stated]
    return tuple(name for name in listed if isinstance(name, str))


def texts(value: Json) -> tuple[str, ...]:
    """The strings in a JSON-LD value: itself, its items, or their `name` or `@value`."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(text for item in value[:50] for text in texts(item))
    if isinstance(value, dict):
        named = value.get("name") or value.get("@value")
        return texts(named) if not isinstance(named, dict) else ()
    return ()


def references(value: Json) -> tuple[str, ...]:
    """The addresses in a JSON-LD value: itself, or the `@id` and `url` of its items."""
    if isinstance(value, str):
        return (unescape(value),)
    if isinstance(value, list):
        return tuple(one for item in value[:50] for one in references(item))
    if isinstance(value, dict):
        stated = (value.get("@id"), value.get("url"))
        return tuple(unescape(one) for one in stated if isinstance(one, str))
    return ()


def with_json_ld(scripts: Iterable[HtmlElement]) -> list[HtmlElement]:
    """A media type is the same in capitals and with parameters (RFC 9110, 8.3.1)."""
    return [one for one in scripts if _media_type(one) == MEDIA_TYPE][:_MAX_SCRIPTS]


def _media_type(script: HtmlElement) -> str:
    return (script.get("type") or "").partition(";")[0].strip().lower()


def _loads(text: str) -> list[Json]:
    """The values that follow one another in a script; of one that breaks off, those before."""
    if len(text) > MAX_SCRIPT_LENGTH:
        return []
    text = _unwrapped(text)
    most: list[Json] = []
    for mend in _MENDS:
        values, is_whole = _values(mend(text))
        if is_whole:
            return values
        most = max(most, values, key=len)
    return most


def _unwrapped(text: str) -> str:
    """Without the comment or CDATA section that once hid scripts from old browsers."""
    text = text.strip("\ufeff \t\r\n")
    start = _WRAP_START.match(text)
    if start is None:
        return text
    text = text[start.end() :]
    for end in _WRAP_ENDS * 2:
        text = text.rstrip().removesuffix(end)
    return text


def _values(text: str) -> tuple[list[Json], bool]:
    """Those that can be read, and whether that was all."""
    values: list[Json] = []
    position = _after_punctuation(text, 0)
    while position < len(text) and len(values) < _MAX_VALUES:
        try:
            value, end = _DECODER.raw_decode(text, position)
        except (ValueError, RecursionError):
            return values, False
        values.append(value)
        position = _after_punctuation(text, end)
    return values, bool(values)


def _after_punctuation(text: str, position: int) -> int:
    found = _BETWEEN_VALUES.match(text, position)
    return found.end() if found else position


def _without_trailing_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", text)


def _unescaped(text: str) -> str:
    """Of a template that escaped its JSON for HTML, as no script is read; "" of any other."""
    is_escaped = re.match(r"[\s\[{]*&(?:quot|#34|#x22);", text)
    return _without_trailing_commas(unescape(text)) if is_escaped else ""


def _with_escapes(text: str) -> str:
    """Without the escapes that only JavaScript has, and with those that strings lack."""
    known = _ESCAPE.sub(lambda found: found[0] if found[1] in '"\\/bfnrtu' else found[1], text)
    return _without_trailing_commas(_with_quotes_escaped(known))


def _with_quotes_escaped(text: str) -> str:
    """A quote in mid-string is one that no punctuation of JSON follows."""
    pieces: list[str] = []
    inside, start = False, 0
    for quote in re.finditer(r'\\.|"', text, re.DOTALL):
        if quote[0] != '"':
            continue
        if inside and not _AFTER_A_STRING.match(text, quote.end()):
            pieces += [text[start : quote.start()], '\\"']
            start = quote.end()
        else:
            inside = not inside
    return "".join([*pieces, text[start:]])


_MENDS: tuple[Callable[[str], str], ...] = (
    str,
    _without_trailing_commas,
    _unescaped,
    _with_escapes,
)


def _walk(value: Json, depth: int) -> Iterator[Node]:
    """Typed nodes, outermost first, through lists, graphs and what a page says it is about."""
    if depth == 0:
        return
    if isinstance(value, list):
        for item in value:
            yield from _walk(item, depth - 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _walk(value.get(key), depth - 1)
