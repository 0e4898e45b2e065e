"""The kinds of settings: what their text must look like, checked with a plain reason."""

import re
from datetime import time
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, SecretStr

ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
# Segments of unreserved characters (RFC 3986), other bytes as %C3 and so on; none of dots alone,
# and no encoded slash, dot or control character: servers differ in how they read those.
PUBLIC_PATH = re.compile(r"(/(?!\.+(/|$))([A-Za-z0-9._~-]|%[89A-Fa-f][0-9A-Fa-f])+)*")
OWN_PATHS = frozenset(
    {
        *("agent-runs", "brand", "costs", "docs", "feedback", "health", "metrics", "openapi.json"),
        *("pause", "picks", "ready", "run-agent", "run-now", "runs", "sites", "static"),
    }
)
"""What the addresses of the service's own pages begin with."""
PLACEHOLDER = re.compile(r"change.?me|your.?secret|placeholder|example|secret.?key|(.)\1{15}", re.I)


def split_commas(value: object) -> object:
    """`"a, b"` as `("a", "b")`; anything else is left for pydantic to judge."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def check_database_url(url: str) -> str:
    if re.match(r"(sqlite:///|postgres(ql)?(\+psycopg)?://)", url):
        return re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", url)
    raise ValueError("must start with sqlite:/// or postgresql://")


def check_redis_url(url: str) -> str:
    if re.match(r"(rediss?|unix)://", url):
        return url
    raise ValueError("must start with redis://, rediss:// or unix://")


def check_http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"} and parts.hostname:
        return url.rstrip("/")
    raise ValueError("must be a web address that starts with http:// or https://")


def check_public_url(url: str) -> str:
    """One that the addresses of pages can follow.

    Below /runs, /runs/7 could be the run, a reverse proxy having taken the path off, or a page /7.
    """
    url = check_http_url(url)
    parts = urlsplit(url)
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise ValueError("must be an address and a path only: no user, no '?' and no '#'")
    if not PUBLIC_PATH.fullmatch(parts.path):
        raise ValueError(
            "must have no path or one such as /scout: letters, digits and . _ ~ - between single "
            "slashes, other letters as %C3%BC"
        )
    first = parts.path.split("/")[1] if parts.path else ""
    if first in OWN_PATHS:
        raise ValueError(
            f"its path begins with /{first}, which is a page of the service itself; choose "
            "another, for example /scout"
        )
    return url


def check_address(address: str) -> str:
    if ADDRESS.fullmatch(address):
        return address
    raise ValueError(f"'{address}' is not a mail address such as team@example.com")


def check_sender(sender: str) -> str:
    bare = re.fullmatch(r"[^<>\r\n]*<([^<>]+)>", sender)
    check_address(bare.group(1) if bare else sender)
    return sender


def check_secret(secret: SecretStr) -> SecretStr:
    for key in secret.get_secret_value().split():
        if len(key) < 32:
            raise ValueError("must be at least 32 characters long")
        if PLACEHOLDER.search(key):
            raise ValueError("is a placeholder, not a secret of your own")
    return secret


def check_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("is not a time zone such as Africa/Johannesburg") from error
    return name


def check_time_of_day(text: object) -> object:
    """ "08:00" as a time. It stands in TIMEZONE, so it must not name a zone of its own."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text) if isinstance(text, str) else None
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise ValueError(
        f"'{text}' is not a time of day such as 08:00 (in TIMEZONE, without a zone of its own)"
    )


HttpUrl = Annotated[str, AfterValidator(check_http_url)]
PublicUrl = Annotated[str, AfterValidator(check_public_url)]
MailAddress = Annotated[str, AfterValidator(check_address)]
Commas = BeforeValidator(split_commas)
DatabaseUrl = Annotated[str, AfterValidator(check_database_url)]
RedisUrl = Annotated[str, AfterValidator(check_redis_url)]
Sender = Annotated[str, AfterValidator(check_sender)]
Secret = Annotated[SecretStr, AfterValidator(check_secret)]
TimeOfDay = Annotated[time, BeforeValidator(check_time_of_day)]
TimeZoneName = Annotated[str, AfterValidator(check_timezone)]
