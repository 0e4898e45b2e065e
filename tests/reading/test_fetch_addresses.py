"""No request leaves for an address that is not public, by whatever way it is reached."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Any

import pytest

from app.parts.reading.types import BrokenError, RefusedAddressError
from app.parts.web.fetch import Fetcher
from app.parts.web.fetching.dialling import DialGuard, DialRefusedError
from tests.reading.test_addresses import ODD_SPELLINGS, PRIVATE
from tests.servers.fetchers import USER_AGENT, fetcher, loopback, outcome_of, quick_limits, with_web
from tests.servers.hostile_web import HostileWeb, answer, redirect

PUBLIC = "93.184.215.14"


def literal(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def open_fetcher(lookup: object = None) -> Fetcher:
    return Fetcher(USER_AGENT, limits=quick_limits(), lookup=lookup)  # type: ignore[arg-type]


def test_no_spelling_of_a_private_address_reaches_a_server() -> None:
    """The canary listens on every loopback address; what is refused never gets there."""

    async def scenario(canary: HostileWeb) -> None:
        hosts = [*map(literal, PRIVATE), *ODD_SPELLINGS, "localhost", "localhost."]
        urls = [f"http://{host}:{canary.port}/" for host in hosts]
        urls += [f"http://user@127.0.0.1:{canary.port}/", f"http://127.0.0.1:{canary.port}\\@x.com"]
        assert len(urls) >= 60
        async with open_fetcher() as reader:
            outcomes = await asyncio.gather(*(outcome_of(reader.get(url)) for url in urls))
        assert [o for o in outcomes if not isinstance(o, RefusedAddressError)] == []
        assert canary.connections == 0

    with_web(scenario)


def test_a_name_with_a_private_address_is_refused_even_among_public_ones() -> None:
    async def scenario(canary: HostileWeb) -> None:
        for address in PRIVATE:
            for answers in ([address], [PUBLIC, address], [address, PUBLIC]):

                async def lookup(
                    _host: str, _port: int, found: Sequence[str] = answers
                ) -> Sequence[str]:
                    return found

                async with open_fetcher(lookup) as reader:
                    found = await outcome_of(reader.get(f"http://name.example:{canary.port}/"))
                assert isinstance(found, RefusedAddressError), answers
        assert canary.connections == 0

    with_web(scenario)


def test_a_name_of_localhost_is_this_machine_without_a_question_and_read_only_if_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """RFC 6761, 6.3."""
    asked: list[str] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: asked.append(host))

    async def scenario(canary: HostileWeb) -> None:
        url, named = f"http://acme.localhost:{canary.port}/", f"acme.localhost:{canary.port}"
        async with open_fetcher() as reader:
            assert isinstance(await outcome_of(reader.get(url)), RefusedAddressError)
        allowed = frozenset({named})
        limits = quick_limits()
        async with Fetcher(USER_AGENT, limits=limits, allowed_private_hosts=allowed) as reader:
            await outcome_of(reader.get(url))
        assert canary.connections > 0

    with_web(scenario)
    assert asked == []


@pytest.mark.parametrize("address", PRIVATE)
def test_no_socket_is_opened_to_a_private_address_that_came_past_the_other_checks(
    address: str,
) -> None:
    guard = DialGuard(frozenset({"127.0.0.1:8080", "[::1]:8080"}), loopback)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(DialRefusedError):
        guard.open_socket((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80)))


def test_a_socket_is_opened_to_what_the_operator_allowed_by_address_or_by_name() -> None:
    async def scenario() -> None:
        guard = DialGuard(frozenset({"127.0.0.1:8080", "site.example:81"}), loopback)
        await guard.resolve("site.example", 81)
        for dialled in (("127.0.0.1", 8080), ("127.0.0.1", 81), (PUBLIC, 80)):
            guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", dialled)).close()
        with pytest.raises(DialRefusedError):
            guard.open_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 82)))

    asyncio.run(scenario())


class Dialled:
    """An event loop's connections, written down; only loopback is really dialled."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def loop(self) -> asyncio.AbstractEventLoop:
        dialled = self.addresses

        class Loop(asyncio.SelectorEventLoop):
            async def sock_connect(self, sock: socket.socket, address: Any) -> None:
                host = address[0]
                dialled.append(host)
                if not host.startswith("127."):
                    raise ConnectionRefusedError(host)
                await super().sock_connect(sock, address)

        return Loop()


def test_a_name_server_that_changes_its_answer_gains_nothing() -> None:
    """Each name answers a public address first and loopback from then on."""
    dialled, times_asked = Dialled(), dict[str, int]()

    async def lookup(host: str, _port: int) -> Sequence[str]:
        times_asked[host] = times_asked.get(host, 0) + 1
        return [PUBLIC] if times_asked[host] % 2 else ["127.0.0.1"]

    async def scenario() -> None:
        async with HostileWeb() as canary, open_fetcher(lookup) as reader:
            for number in range(1_000):
                url = f"http://n{number // 2}.example:{canary.port}/{number}"
                assert isinstance(
                    await outcome_of(reader.get(url)), BrokenError | RefusedAddressError
                )
            assert canary.connections == 0

    with asyncio.Runner(loop_factory=dialled.loop) as runner:
        runner.run(scenario())
    assert set(dialled.addresses) == {PUBLIC}
    assert len(dialled.addresses) <= sum(times_asked.values())


def test_the_address_that_was_looked_up_is_the_one_that_is_dialled() -> None:
    dialled, answers = Dialled(), iter(["127.0.0.1", "127.0.0.2", "127.0.0.3"])

    async def lookup(_host: str, _port: int) -> Sequence[str]:
        return [next(answers)]

    async def scenario() -> None:
        async with (
            HostileWeb({"/": answer("hello")}) as web,
            fetcher(web, hosts=["site.example"], lookup=lookup) as reader,
        ):
            await reader.get(web.url("/", "site.example"))

    with asyncio.Runner(loop_factory=dialled.loop) as runner:
        runner.run(scenario())
    assert dialled.addresses == ["127.0.0.1"]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://127.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://inner.example:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "//0:{port}/",
        "///127.0.0.1:{port}/",
        "http:////localhost:{port}/",
        "file:///etc/passwd",
        "ftp://site.example/",
        "gopher://site.example:{port}/",
        "http://user:secret@site.example:{port}/next",
        "http://site.example:{port}\\next",
        "http://site.example:70000/",
    ],
)
def test_a_redirect_cannot_lead_inside(location: str) -> None:
    """Only site.example may be read: the canary is the same server under its other names."""

    async def scenario(web: HostileWeb) -> None:
        web.plays |= {"/start": redirect(location.format(port=web.port)), "/": answer("secret")}
        allowed = frozenset({f"site.example:{web.port}"})

        async def lookup(_host: str, _port: int) -> Sequence[str]:
            return ["127.0.0.1"]

        reader = Fetcher(
            USER_AGENT, limits=quick_limits(), allowed_private_hosts=allowed, lookup=lookup
        )
        async with reader:
            found = await outcome_of(reader.get(web.url("/start", "site.example")))
        assert isinstance(found, RefusedAddressError)
        assert web.paths() == ["/start"]
        assert {seen.host for seen in web.seen} == {f"site.example:{web.port}"}

    with_web(scenario)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (socket.EAI_NONAME, "cannot be found: there is no such host"),
        (socket.EAI_AGAIN, "cannot be looked up just now: no name server answers"),
    ],
)
def test_a_name_that_cannot_be_found_is_a_broken_site_in_plain_words(code: int, words: str) -> None:
    async def lookup(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror(code, "Not known")

    async def scenario() -> None:
        async with open_fetcher(lookup) as reader:
            found = await outcome_of(reader.get("http://gone.example/"))
        assert isinstance(found, BrokenError)
        assert str(found) == f"gone.example {words}, or this machine has no internet connection."

    asyncio.run(scenario())
