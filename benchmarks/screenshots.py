"""Pictures of every mail and page, of an invented past: `python -m benchmarks.screenshots`.

Writes build/screenshots/*.png with Chromium, and those that the README shows to docs/.
"""

import re
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Literal

from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.report.summary_mail import build_mail
from app.parts.mail.alert import Alert, build_alert
from app.parts.mail.message import MailContent
from app.service.application import create_app
from tests.api.documents import DOCUMENTS
from tests.api.sample_views import AROUND, NOW
from tests.scout.sample_report import STORIES, sample_report
from tests.servers.browser import ORIGIN, chromium, visit
from tests.servers.played_leads import played_leads

pages = ScoutPages()

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "build" / "screenshots"
DEMO = "/demo"


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    width: int
    scheme: Literal["light", "dark"] = "light"

    @property
    def scale(self) -> int:
        return 2 if self.width < 500 else 1


SCREENS = (
    Screen("phone", 360),
    Screen("tablet", 768),
    Screen("desktop", 1280),
    Screen("phone-dark", 360, "dark"),
    Screen("desktop-dark", 1280, "dark"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the README: the upper part of a page, or its last `part` (a CSS selector)."""

    name: str
    path: str
    screen: Screen
    height: int
    part: str | None = None


PHONE, DESKTOP = SCREENS[0], SCREENS[2]
SHOWN = (
    Shown("mail", "/mail/html", Screen("desktop", 700), 1080),
    Shown("mail-phone", "/mail/html", SCREENS[3], 900),
    Shown("vote-phone", "/feedback/token/no", PHONE, 900),
    Shown("now-phone", "/at-work", PHONE, 900),
    Shown("now", "/", DESKTOP, 920),
    Shown("picks", "/picks", DESKTOP, 980),
    Shown("costs", "/costs", DESKTOP, 720),
    Shown("run", "/runs/7", DESKTOP, 980),
    Shown("leads", "/demo/leads", Screen("desktop", 900), 760, part=".card"),
    Shown("lead", "/demo/leads/1", Screen("desktop", 900), 800),
    Shown("draft", "/demo/drafts", Screen("desktop", 900), 900, part=".draft"),
    Shown("campaign", "/demo/campaigns/1", Screen("desktop", 900), 1470),
)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    documents = {**{f"/{name}/html": mail.html for name, mail in mails().items()}, **all_pages()}
    documents |= pages_of_demo()
    for name, mail in mails().items():
        documents[f"/{name}-text"] = as_text(mail)
    framed = {"/runs/7/mails/3/html": mails()["mail"].html}
    with chromium() as browser:
        for path, screen in product(documents, SCREENS):
            target = TARGET / f"{name_of(path)}-{screen.name}.png"
            picture(browser, documents | framed, path, screen, target)
        for shown in SHOWN:
            target = ROOT / "docs" / f"{shown.name}.png"
            picture(
                browser,
                documents | framed,
                shown.path,
                shown.screen,
                target,
                shown.height,
                shown.part,
            )


def mails() -> dict[str, MailContent]:
    silent = Alert(
        "Brand Scout",
        NOW - timedelta(minutes=21),
        NOW,
        AROUND.zone,
        ("No worker is running: start one with `python worker.py`.",),
        "https://scout.example.com/ready",
    )
    return {
        "mail": build_mail(sample_report()),
        "mail-one-find": build_mail(sample_report(STORIES[2])),
        "alert": build_alert(silent),
    }


def pages_of_demo() -> dict[str, str]:
    """Of its leads, two weeks after it took them in: whoever starts the demo sees the same."""
    wanted = [shown.path for shown in SHOWN if shown.path.startswith(DEMO)]
    with tempfile.TemporaryDirectory() as folder, played_leads(Path(folder)) as played:
        client = TestClient(create_app(played.parts))
        return {path: client.get(path.removeprefix(DEMO)).text for path in wanted}


def all_pages() -> dict[str, str]:
    return {**DOCUMENTS, "/pause": pages.pause_page("ann@example.com", paused=True, done=True)}


def as_text(mail: MailContent) -> str:
    """The text part as a mail program without HTML shows it."""
    lines = mail.text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<!DOCTYPE html><html lang=en><title>Text</title><pre>{lines}</pre></html>"


def name_of(path: str) -> str:
    return re.sub(r"[/?=]", "-", path.removesuffix("/html").strip("/")) or "now"


def picture(
    browser: Browser,
    documents: dict[str, str],
    path: str,
    screen: Screen,
    target: Path,
    height: int | None = None,
    part: str | None = None,
) -> None:
    """Of the whole page, of its upper `height` pixels, or of its last `part`."""
    with visit(
        browser, documents, width=screen.width, scheme=screen.scheme, scale=screen.scale
    ) as opened:
        opened.page.goto(ORIGIN + path)
        if height is not None:
            opened.page.set_viewport_size({"width": screen.width, "height": height})
        if part is None:
            opened.page.screenshot(path=target, full_page=height is None)
        else:
            opened.page.locator(part).last.screenshot(path=target)
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
