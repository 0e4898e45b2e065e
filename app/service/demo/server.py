"""Serves the sample newsroom over real HTTP, each site on a loopback port of its own.

`python -m app.service.demo.server` runs it alone and prints the addresses.
"""

import argparse
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

from app.lib.clock import Clock, utc_now
from app.parts.demo.site_server import SiteServer
from app.service.demo.newsroom.content import SiteContent, load_sites
from app.service.demo.newsroom.pages import SitePages


@dataclass(frozen=True, slots=True)
class SampleSite:
    """A site as a brand file names it: `url` is its feed, sitemap or page."""

    name: str
    url: str
    kind: Literal["feed", "sitemap", "page"]
    blocked: bool


class Newsroom:
    """A context manager that serves all sites in threads while it is open.

    With `port` 0 every site gets a free port; otherwise the first gets `port`, the next port + 1
    and so on. Raises OSError when a port is taken. `clock` decides what has been published.
    """

    def __init__(
        self,
        started_at: datetime,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock = utc_now,
    ) -> None:
        self._started_at = started_at
        self._host = host
        self._port = port
        self._clock = clock
        self._servers: list[_Site] = []

    @property
    def site_urls(self) -> tuple[SampleSite, ...]:
        """The sites and their addresses; empty while the newsroom is closed."""
        return tuple(server.sample_site for server in self._servers)

    @property
    def allowed_hosts(self) -> frozenset[str]:
        """The sites' "host:port", for FETCH_ALLOWED_PRIVATE_HOSTS."""
        return frozenset(urlsplit(site.url).netloc for site in self.site_urls)

    def __enter__(self) -> Self:
        try:
            for number, site in enumerate(load_sites()):
                port = self._port + number if self._port else 0
                server = _Site(site, (self._host, port), self._started_at, self._clock)
                self._servers.append(server)
                server.start()
        except OSError:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._close()

    def _close(self) -> None:
        for server in self._servers:
            server.stop()
        self._servers.clear()


class _Site(SiteServer):
    """One site of the newsroom, as it stands by `clock`."""

    def __init__(
        self, site: SiteContent, address: tuple[str, int], started_at: datetime, clock: Clock
    ) -> None:
        super().__init__(address, lambda _, path: self.pages.document(path, clock()))
        self.pages = SitePages(site, self.origin, started_at)

    @property
    def sample_site(self) -> SampleSite:
        site = self.pages.site
        return SampleSite(site.name, self.origin + site.start, site.kind, site.blocked)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the sample newsroom on loopback.")
    parser.add_argument("--port", type=int, default=0, help="of the first site (default: any free)")
    with Newsroom(utc_now(), port=parser.parse_args().port) as newsroom:
        for site in newsroom.site_urls:
            sys.stdout.write(f"{site.url:44} {site.name}{' (blocked)' if site.blocked else ''}\n")
        sys.stdout.flush()
        _wait_for_ctrl_c()


def _wait_for_ctrl_c() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
