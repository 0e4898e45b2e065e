"""What Google's push says of a Gmail mailbox: that something is new in it, and how far it is.

The form is that of developers.google.com/workspace/gmail/api/guides/push.
"""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.agents.team.webhooks.checking.signatures import MalformedEventError

_ID: Final = r"^[!-~]{1,255}$"


class _Message(BaseModel):
    data: Annotated[str, Field(max_length=4_000)]
    message_id: Annotated[str, Field(alias="messageId", pattern=_ID)]


class _Envelope(BaseModel):
    message: _Message


class _Notice(BaseModel):
    address: Annotated[str, Field(alias="emailAddress", min_length=3, max_length=254)]
    history_id: Annotated[int, Field(alias="historyId", ge=1, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Push:
    """`history_id` grows with each change of the mailbox."""

    message_id: str
    address: str
    history_id: int


_ENVELOPE: Final = TypeAdapter(_Envelope)
_NOTICE: Final = TypeAdapter(_Notice)


def read_push(body: bytes) -> Push:
    """Raises MalformedEventError."""
    try:
        message = _ENVELOPE.validate_json(body).message
        notice = _NOTICE.validate_json(urlsafe_b64decode(message.data + "=="))
    except (ValidationError, Base64Error, ValueError) as error:
        raise MalformedEventError("It is no push of Google's for a Gmail mailbox.") from error
    return Push(message.message_id, notice.address.lower(), notice.history_id)


def is_push(content_type: str, body: bytes) -> bool:
    """Whether it is one, and not a mail as a service tells of it."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        return False
    try:
        read_push(body)
    except MalformedEventError:
        return False
    return True
