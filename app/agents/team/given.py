"""Fields that the inputs of several roles have."""

from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from app.agents.team.role import Text

LONGEST_ADDRESS = 2_000
LONGEST_TEXT = 4_000


def checked_address(url: str) -> str:
    """Only the shape: whether it may be read is decided where it is."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or url.split() != [url]:
        raise ValueError("a page is named by its whole address, with http:// or https://")
    return url


def no_number(value: object) -> object:
    """Of a day or a moment: pydantic takes a number for the seconds since 1970."""
    if isinstance(value, int | float):
        raise ValueError("is written as text, for example 2026-11-30")  # noqa: TRY004 (told as 422)
    return value


Day = Annotated[date, BeforeValidator(no_number)]
Moment = Annotated[AwareDatetime, BeforeValidator(no_number)]
Address = Annotated[str, Field(max_length=LONGEST_ADDRESS), AfterValidator(checked_address)]
GivenText = Annotated[Text, Field(min_length=1, max_length=LONGEST_TEXT)]
BrandId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,64}$")]
