"""Networks whose terms forbid that programs read them: no page of theirs is ever asked for."""

from collections.abc import Mapping
from typing import Final

from app.parts.reading.types import RefusedAddressError
from app.parts.reading.urls import ascii_host_of
from app.parts.web.addresses import Address

_NETWORKS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("linkedin.com", "lnkd.in"), "LinkedIn"),
    **dict.fromkeys(("x.com", "twitter.com", "t.co"), "X"),
    **dict.fromkeys(("instagram.com", "instagr.am", "ig.me"), "Instagram"),
    **dict.fromkeys(("facebook.com", "fb.com", "fb.me", "threads.net", "threads.com"), "Facebook"),
}


def network_of(url: str) -> str | None:
    """The name of the network that an address belongs to, if it is one of them."""
    return network_at(ascii_host_of(url))


def network_at(host: str) -> str | None:
    return next(
        (name for at, name in _NETWORKS.items() if host == at or host.endswith(f".{at}")), None
    )


def refuse_networks(address: Address) -> None:
    """Before each request, also one that a redirect leads to. Raises RefusedAddressError."""
    network = network_at(address.host)
    if network is not None:
        raise RefusedAddressError(
            f"{network} does not allow programs to read it, so it is not asked."
        )
