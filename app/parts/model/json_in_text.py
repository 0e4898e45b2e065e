"""Finds the JSON in what a model wrote: bare, in a code block, among words, after thoughts. Pure.

What a model thought aloud is no answer, and drafts in it are none. Careless JSON is repaired
where only one thing can have been meant; where two could, it is no answer.
"""

import html
import json
import re

TAGS = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad|seed:think)"
THOUGHT_BEGINS = rf"<{TAGS}>|\[THINK\]|◁think▷|<\|begin_of_thought\|>|<\|START_THINKING\|>"
CHANNEL = r"<\|channel\|>\s*(?:analysis|commentary)\b[^<]{0,40}<\|message\|>|<\|channel>thought\b"
THOUGHT_ENDS = (
    rf"<//?{TAGS}\s?>|\[/THINK\]|◁/think▷|<\|end_of_thought\|>|<\|END_THINKING\|>|<channel\|>"
    r"|<\|channel\|>\s*final\b[^<]{0,40}(?:<\|constrain\|>[^<]{0,40})?<\|message\|>|\bassistantfinal\b"
)
STOP = re.compile(
    rf"(?P<begins>{THOUGHT_BEGINS}|{CHANNEL})|(?P<ends>{THOUGHT_ENDS})|[{{\[]", re.IGNORECASE
)
BEGINS = re.compile(rf"{THOUGHT_BEGINS}|{CHANNEL}", re.IGNORECASE)
ENDS = re.compile(THOUGHT_ENDS, re.IGNORECASE)
MARK = re.compile(rf"{THOUGHT_BEGINS}|{CHANNEL}|{THOUGHT_ENDS}", re.IGNORECASE)
NOTHING_MORE = re.compile(r"[\s`]*(?:<[|/]?[a-z_|/]{1,20}[|]?>[\s`]*){0,4}", re.IGNORECASE)
JSON_BEGINS = re.compile(r'\{\s*["}/]|\[\s*\{')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
BRACKET = re.compile(r'["{}\[\]]')
BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
NO_VALUE_AFTER = re.compile(r",(\s*[}\]])")
NO_COMMA_BETWEEN = re.compile(r"([}\]])(\s*)([{\[])")
LITERALS = {"True": "true", "False": "false", "None": "null"}
LITERAL = re.compile(rf"\b(?:{'|'.join(LITERALS)})\b")


def json_values(text: str, *, is_thought: bool = False) -> list[object]:
    """The objects, and lists of objects, that the model gave for its answer.

    `is_thought`: all of it was thought; then the answer is what it ends with, if that is JSON.
    """
    return Finder(text, is_thought=is_thought).answers()


class Finder:
    """One pass through a text. What stands in a found value is data, whatever it looks like."""

    def __init__(self, text: str, *, is_thought: bool) -> None:
        self._text = text
        self._in_thought = is_thought
        self._said: list[tuple[object, int]] = []
        self._thought: list[tuple[object, int]] = []

    def answers(self) -> list[object]:
        whole = whole_value(self._text)
        if whole is not None:
            return [whole]
        at = 0
        while stop := STOP.search(self._text, at):
            at = self._after(stop)
        if not self._said and self._thought:
            value, end = self._thought[-1]
            return [value] if self._is_all(end) else []
        return [value for value, _end in self._said]

    def _after(self, stop: re.Match[str]) -> int:
        """Where to go on."""
        if stop["begins"]:
            self._in_thought = True
        elif stop["ends"]:
            # Without a beginning that was in the prompt, all before it was thought.
            self._thought += self._said if not self._in_thought else []
            self._said = [] if not self._in_thought else self._said
            self._in_thought = False
        else:
            return self._take_value(stop.start())
        return stop.end()

    def _take_value(self, start: int) -> int:
        if not begins_json(self._text, start):
            return start + 1
        value, end = decode(self._text, start)
        if end is None:
            mark = MARK.search(self._text, start)
            return mark.start() if mark else len(self._text)
        if value is not None:
            (self._thought if self._in_thought else self._said).append((value, end))
        return end

    def _is_all(self, end: int) -> bool:
        return NOTHING_MORE.fullmatch(self._text, end) is not None


def has_begun(text: str) -> bool:
    """Is there a beginning of JSON that is not in an unfinished thought?"""
    rest = without_thoughts(text)
    return not BEGINS.match(rest.strip()) and JSON_BEGINS.search(rest) is not None


def without_thoughts(text: str) -> str:
    """What follows the last thought that has an end."""
    ends = [found.end() for found in ENDS.finditer(text)]
    return text[ends[-1] :] if ends else text


def whole_value(text: str) -> object | None:
    """The value when the text is JSON and nothing else, also JSON within a JSON string."""
    bare = text.strip("\ufeff \t\r\n")
    escaped = f'"{bare}"' if bare.startswith(('{\\"', '[{\\"')) else ""
    in_html = html.unescape(bare) if bare.startswith(("{&quot;", "[{&quot;")) else ""
    for written in (bare, escaped, in_html):
        value = loaded(written) if written else None
        if isinstance(value, str) and len(value) < len(written):
            return whole_value(value)
        if is_answer(value):
            return value
    return None


def is_answer(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) for item in value)
    return isinstance(value, dict)


def begins_json(text: str, start: int) -> bool:
    """Words have brackets, too: "for {Pizza}", "see [1]"."""
    return JSON_BEGINS.match(text, start) is not None


def decode(text: str, start: int) -> tuple[object | None, int | None]:
    """The value that begins there, None when it is broken, and its end, None when it has none."""
    try:
        value, last = DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        end = end_of(text, start)
        value = None if end is None else loaded(repaired(text[start:end]))
        return value if is_answer(value) else None, end
    return value if is_answer(value) else None, last


def end_of(text: str, start: int) -> int | None:
    """Where the brackets that begin there are closed again, before another thought."""
    mark = MARK.search(text, start)
    depth, at, last = 0, start, mark.start() if mark else len(text)
    while bracket := BRACKET.search(text, at, last):
        at = bracket.end()
        if bracket[0] == '"':
            string = STRING.match(text, bracket.start(), last)
            if string is None:
                return None
            at = string.end()
            continue
        depth += 1 if bracket[0] in "{[" else -1
        if depth == 0:
            return at
    return None


def repaired(text: str) -> str:
    """With what careless writers leave out or put in, outside of strings; inside of them only a
    backslash that stands before no letter of JSON's goes."""
    parts, at = [], 0
    for string in STRING.finditer(text):
        parts += [repaired_between(text[at : string.start()]), BAD_ESCAPE.sub("", string[0])]
        at = string.end()
    return "".join([*parts, repaired_between(text[at:])])


def repaired_between(text: str) -> str:
    text = NO_VALUE_AFTER.sub(r"\1", COMMENT.sub(" ", text))
    text = NO_COMMA_BETWEEN.sub(r"\1,\2\3", text)
    return LITERAL.sub(lambda found: LITERALS[found[0]], text)


def loaded(text: str) -> object | None:
    try:
        value: object = DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return value


def no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")  # RFC 8259, section 6: NaN and Infinity


def without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Which of two values under one name is meant cannot be known."""
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is given twice")
    return names


DECODER = json.JSONDecoder(
    parse_constant=no_constant, object_pairs_hook=without_repeats, strict=False
)
"""Takes a line break within a string as it stands: only that can be meant."""
