"""Sites on loopback addresses of their own, each with a feed; every answer takes its time."""

import asyncio
import threading
from collections import Counter
from types import TracebackType
from typing import Self

from tests.servers.small_site import page, title_of


def host(site: int) -> str:
    return f"127.2.{site // 250}.{site % 250 + 1}"


class SlowNewsroom:
    """Serves from a thread. Story numbers run on from site to site; each is another story.

    The first site takes `slowest` seconds. With `restless` a feed says the same in other bytes
    each time, as those do that carry the time of day. `asked` counts the requests of each site.
    """

    def __init__(
        self,
        sites: int,
        articles: int,
        seconds: float,
        *,
        slowest: float | None = None,
        restless: bool = False,
    ) -> None:
        self.sites, self.articles, self.seconds = sites, articles, seconds
        self.slowest = slowest or seconds
        self.restless = restless
        self.asked: Counter[int] = Counter()
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    @property
    def hosts(self) -> list[str]:
        return [f"{host(site)}:{self.port}" for site in range(self.sites)]

    @property
    def feeds(self) -> list[str]:
        return [f"http://{one}/feed.xml" for one in self.hosts]

    def _serve(self) -> None:
        self._loop.run_until_complete(self._open())
        self._started.set()
        self._loop.run_forever()

    async def _open(self) -> None:
        for site in range(self.sites):
            server = await asyncio.start_server(self._converse, host(site), self.port)
            self.port = int(server.sockets[0].getsockname()[1])

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        site = self._site(str(writer.get_extra_info("sockname")[0]))
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.asked[site] += 1
                await asyncio.sleep(self.seconds if site else self.slowest)
                writer.write(self._answer(site, head.split(b" ", 2)[1].decode("ascii", "replace")))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _site(self, address: str) -> int:
        return next(site for site in range(self.sites) if host(site) == address)

    def _answer(self, site: int, path: str) -> bytes:
        if path == "/feed.xml":
            return reply(200, self._feed(site), "application/rss+xml")
        if path.startswith("/a/"):
            return reply(200, page(int(path[3:])), "text/html; charset=utf-8")
        return reply(404, b"", "text/plain")

    def _feed(self, site: int) -> bytes:
        first = site * self.articles
        items = "".join(
            f"<item><title>{title_of(one)}</title>"
            f"<link>http://{host(site)}:{self.port}/a/{one}</link></item>"
            for one in range(first, first + self.articles)
        )
        built = f"<generator>Press {self.asked[site]}</generator>" if self.restless else ""
        head = f"<title>News</title>{built}"
        return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def reply(status: int, body: bytes, kind: str) -> bytes:
    head = f"HTTP/1.1 {status} .\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body
