"""Where nobody has to show anything: who may ask all the same, by where they are and by what name
they call us."""

import ipaddress
from urllib.parse import urlsplit

from app.parts.http.asgi import Scope

OWN_DOMAINS = (".localhost", ".local", ".internal", ".test")


def address_of(scope: Scope) -> str:
    """Of the client; "" when it came over a socket that has no addresses."""
    return str((scope.get("client") or ("", 0))[0])


def is_from_the_internet(address: str) -> bool:
    """Private addresses are not: in a container even this machine's requests come from one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_global


def is_known_host(netloc: str, public_host: str) -> bool:
    """A site that points its own name at this machine could read it all through a visitor's
    browser. Such a name has a dot; names of one's own network need none."""
    host = host_of(netloc)
    return "." not in host or host == host_of(public_host) or is_own_name(host)


def host_of(netloc: str) -> str:
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def is_own_name(host: str) -> bool:
    """An address, or a name that no one can have on the internet."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.endswith(OWN_DOMAINS)
    return True
