"""A hundred sites on loopback, each on an address of its own; every answer takes 100 ms.

`python -m benchmarks.crawl.newsroom` serves until its input ends, and prints its port. Articles
are the saved pages of the test data, in turn. `/count` on the first site tells how many requests
came.
"""

import asyncio
import gzip
import sys

from benchmarks.given_data import given_data

SITES = 100
ARTICLES = 10
LATENCY_SECONDS = 0.1


def host(site: int) -> str:
    return f"127.1.{site // 250}.{site % 250 + 1}"


def saved_pages() -> list[bytes]:
    folder = given_data("articles")
    return [gzip.decompress(path.read_bytes()) for path in sorted(folder.rglob("*.html.gz"))]


def listing(site: int) -> bytes:
    """Every article under a headline of its own, as a section page shows them."""
    links = "".join(
        f'<article><h2><a href="/2026/11/20/report-{site}-{number}-on-the-day-in-town">'
        f"Report {site}-{number}: what the day brought to town</a></h2></article>"
        for number in range(ARTICLES)
    )
    return f"<!doctype html><title>News of site {site}</title><main>{links}</main>".encode()


class Newsroom:
    def __init__(self, pages: list[bytes]) -> None:
        self.pages = pages
        self.requests = 0

    async def start(self) -> int:
        first = await asyncio.start_server(self.converse, host(0), 0)
        port = int(first.sockets[0].getsockname()[1])
        for site in range(1, SITES):
            await asyncio.start_server(self.converse, host(site), port)
        return port

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("sockname")[0]
        site = next(number for number in range(SITES) if host(number) == address)
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("ascii", "replace")
                if path != "/count":
                    self.requests += 1
                    await asyncio.sleep(LATENCY_SECONDS)
                writer.write(self.answer(site, path, unchanged=b'"same"' in head))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def answer(self, site: int, path: str, *, unchanged: bool) -> bytes:
        if path == "/":
            return reply(304, b"") if unchanged else reply(200, listing(site))
        if path == "/count":
            return reply(200, str(self.requests).encode())
        if path.startswith("/2026/"):
            number = int(path.split("-")[2])
            return reply(200, self.pages[(site * ARTICLES + number) % len(self.pages)])
        return reply(404, b"")


def reply(status: int, body: bytes) -> bytes:
    head = f'HTTP/1.1 {status} .\r\nContent-Type: text/html\r\nETag: "same"\r\n'
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def main() -> None:
    newsroom = Newsroom(saved_pages())
    print(await newsroom.start(), flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
