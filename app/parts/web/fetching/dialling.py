"""DNS lookups and sockets, to public IP addresses only.

The guard is the resolver of the library that dials, so the address that is checked is the very
one that is dialled: there is no second lookup that a rebinding name server could answer
differently. The socket is checked once more, because literal addresses skip the resolver.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from aiohappyeyeballs import AddrInfoType
from aiohttp.abc import AbstractResolver, ResolveResult

from app.parts.reading.types import RefusedAddressError
from app.parts.web.addresses import name_host, private_address_message
from app.parts.web.ip_addresses import is_public

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port to IP addresses, as `getaddrinfo` would. Raises OSError when there are none."""

# A dead name server holds its thread for tens of seconds; a few dead names must not keep the
# others waiting, as they would on the event loop's own small pool.
_LOOKUP_THREADS: Final = 16


class DialRefusedError(OSError):
    """The last check, at the socket, refused. An OSError: that is what dialling code expects."""


class SystemLookup:
    """The operating system's name lookup, on threads of its own."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOKUP_THREADS, thread_name_prefix="lookup")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _look_up, host, port)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    """RFC 6761, 6.3: no name server is asked for what ends in .localhost; most systems ask one."""
    if host.removesuffix(".").endswith(".localhost"):
        return ["127.0.0.1"]
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in answers))


class DialGuard(AbstractResolver):
    """Resolver and socket factory that refuse every address which is not public.

    One bad answer refuses the whole name: a name that mixes public and private addresses is
    probing which one gets dialled.
    """

    def __init__(self, allowed_private_hosts: frozenset[str], lookup: Lookup) -> None:
        self._allowed_hosts = allowed_private_hosts
        self._allowed_dials: set[tuple[str, int]] = set()
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        del family  # both: the connector is made without a preference
        addresses = await self._lookup(host, port)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        if name_host(host.removesuffix("."), port) in self._allowed_hosts:
            self._allowed_dials.update((address, port) for address in addresses)
        else:
            _refuse_unless_public(host, port, addresses)
        return [_result(host, address, port) for address in addresses]

    def open_socket(self, addr_info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, sockaddr = addr_info
        host, port = str(sockaddr[0]), int(sockaddr[1])
        allowed = (host, port) in self._allowed_dials or name_host(
            host, port
        ) in self._allowed_hosts
        if not allowed and not is_public(host):
            raise DialRefusedError(private_address_message(host, port, host))
        return socket.socket(family, kind, protocol)

    async def close(self) -> None:
        """Nothing is held: the lookup belongs to whoever made it."""


def _refuse_unless_public(host: str, port: int, addresses: Sequence[str]) -> None:
    bad = next((address for address in addresses if not is_public(address)), None)
    if bad is not None:
        raise RefusedAddressError(private_address_message(host, port, bad))


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return ResolveResult(
        hostname=host,
        host=address,
        port=port,
        family=family,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )
