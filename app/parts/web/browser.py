"""Pages that are empty without scripts, as Chromium draws them.

The browser has no way to the network: every request is taken from it before it is sent, and
answered with what our own fetcher brings, with its manners and its guard of addresses, or refused.
What slips past the interception meets a proxy that is not there and names that lead nowhere. It
keeps nothing: each page has a context of its own, without cookies from before.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from app.lib.errors import PermanentError
from app.parts.reading.same_site import same_site
from app.parts.reading.types import READING_ERRORS, BrokenError, NotModified, Page
from app.parts.web.fetch import Accept, Fetcher

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Route, WebSocketRoute

SECONDS: Final = 25.0
"""For one page, the start of the browser included."""
QUIET_MILLISECONDS: Final = 10_000
MOST_REQUESTS: Final = 40
MAX_MARKUP: Final = 5 * 1024 * 1024
FETCHED: Final = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
"""Kinds of requests that a page's words may come by; no pictures, fonts, films or beacons."""
ARGUMENTS: Final = (
    *("--disable-gpu", "--disable-sync", "--no-first-run", "--disable-component-update"),
    *("--disable-background-networking", "--disable-extensions", "--renderer-process-limit=1"),
    "--js-flags=--max-old-space-size=256",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
NOT_INSTALLED: Final = (
    "BROWSER is 1, but Playwright is not installed: pip install 'brand-scout[browser]', and "
    "Chromium, for example with: playwright install chromium"
)


class NoBrowserError(PermanentError):
    """No browser can be started here. Says what to install."""


async def drawn(fetcher: Fetcher, url: str) -> Page:
    """The page at `url` as it stands once its scripts have run.

    Raises NoBrowserError, BrokenError and what the fetcher raises for the page itself.
    """
    answers = _Answers(fetcher)
    try:
        async with asyncio.timeout(SECONDS), _context() as context:
            await context.route("**/*", answers.answer)
            await context.route_web_socket("**/*", _hang_up)
            markup, address = await _visit(context, url, answers)
    except TimeoutError as error:
        raise BrokenError(f"The page took longer than {SECONDS:g} seconds to draw.") from error
    body = markup.encode("utf-8", "replace")[:MAX_MARKUP]
    return Page(address, url, "text/html", "utf-8", body)


async def check_browser() -> None:
    """That one starts. Raises NoBrowserError, BrokenError."""
    try:
        async with asyncio.timeout(SECONDS), _context():
            pass
    except TimeoutError as error:
        raise BrokenError(f"Chromium takes longer than {SECONDS:g} seconds to start.") from error


async def _visit(context: "BrowserContext", url: str, answers: "_Answers") -> tuple[str, str]:
    from playwright.async_api import Error

    try:
        tab = await context.new_page()
        await tab.goto(url, wait_until="domcontentloaded")
        with suppress(Error):  # it asks and asks: what stands there by now is read
            await tab.wait_for_load_state("networkidle", timeout=QUIET_MILLISECONDS)
        address = answers.address or url
        if not same_site(tab.url, address):
            raise BrokenError("The page's scripts lead to another site.")
        return await tab.content(), address
    except Error as error:
        if answers.failure is not None:
            raise answers.failure from error
        raise BrokenError("The browser could not draw the page.") from error


@asynccontextmanager
async def _context() -> "AsyncIterator[BrowserContext]":
    try:
        from playwright.async_api import Error, async_playwright
    except ImportError as error:
        raise NoBrowserError(NOT_INSTALLED) from error
    async with async_playwright() as playwright:
        try:
            browser: Browser = await playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
                args=list(ARGUMENTS),
                chromium_sandbox=os.geteuid() != 0,  # it does not start as root
                env={"HOME": "/nonexistent"},
            )
        except Error as error:
            raise NoBrowserError(NOT_INSTALLED) from error
        try:
            yield await browser.new_context(
                service_workers="block", accept_downloads=False, permissions=[]
            )
        finally:
            await browser.close()


class _Answers:
    """Answers what the browser asks for. `address`: where the page itself came from; `failure`:
    why it could not be had."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._count = 0
        self.address: str | None = None
        self.failure: Exception | None = None

    async def answer(self, route: "Route") -> None:
        request = route.request
        self._count += 1
        is_wanted = request.method == "GET" and request.resource_type in FETCHED
        if not is_wanted or self._count > MOST_REQUESTS:
            await route.abort()
            return
        try:
            page = await self._fetcher.get(request.url, accept=Accept.ANYTHING | Accept.SCRIPT)
        except READING_ERRORS as error:
            if self.address is None and request.is_navigation_request():
                self.failure = error
            await route.abort()
            return
        if isinstance(page, NotModified):
            await route.abort()
            return
        if request.is_navigation_request() and self.address is None:
            self.address = page.url
        await route.fulfill(status=200, headers=_headers(page), body=page.body)


def _headers(page: Page) -> dict[str, str]:
    charset = f"; charset={page.charset}" if page.charset else ""
    return {"Content-Type": f"{page.content_type or 'text/html'}{charset}"}


def _hang_up(socket: "WebSocketRoute") -> None:
    """Without a word to the server: nothing is connected."""
    asyncio.ensure_future(socket.close())  # noqa: RUF006 (the browser ends with the page)
