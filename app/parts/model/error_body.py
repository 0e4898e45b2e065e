"""What an endpoint's error says: its words, and the status and headers it has inside. Pure."""

import json
import re

READ_BYTES, READ_CHARACTERS = 100_000, 20_000
LINK = re.compile(r"https?:[^\s\"'<>)]+")
STATUS = re.compile(r"[45]\d\d")


def error_body(content: bytes) -> object:
    """All of it: the library gives only the part under "error", and some say why beside it."""
    text = content[:READ_BYTES].decode("utf-8", "replace")
    try:
        body: object = json.loads(text)
    except (ValueError, RecursionError):
        return text
    return body


def words_of(body: object) -> str:
    """The error answer as lower-case text to look for words in; links say nothing of the cause."""
    text = body if isinstance(body, str) else json.dumps(body, default=str, ensure_ascii=False)
    return LINK.sub(" ", text[:READ_CHARACTERS].lower())


def headers_in(body: object) -> dict[str, str]:
    """The headers of an endpoint behind a gateway that hands them on in the error's metadata."""
    found = body[0] if isinstance(body, list) and body else body
    if isinstance(found, dict):
        found = found.get("error", found)
    for name in ("metadata", "headers"):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, dict):
        return {}
    return {str(name).lower(): str(value) for name, value in found.items()}


def has(words: str, any_of: tuple[str, ...]) -> bool:
    return any(part in words for part in any_of)


def status_in(error: object) -> int | None:
    """The HTTP status that the error names, if it names one."""
    found = error[0] if isinstance(error, list) and error else error
    if not isinstance(found, dict):
        return None
    codes = (str(found.get(name)) for name in ("code", "status", "status_code"))
    inner = status_in(found["error"]) if isinstance(found.get("error"), dict) else None
    return inner or next((int(code) for code in codes if STATUS.fullmatch(code)), None)
