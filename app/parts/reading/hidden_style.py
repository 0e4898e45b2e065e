"""Does a style keep text from being seen? Judged on its declarations, as a browser reads them."""

import re
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from functools import lru_cache


class Sight(IntEnum):
    """WAITS: not seen until a script reveals it, as what fades in when it is scrolled to."""

    SEEN = 0
    WAITS = 1
    HIDDEN = 2


_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_SUSPECT = re.compile(
    r"none|hidden|collapse|transparent|opacity|color|scale|translate|clip|indent|font"
    r"|position|margin|height|width"
)

_NOTHING = r"0*\.?0+(?:[a-z%]*)"
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([a-z%]*)")
_PIXELS = {
    unit: float(size)
    for unit, size in zip(
        ["", "px", "pt", "pc", "cm", "mm", "in", "em", "rem", "ex", "ch", "vw", "vh", "%"],
        (1, 1, 1.33, 16, 37.8, 3.8, 96, 16, 16, 8, 8, 10, 8, 10),
        strict=True,
    )
}
OFF_SCREEN = 900.0
"""Pixels; half a screen to the left is how a picture gets the screen's full width."""

TINY = 2.0
MAX_OPACITY = 0.05
_FONT_SIZE = re.compile(
    r"(?:^|\s)\+?(0*\.?0+(?=[a-z%\s/]|$)|\d+\.?\d*(?=[a-z%])|\.\d+(?=[a-z%]))([a-z]*|%)(?=[\s/]|$)"
)
_SEE_THROUGH = re.compile(
    r"transparent|(?:rgba?|hsla?)\((?:[^,()]+,){3}\s*" + _NOTHING + r"\s*\)"
    r"|[a-z]{3,5}\([^()]*/\s*" + _NOTHING + r"\s*\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)"
)
_CLIPPED = re.compile(
    r"rect\((?:\s*[01](?:px)?\s*,?){4}\)|inset\(\s*(?:[5-9]\d|1\d\d)(?:\.\d*)?%.*"
    r"|(?:circle|ellipse)\(\s*" + _NOTHING + r"\b.*|polygon\((?:[\s,]|0(?:px|%)?)*\)"
)
_SHRUNK = re.compile(r"scale(?:3d|x|y)?\(\s*" + _NOTHING + r"\s*[,)]")
_MOVED_OFF = re.compile(r"translate(?:3d|x|y)?\((?:[^,()]*,)?\s*-\d{4,}(?:\.\d*)?px")
_COLOURS = {"white": "#fff", "black": "#000", "rgb(255,255,255)": "#fff", "rgb(0,0,0)": "#000"}
_LONG_COLOUR = re.compile(r"#([0-9a-f])\1([0-9a-f])\2([0-9a-f])\3")

Declarations = Mapping[str, str]


def plain_css(text: str) -> str:
    """CSS without the comments and escapes that keep a word from being recognised."""
    if "/*" in text:
        text = _COMMENT.sub(" ", text)
    return (_ESCAPE.sub(_unescaped, text) if "\\" in text else text).lower()


def _unescaped(match: re.Match[str]) -> str:
    if match[1] is None:
        return match[2]
    number = int(match[1], 16)
    return chr(number) if 0 < number < 0x11_0000 else ""


@lru_cache(maxsize=4096)
def sight(style: str) -> Sight:
    """What the declarations of a style attribute, or of a rule, do to the text in it."""
    plain = plain_css(style)
    if not _SUSPECT.search(plain):
        return Sight.SEEN
    pairs = list(_declarations(plain))
    if any(_HIDES[name](value) for name, value in pairs if name in _HIDES):
        return Sight.HIDDEN
    whole = dict(pairs)
    if _is_off_screen(whole) or _is_without_contrast(whole):
        return Sight.HIDDEN
    waits = any(_WAITS[name](value) for name, value in pairs if name in _WAITS)
    return Sight.WAITS if waits or _is_folded(whole) else Sight.SEEN


def _declarations(plain: str) -> Iterator[tuple[str, str]]:
    for declaration in plain.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            yield name.strip(), " ".join(value.partition("!")[0].split())


def _pixels(value: str) -> float | None:
    length = _LENGTH.fullmatch(value)
    size = _PIXELS.get(length[2]) if length else None
    return float(length[1]) * size if length and size else None


def _is_tiny_font(value: str) -> bool:
    """Of a font's size alone, or of all it is set in: "bold 0/1.2 serif"."""
    sizes = _FONT_SIZE.findall(value)
    # Percent here are of the text around it.
    return any(
        float(size) * (0.16 if unit == "%" else _PIXELS.get(unit, 16.0)) <= TINY
        for size, unit in sizes[:1]
    )


def _is_far(value: str) -> bool:
    length = _pixels(value)
    return length is not None and abs(length) >= OFF_SCREEN


def _is_far_back(value: str) -> bool:
    return value.startswith("-") and _is_far(value)


def _is_faint(value: str) -> bool:
    number = _LENGTH.fullmatch(value)
    if number is None:
        return False
    return float(number[1]) / (100 if number[2] else 1) <= MAX_OPACITY


def _is_moved_or_shrunk(value: str) -> bool:
    return _SHRUNK.search(value) is not None or _MOVED_OFF.search(value) is not None


def _is_off_screen(style: Declarations) -> bool:
    moved = style.get("position", "static") != "static"
    return moved and any(
        _is_far_back(style.get(side, "")) for side in ("left", "right", "top", "bottom")
    )


def _is_without_contrast(style: Declarations) -> bool:
    """Transparent or in the colour behind it, unless the background is cut to the letters."""
    if any(name.endswith(("background-clip", "text-shadow")) for name in style):
        return False
    ink = style.get("-webkit-text-fill-color", style.get("color", ""))
    if _SEE_THROUGH.fullmatch(ink):
        return True
    behind = _colour(style.get("background-color", style.get("background", "")))
    return bool(ink) and _colour(ink) == behind


def _colour(value: str) -> str:
    known = value.replace(", ", ",").replace("( ", "(").replace(" )", ")")
    return _LONG_COLOUR.sub(r"#\1\2\3", _COLOURS.get(known, known))


def _is_folded(style: Declarations) -> bool:
    if not style.get("overflow", "").startswith(("hidden", "clip")):
        return False
    sizes = (style.get(name, "") for name in ("height", "max-height", "width", "max-width"))
    return any(length is not None and abs(length) < TINY for length in map(_pixels, sizes))


_HIDES: Mapping[str, Callable[[str], bool]] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in {"hidden", "collapse"},
    "content-visibility": lambda value: value == "hidden",
    "font-size": _is_tiny_font,
    "font": _is_tiny_font,
    "text-indent": _is_far,
    "margin-left": _is_far_back,
    "margin-top": _is_far_back,
    "clip": lambda value: _CLIPPED.fullmatch(value) is not None,
    "clip-path": lambda value: _CLIPPED.fullmatch(value) is not None,
    "-webkit-clip-path": lambda value: _CLIPPED.fullmatch(value) is not None,
}
_WAITS: Mapping[str, Callable[[str], bool]] = {
    "opacity": _is_faint,
    "filter": lambda value: re.search(rf"opacity\(\s*{_NOTHING}\s*\)", value) is not None,
    "transform": _is_moved_or_shrunk,
    "scale": _is_faint,
}
