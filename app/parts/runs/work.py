"""What a run is asked to do, as both databases can keep it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from pydantic import JsonValue

from app.lib.errors import PermanentError
from app.lib.printable import harmless

LONGEST_NAME = 255


class UnusableWorkError(PermanentError):
    """Work that cannot be kept as it is."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a run is asked to do. `external_id`: the name that whoever asks gives it, one for each
    agent; `not_before`: the moment it is due, None for at once;
    `requested_by`: the user who asks."""

    input: Mapping[str, JsonValue] = field(default_factory=dict)
    external_id: str | None = None
    parent_run_id: int | None = None
    not_before: datetime | None = None
    requested_by: int | None = None

    def __post_init__(self) -> None:
        """Raises UnusableWorkError for what one of the databases takes and the other does not."""
        if self.external_id is not None:
            check_name(self.external_id)
        if self.not_before is not None and self.not_before.tzinfo is None:
            raise UnusableWorkError("The moment that work is due needs a zone.")
        check_storable(self.input)


def check_name(external_id: str) -> None:
    if not 1 <= len(external_id) <= LONGEST_NAME:
        raise UnusableWorkError(f"The name of work has 1 to {LONGEST_NAME} characters.")
    if harmless(external_id) != external_id:
        raise UnusableWorkError("The name of work holds a character that cannot be seen.")


def check_storable(content: Mapping[str, JsonValue]) -> None:
    """PostgreSQL keeps no NUL, no half of a surrogate pair and no number that is none."""
    try:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False)
        fits = "\\u0000" not in text and bool(text.encode())
    except (TypeError, ValueError) as error:
        raise UnusableWorkError("The input of work is not what JSON can hold.") from error
    if not fits:
        raise UnusableWorkError("The input of work holds a NUL character.")


NOTHING_IN_PARTICULAR = Work()


def exact(content: Mapping[str, JsonValue]) -> object:
    """For comparing: PostgreSQL gives 1e23 back as a whole number, which no float is equal to."""
    return json.loads(json.dumps(content), parse_float=Decimal, parse_int=Decimal)
