"""Pictures of every mail and page, of an invented past: `python -m benchmarks.screenshots`.

Writes build/screenshots/*.png with Chromium, and those that the README shows to docs/.
"""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from app.api import pages
from app.mail.alert import Alert, build_alert
from app.mail.message import MailContent
from app.scout.report import build_mail
from tests.api.sample_views import AROUND, NOW
from tests.api.test_pages_in_browser import DOCUMENTS
from tests.scout.sample_report import STORIES, sample_report
from tests.servers.browser import ORIGIN, chromium, visit

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "build" / "screenshots"
SHOWN = {
    "mail-desktop": "mail",
    "mail-phone-dark": "mail-phone",
    "now-desktop": "now",
    "picks-desktop": "picks",
    "costs-desktop": "costs",
    "feedback-token-no-phone": "vote-phone",
}
"""Pictures of the README, and their names in docs/."""


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


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    documents = {**{f"/{name}/html": mail.html for name, mail in mails().items()}, **all_pages()}
    for name, mail in mails().items():
        documents[f"/{name}-text"] = as_text(mail)
    framed = {"/runs/7/mails/3/html": mails()["mail"].html}
    with chromium() as browser:
        for path, screen in product(documents, SCREENS):
            picture(browser, documents | framed, path, screen)
    for name, shown in SHOWN.items():
        shutil.copy(TARGET / f"{name}.png", ROOT / "docs" / f"{shown}.png")


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


def all_pages() -> dict[str, str]:
    return {**DOCUMENTS, "/pause": pages.pause_page("ann@example.com", paused=True, done=True)}


def as_text(mail: MailContent) -> str:
    """The text part as a mail program without HTML shows it."""
    lines = mail.text.replace("&", "&amp;").replace("<", "&lt;")
    return f"<!DOCTYPE html><html lang=en><title>Text</title><pre>{lines}</pre></html>"


def picture(browser: Browser, documents: dict[str, str], path: str, screen: Screen) -> None:
    name = path.removesuffix("/html").strip("/").replace("/", "-") or "now"
    with visit(
        browser, documents, width=screen.width, scheme=screen.scheme, scale=screen.scale
    ) as opened:
        opened.page.goto(ORIGIN + path)
        target = TARGET / f"{name}-{screen.name}.png"
        opened.page.screenshot(path=target, full_page=True)
    print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
