"""The fields of a form that a mail service posts, as bytes: what charset they are in stands in
another field, or nowhere."""

import json
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from pydantic import JsonValue, TypeAdapter, ValidationError
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from app.lib.errors import PermanentError

MOST_FIELDS: Final = 500
MOST_FILES: Final = 50
MOST_FIELD_BYTES: Final = 1024 * 1024
_OBJECT: Final = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class Attached:
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Fields:
    """By name in small letters."""

    values: Mapping[str, bytes]
    files: tuple[Attached, ...] = ()
    charsets: Mapping[str, str] = field(default_factory=dict)

    def raw(self, *names: str) -> bytes:
        """The first of them that is there."""
        return next((self.values[name] for name in names if self.values.get(name)), b"")

    def text(self, *names: str) -> str:
        for name in names:
            if self.values.get(name):
                return self._decoded(name)
        return ""

    def _decoded(self, name: str) -> str:
        for charset in ("utf-8", self.charsets.get(name, "utf-8")):
            try:
                return self.values[name].decode(charset)
            except (UnicodeDecodeError, LookupError):
                continue
        return self.values[name].decode("latin-1")


async def read_fields(content_type: str, body: bytes) -> Fields | None:
    """None where it is no form and no JSON, but the message itself. Raises PermanentError."""
    match content_type.partition(";")[0].strip().lower():
        case "multipart/form-data":
            return await of_multipart(content_type, body)
        case "application/x-www-form-urlencoded":
            return of_url_encoded(body)
        case "application/json":
            return of_json(body)
    return None


async def of_multipart(content_type: str, body: bytes) -> Fields:
    """Its texts are read as Latin-1, which keeps the bytes as they are."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    plain = ";".join(
        part for part in content_type.split(";") if not part.strip().lower().startswith("charset")
    )
    parser = MultiPartParser(
        Headers({"content-type": f"{plain}; charset=latin-1"}),
        stream(),
        max_files=MOST_FILES,
        max_fields=MOST_FIELDS,
        max_part_size=MOST_FIELD_BYTES,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise PermanentError("The form cannot be read.") from error
    values: dict[str, bytes] = {}
    files: list[Attached] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            files.append(Attached(value.content_type or "", await value.read()))
        else:
            values.setdefault(name.lower(), value.encode("latin-1", "replace"))
    await form.close()
    return with_charsets(values, tuple(files))


def of_url_encoded(body: bytes) -> Fields:
    try:
        pairs = parse_qsl(body.decode("latin-1"), encoding="latin-1", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise PermanentError("The form cannot be read.") from error
    values: dict[str, bytes] = {}
    for name, value in pairs:
        values.setdefault(name.lower(), value.encode("latin-1", "replace"))
    return with_charsets(values)


def of_json(body: bytes) -> Fields:
    """What is no text in it stays JSON."""
    try:
        told = _OBJECT.validate_json(body)
    except ValidationError as error:
        raise PermanentError("It is no JSON object.") from error
    return with_charsets({name.lower(): _bytes(value) for name, value in told.items()})


def _bytes(value: JsonValue) -> bytes:
    if value is None:
        return b""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-8", "replace")


def with_charsets(values: Mapping[str, bytes], files: tuple[Attached, ...] = ()) -> Fields:
    """SendGrid names the charset of each text in a field of its own."""
    try:
        told = _OBJECT.validate_json(values.get("charsets", b"{}"))
    except ValidationError:
        told = {}
    named = {name.lower(): value for name, value in told.items() if isinstance(value, str)}
    return Fields(values, files, named)
