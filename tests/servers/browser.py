"""A real Chromium that gets its pages from memory, with the service's own strict headers."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from app.lib.templating import TEMPLATES
from app.parts.http.security_headers import (
    DASHBOARD_POLICY,
    MAIL_POLICY,
    SECURITY_HEADERS,
    STRICT_POLICY,
)

ORIGIN = "http://scout.test"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
NOTHING_CHANGES = "retry: 100000\n\n"
Scheme = Literal["light", "dark"]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass(slots=True)
class Visit:
    """One page open in the browser: what it asked for, and what the browser complained about."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def policy_of(path: str) -> str:
    """As the service sends it with this page."""
    if path.startswith(("/feedback/", "/pause/", "/static/")):
        return STRICT_POLICY
    return MAIL_POLICY if path.endswith("/html") else DASHBOARD_POLICY


@contextmanager
def visit(
    browser: Browser,
    documents: dict[str, str],
    *,
    width: int = 360,
    scheme: Scheme = "light",
    scale: int = 1,
) -> Iterator[Visit]:
    """A tab whose every request is answered from `documents` (path to HTML) or the style sheet."""
    page = browser.new_page(
        viewport={"width": width, "height": 740}, color_scheme=scheme, device_scale_factor=scale
    )
    opened = Visit(page)

    def answer(route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(ORIGIN)
        opened.requests.append(f"{request.method} {path}")
        kind, body = KINDS.get(Path(path).suffix, "text/html; charset=utf-8"), ""
        if path.startswith("/static/"):
            body = (TEMPLATES / path.lstrip("/")).read_text()
        elif path.endswith("/live"):
            kind, body = "text/event-stream", NOTHING_CHANGES
        else:
            body = documents[path]
        headers = {**SECURITY_HEADERS, "Content-Security-Policy": policy_of(path)}
        route.fulfill(body=body, headers={**headers, "Content-Type": kind})

    page.route("**/*", answer)
    page.on("console", lambda message: opened.complaints.append(message.text))
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    page.close()
