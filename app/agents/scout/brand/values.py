"""The kinds of value a brand file holds, each checked with a message fit for its editor."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, StringConstraints

MAX_URL_LENGTH = 2_000


def _check_web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", url) or len(url) > MAX_URL_LENGTH:
        raise ValueError(f"'{url[:80]}' is not a web address that starts with http:// or https://")
    if "@" in urlsplit(url).netloc:
        raise ValueError("a web address must not carry a user name or password")
    return url


def _check_colour(colour: str) -> str:
    if not colour:
        raise ValueError("the colour is empty; put it in quotes, because # starts a comment")
    if not re.fullmatch(r"#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})", colour):
        raise ValueError(f"'{colour}' is not a colour such as \"#D2232A\"")
    return colour.upper()


def _check_selector(selector: str) -> str:
    # Only a file that names a selector pays for the import.
    import soupsieve

    try:
        soupsieve.compile(selector)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"'{selector}' is not a CSS selector such as 'article h2 a'") from error
    return selector


def _joined(value: object) -> object:
    """A text may also be written as a list of lines."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "\n".join(value)
    return value


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Prose = Annotated[str, BeforeValidator(_joined), StringConstraints(strip_whitespace=True)]
Texts = tuple[Text, ...]
Lines = Annotated[Texts, BeforeValidator(_as_list)]
Colour = Annotated[str, AfterValidator(_check_colour)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
WebAddress = Annotated[str, AfterValidator(_check_web_address)]
Selector = Annotated[Text, AfterValidator(_check_selector)]
