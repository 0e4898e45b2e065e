"""A mail as services tell of it, made the message again that it was (RFC 5322).

| service | raw | else |
|---|---|---|
| Mailgun, a route's `forward()` | `body-mime` | `message-headers`, `body-plain`, `body-html` |
| SendGrid, Inbound Parse | `email` ("send raw") | `headers`, `text`, `html` |
| Postmark, inbound webhook | `RawEmail` | `Headers`, `TextBody`, `HtmlBody`, `Attachments` |
| anybody | `raw`, `raw_base64` | `from`, `to`, `subject`, `text` |
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.parser import HeaderParser
from typing import Annotated, Final

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.agents.team.webhooks.mail.form_fields import Attached, Fields, read_fields
from app.lib.errors import PermanentError
from app.lib.printable import one_line

MOST_HEADERS: Final = 200
LONGEST_VALUE: Final = 4_000
Pair = tuple[str, str]
_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,80}")
_OF_THE_BODY: Final = re.compile(r"(?i)content-|mime-version$")
_WORTH_KEEPING: Final = re.compile(r"(?i)(text/calendar|message/|text/rfc822-headers)")
"""Of what is attached: what a mail means may stand there. A picture says nothing to us."""


class _Header(BaseModel):
    name: Annotated[str, Field(alias="Name")]
    value: Annotated[str, Field(alias="Value")]


class _Attachment(BaseModel):
    content_type: Annotated[str, Field(alias="ContentType")] = ""
    content: Annotated[str, Field(alias="Content")] = ""


_PAIRS: Final = TypeAdapter(list[tuple[str, str]])
_HEADERS: Final = TypeAdapter(list[_Header])
_ATTACHMENTS: Final = TypeAdapter(list[_Attachment])


async def raw_message(content_type: str, body: bytes) -> bytes:
    """Raises PermanentError for what tells of no mail."""
    fields = await read_fields(content_type, body)
    if fields is None:
        return body
    if whole := fields.raw("body-mime", "email", "rawemail", "raw"):
        return whole
    if encoded := fields.raw("raw_base64"):
        return decoded(encoded)
    return rebuilt(fields)


def decoded(encoded: bytes) -> bytes:
    try:
        return b64decode(encoded, validate=True)
    except (Base64Error, ValueError) as error:
        raise PermanentError("Its raw_base64 is no base64.") from error


def rebuilt(fields: Fields) -> bytes:
    headers = list(headers_of(fields))
    text = fields.text("body-plain", "text", "textbody", "stripped-text", "strippedtextreply")
    markup = fields.text("body-html", "html", "htmlbody", "stripped-html")
    if not any(name.lower() == "from" for name, _ in headers) or not (text or markup):
        raise PermanentError(
            "It tells of no mail: neither a raw message nor a sender with a text is in it."
        )
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return head.encode("utf-8", "replace") + body_of(text, markup, attached_to(fields))


def headers_of(fields: Fields) -> Iterator[Pair]:
    """The mail's own, and those that stand in fields of their own where it has none."""
    own = [pair for pair in told_headers(fields) if fits(pair[0])][:MOST_HEADERS]
    known = {name.lower() for name, _ in own}
    beside = (
        ("From", fields.text("from", "sender")),
        ("To", fields.text("to", "recipient")),
        ("Subject", fields.text("subject")),
        ("Date", fields.text("date")),
        ("Message-ID", fields.text("message-id")),
        ("In-Reply-To", fields.text("in-reply-to")),
        ("References", fields.text("references")),
    )
    for name, value in (*own, *(pair for pair in beside if pair[0].lower() not in known)):
        if line := one_line(value, LONGEST_VALUE):
            yield name, line


def fits(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _OF_THE_BODY.match(name)


def told_headers(fields: Fields) -> Sequence[Pair]:
    if listed := fields.raw("message-headers"):
        return pairs_in(listed)
    told = fields.raw("headers")
    if told.lstrip().startswith(b"["):
        return named_in(told)
    return HeaderParser().parsestr(fields.text("headers")).items() if told else ()


def pairs_in(listed: bytes) -> Sequence[Pair]:
    try:
        return _PAIRS.validate_json(listed)
    except ValidationError as error:
        raise PermanentError("Its message-headers are no list of names and values.") from error


def named_in(listed: bytes) -> Sequence[Pair]:
    try:
        return [(one.name, one.value) for one in _HEADERS.validate_json(listed)]
    except ValidationError as error:
        raise PermanentError("Its Headers are no list of names and values.") from error


def attached_to(fields: Fields) -> Sequence[Attached]:
    listed = fields.raw("attachments")
    if not listed.lstrip().startswith(b"["):
        return fields.files
    try:
        told = _ATTACHMENTS.validate_json(listed)
        return [Attached(one.content_type, b64decode(one.content)) for one in told]
    except (ValidationError, Base64Error, ValueError) as error:
        raise PermanentError("Its Attachments cannot be read.") from error


def body_of(text: str, markup: str, attached: Sequence[Attached]) -> bytes:
    """With the headers that are the body's own."""
    message = EmailMessage()
    message.set_content(without_surrogates(text))
    if markup:
        message.add_alternative(without_surrogates(markup), subtype="html")
    for one in attached:
        if _WORTH_KEEPING.match(one.content_type):
            attach(message, one)
    return message.as_bytes()


def attach(message: EmailMessage, one: Attached) -> None:
    """As text: of a part of the type message/… its own reader wants the lines as they are."""
    kind = one.content_type.partition(";")[0].strip().lower().partition("/")
    if kind[0] == "text":
        message.add_attachment(one.content.decode("utf-8", "replace"), subtype=kind[2])
        return
    part = EmailMessage()
    part["Content-Type"] = "/".join((kind[0], kind[2]))
    part.set_payload(one.content.decode("latin-1"))
    if message.get_content_type() != "multipart/mixed":
        message.make_mixed()
    message.attach(part)


def without_surrogates(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
