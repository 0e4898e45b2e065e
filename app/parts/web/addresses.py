"""Which addresses may be fetched: public web addresses, and the private ones the operator named.

An address is checked twice. `parse_address` judges what is written; `is_public` (ip_addresses.py)
judges the IP address that is about to be dialled, after DNS, so a name that changes its answer
gains nothing. URLs are parsed by yarl, the parser of the library that dials: two parsers that
disagree about the host are a way around a check.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final
from urllib.parse import urljoin

from yarl import URL

from app.parts.reading.types import RefusedAddressError
from app.parts.web.ip_addresses import is_public

MAX_URL_CHARS: Final = 4_096
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}

_HOST_NAME: Final = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*"
)
# The URL Standard's "ends in a number": such a host is an IPv4 address, never a name.
_ENDS_IN_NUMBER: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\\]")
# More than two slashes before a host are two, as the URL Standard has it.
_SLASHES: Final = re.compile(r"^((?:https?:)?)/{3,}", re.IGNORECASE)
# The URL Standard's percent-encode sets for path and query.
_UNSAFE_IN_PATH: Final = re.compile(r"[^!$-;=@-\]_a-z|~]")
_UNSAFE_IN_QUERY: Final = re.compile(r"[^!$-;=?-_a-z{|}~`]")


@dataclass(frozen=True, slots=True)
class Address:
    """A checked web address. `url` has no fragment; `host` is lower case, without brackets."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def host_and_port(self) -> str:
        return name_host(self.host, self.port)

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host_and_port}"

    @property
    def politeness_key(self) -> str:
        """One server for the sake of politeness: http and https of a name are the same one."""
        return self.host if self.port in _DEFAULT_PORTS.values() else self.host_and_port


def name_host(host: str, port: int) -> str:
    """`host:port` as the operator's list of private hosts writes it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def parse_address(url: str, allowed_private_hosts: frozenset[str] = frozenset()) -> Address:
    """Parse and judge what is written. Raises RefusedAddressError in plain words."""
    url = _checked(url)
    parsed = _parse(url)
    if parsed.scheme not in _DEFAULT_PORTS:
        raise RefusedAddressError(f"Only http and https addresses are read: {url[:200]!r} is not.")
    if "@" in parsed.raw_authority:
        raise RefusedAddressError(
            f"The address at {parsed.raw_host} carries a user name or password: remove it."
        )
    host = _checked_host(parsed)
    port = parsed.port or 0
    if name_host(host, port) not in allowed_private_hosts:
        _refuse_private(host, port)
    named = f"[{host}]" if ":" in host else host
    where = named if port == _DEFAULT_PORTS[parsed.scheme] else f"{named}:{port}"
    exact = f"{parsed.scheme}://{where}{as_written(url)}"
    return Address(url=exact, scheme=parsed.scheme, host=host, port=port)


def follow_redirect(
    current: Address,
    location: str,
    allowed_private_hosts: frozenset[str] = frozenset(),
    *,
    may_step_down: bool = False,
) -> Address:
    """The address a redirect names, judged like any other. A step down to http is refused,
    unless the caller sees to it that nothing is read there."""
    location = _SLASHES.sub(r"\1//", _checked(location))
    _parse(location)
    try:
        joined = urljoin(current.url, location)  # yarl's own undoes escaped slashes
    except ValueError as error:
        raise RefusedAddressError(f"{current.host} redirects to no real address.") from error
    target = parse_address(joined, allowed_private_hosts)
    if current.scheme == "https" and target.scheme == "http" and not may_step_down:
        raise RefusedAddressError(
            f"{current.host} redirects from https down to http ({target.host}): not followed."
        )
    return target


def _checked(url: str) -> str:
    url = url.strip(" \t\r\n")
    if len(url) > MAX_URL_CHARS:
        raise RefusedAddressError(f"The address is longer than {MAX_URL_CHARS} characters.")
    if _UNPRINTABLE.search(url):
        raise RefusedAddressError("The address holds control characters or a backslash.")
    return url


def _parse(url: str) -> URL:
    try:
        return URL(url)
    except (ValueError, IndexError) as error:  # yarl stumbles over "http://@]"
        raise RefusedAddressError(f"Not a web address: {url[:200]!r}.") from error


def _checked_host(parsed: URL) -> str:
    host = (parsed.raw_host or "").lower()
    if ":" in host:
        return host
    host = host.removesuffix(".")
    if not _HOST_NAME.fullmatch(host):
        raise RefusedAddressError(f"Not a host name: {host[:200]!r}.")
    if _ENDS_IN_NUMBER.fullmatch(host) and not _is_dotted_quad(parsed.raw_host or ""):
        # 127.1, 0x7f000001, 2130706433, 0177.0.0.1: getaddrinfo takes them all for addresses.
        raise RefusedAddressError(f"{host} is an IP address in an odd spelling: not read.")
    return host


def _is_dotted_quad(host: str) -> bool:
    try:
        IPv4Address(host)
    except ValueError:
        return False
    return True


def _refuse_private(host: str, port: int) -> None:
    if (":" in host or _is_dotted_quad(host)) and not is_public(host):
        raise RefusedAddressError(private_address_message(host, port, host))
    if port < 1024 and port not in _DEFAULT_PORTS.values():
        raise RefusedAddressError(f"{name_host(host, port)} is no web server's port: not read.")


def private_address_message(host: str, port: int, ip: str) -> str:
    """What to tell the operator about a host whose address is not on the public internet."""
    where = f"{host} is" if host == ip else f"{host} is at {ip}, which is"
    return (
        f"{where} not on the public internet: not read. If the server is yours, "
        f"add {name_host(host, port)} to FETCH_ALLOWED_PRIVATE_HOSTS."
    )


def as_written(url: str) -> str:
    """Path and query with every escape as it stands: what is signed is its very spelling.

    Only what cannot be sent is escaped, and `.` and `..` are worked out, as browsers do.
    """
    written = URL(url, encoded=True)
    query = written.raw_query_string
    path = _escaped(_UNSAFE_IN_PATH, _without_dots(written.raw_path))
    return f"{path}?{_escaped(_UNSAFE_IN_QUERY, query)}" if query else path


def _escaped(unsafe: re.Pattern[str], text: str) -> str:
    return unsafe.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass")),
        text,
    )


def _without_dots(path: str) -> str:
    if "." not in path and "%2e" not in path.lower():
        return path
    kept: list[str] = []
    steps = [(step, step.lower().replace("%2e", ".")) for step in path.split("/")]
    for step, meant in steps:
        if meant == "..":
            del kept[max(len(kept) - 1, 1) :]  # the first is what stands before the first slash
        elif meant != ".":
            kept.append(step)
    if steps[-1][1] in {".", ".."}:
        kept.append("")
    return "/".join(kept) or "/"
