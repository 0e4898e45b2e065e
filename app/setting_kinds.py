"""The kinds of settings: what their text must look like, checked with a plain reason."""

import re
from datetime import time
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, SecretStr

ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
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
MailAddress = Annotated[str, AfterValidator(check_address)]
Commas = BeforeValidator(split_commas)
DatabaseUrl = Annotated[str, AfterValidator(check_database_url)]
RedisUrl = Annotated[str, AfterValidator(check_redis_url)]
Sender = Annotated[str, AfterValidator(check_sender)]
Secret = Annotated[SecretStr, AfterValidator(check_secret)]
TimeOfDay = Annotated[time, BeforeValidator(check_time_of_day)]
TimeZoneName = Annotated[str, AfterValidator(check_timezone)]
