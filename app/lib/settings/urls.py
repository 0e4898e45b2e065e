"""The addresses in settings: of web endpoints, of the service itself, of the database and of Redis.

The passwords of the last two must be told from the rest. One that holds a character of the
address's own (/ # ? [ @ %) cuts it in two, and whoever reads the halves takes one for a port or a
host and repeats it. So the address is matched as a whole here, before any library sees it, and
nothing of it is shown.
"""

import re
from urllib.parse import quote, urlsplit

# Segments of unreserved characters (RFC 3986), other bytes as %C3 and so on; none of dots alone,
# and no encoded slash, dot or control character: servers differ in how they read those.
PUBLIC_PATH = re.compile(r"(/(?!\.+(/|$))([A-Za-z0-9._~-]|%[89A-Fa-f][0-9A-Fa-f])+)*")
OWN_PATHS = frozenset(
    (
        *("agent-runs", "agents", "api", "audit", "tasks"),
        *("brand", "calendar", "campaigns", "consents", "costs", "docs", "drafts"),
        *("feedback", "follow", "health", "leads", "metrics", "openapi.json", "opened", "pause"),
        *("internal", "me", "people", "picks", "ready", "run-agent", "run-now", "runs", "sign-in"),
        *("sign-out", "sites", "static", "suppressions", "unsubscribe", "webhook", "webhooks"),
    )
)
"""What the addresses of the service's own pages begin with."""
ENCODE = (
    "a user name or password in it must be percent-encoded: %25 for %, %2F for /, %23 for #, "
    "%3F for ?, %40 for @, %3A for :, %5B for [, %5D for ]"
)
ENCODED = r"(?:[^\s%/?#\[\]@:]|%[0-9A-Fa-f]{2})*"
HOST = r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])"
PORT = r"(?::(?P<port>\d{1,5}))?"
USER = rf"(?:{ENCODED}(?::{ENCODED})?@)?"
USER_INFO = re.compile(rf"{ENCODED}(?::{ENCODED})?")
QUERY = r"(?:\?[^\s#@]*)?"
POSTGRESQL = re.compile(rf"postgresql\+psycopg://{USER}(?:{HOST})?{PORT}(?:/{ENCODED})?{QUERY}")
REDIS = re.compile(rf"rediss?://{USER}{HOST}{PORT}(?:/\d*)?{QUERY}")
REDIS_SOCKET = re.compile(rf"unix://(?:{USER}/[^\s?#@]+{QUERY})?")
POSTGRESQL_SCHEME = re.compile(r"postgres(ql)?(\+psycopg)?://")
PASSWORDLESS = re.compile(
    rf"(?P<scheme>postgres(?:ql)?(?:\+psycopg)?|rediss?)://(?:(?P<user>{ENCODED})@)?(?P<rest>[^@]*)"
)


def check_http_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"\s", url):
        raise ValueError("it must be a web address that starts with http:// or https://")
    return url.rstrip("/")


def check_public_url(url: str) -> str:
    """One that the addresses of pages can follow.

    Below /runs, /runs/7 could be the run, a reverse proxy having taken the path off, or a page /7.
    """
    url = check_http_url(url)
    parts = urlsplit(url)
    if "?" in url or "#" in url or "@" in parts.netloc:
        raise ValueError("it must be an address and a path only: no user, no '?' and no '#'")
    if not PUBLIC_PATH.fullmatch(parts.path):
        raise ValueError(
            "it must have no path or one such as /scout: letters, digits and . _ ~ - between "
            "single slashes, other letters as %C3%BC"
        )
    first = parts.path.split("/")[1] if parts.path else ""
    if first in OWN_PATHS:
        raise ValueError(
            f"its path begins with /{first}, which is a page of the service itself; choose "
            "another, for example /scout"
        )
    return url


def check_database_url(url: str) -> str:
    """The address as the driver wants it. Raises ValueError in plain words."""
    if url.startswith("sqlite:///"):
        return check_sqlite_url(url)
    if not POSTGRESQL_SCHEME.match(url):
        raise ValueError("it must start with sqlite:/// or postgresql://")
    url = POSTGRESQL_SCHEME.sub("postgresql+psycopg://", url, count=1)
    return check_shape(url, POSTGRESQL, "postgresql://user:password@host:5432/name")


def check_sqlite_url(url: str) -> str:
    path = url.removeprefix("sqlite:///")
    if path in {"", ":memory:"} or path.startswith("file:"):
        raise ValueError("it names no file, for example sqlite:///data/scout.db")
    if "?" in path:
        raise ValueError("it must have no ? in it: SQLite takes no options here")
    return url


def check_redis_url(url: str) -> str:
    """Raises ValueError in plain words."""
    if not re.match(r"(rediss?|unix)://", url):
        raise ValueError("it must start with redis://, rediss:// or unix://")
    shape = REDIS_SOCKET if url.startswith("unix://") else REDIS
    return check_shape(url, shape, "redis://:password@host:6379/0")


def check_shape(url: str, shape: re.Pattern[str], example: str) -> str:
    found = shape.fullmatch(url)
    if found and int(found.groupdict().get("port") or 1) in range(1, 65536):
        return url
    before, at, _ = url.partition("://")[2].rpartition("@")
    if at and not USER_INFO.fullmatch(before):
        raise ValueError(ENCODE)
    raise ValueError(f"it must look like {example}")


def with_password(url: str, password: str) -> str:
    """The address with the password in it, if it is one of a server and has none."""
    found = PASSWORDLESS.fullmatch(url)
    if not found or not password:
        return url
    user = found["user"] or ""
    return f"{found['scheme']}://{user}:{quote(password, safe='')}@{found['rest']}"
