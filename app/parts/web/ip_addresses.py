"""Which IP addresses may be dialled: those of the public internet."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# Python's own `is_global` misses several of these and changes between releases, so the list is
# spelt out. Source: the IANA special-purpose address registries, and what clouds put in them.
_REFUSED_V4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network; Linux dials 0.0.0.0 as loopback
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier NAT; Alibaba metadata at 100.100.100.200
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure wire server, inside a public block
        "169.254.0.0/16",  # link-local; cloud metadata at 169.254.169.254
        "172.16.0.0/12",
        "192.0.0.0/24",  # IETF assignments; Oracle metadata at 192.0.0.192
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Everything outside global unicast is refused: loopback, mapped, link-local, unique local,
# multicast and whatever is assigned next.
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
_REFUSED_V6: Final = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # IETF assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4: carries any IPv4 address
        "3fff::/20",
    )
)
# On networks with IPv6 only, DNS64 puts every IPv4 site here (RFC 6052): judge what it carries.
_NAT64: Final = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether this IP address may be dialled. Anything that is not one may not."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return not any(ip in block for block in _REFUSED_V4)
    return _is_public_v6(ip)


def _is_public_v6(ip: IPv6Address) -> bool:
    if ip.scope_id is not None:
        return False
    if ip in _NAT64:
        return is_public(str(IPv4Address(int(ip) & 0xFFFF_FFFF)))
    return ip in _GLOBAL_UNICAST and not any(ip in block for block in _REFUSED_V6)
