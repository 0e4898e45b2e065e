"""What a mail server said, and to what."""

from dataclasses import dataclass
from enum import Enum

from app.lib.printable import one_line

LONGEST_REPLY_SHOWN = 300


class Step(Enum):
    """Where in the conversation a reply was given."""

    GREETING = ""
    HELLO = " to our name"
    TLS = " to STARTTLS"
    LOGIN = " to the login"
    SENDER = " to the sender"
    RECIPIENT = " to the recipient"
    DATA = " to the mail's beginning"
    MAIL = " to the mail"


@dataclass(frozen=True, slots=True)
class Reply:
    """`lines` without the code, free of secrets."""

    code: int
    lines: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300

    def __str__(self) -> str:
        return one_line(f"{self.code} {' '.join(self.lines)}", LONGEST_REPLY_SHOWN)
