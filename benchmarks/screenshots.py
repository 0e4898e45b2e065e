"""Pictures of every mail and page, of an invented run: `python -m benchmarks.screenshots`.

Writes build/screenshots/*.png with Chromium (SCREENSHOT_CHROMIUM, default /usr/bin/chromium).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from app.scout.report import build_mail
from tests.scout.sample_report import STORIES, sample_report

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
TARGET = Path(__file__).parent.parent / "build" / "screenshots"


@dataclass(frozen=True, slots=True)
class Screen:
    name: str
    width: int
    scheme: Literal["light", "dark"] = "light"


PHONE, DESKTOP = Screen("phone", 360), Screen("desktop", 1100)
PHONE_DARK = Screen("phone-dark", 360, "dark")
DESKTOP_DARK = Screen("desktop-dark", 1100, "dark")
ALL = (PHONE, DESKTOP, PHONE_DARK, DESKTOP_DARK)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for name, html in documents().items():
            for screen in ALL:
                picture(browser, name, html, screen)
        browser.close()


def documents() -> dict[str, str]:
    return {
        "mail": build_mail(sample_report()).html,
        "mail-one-find": build_mail(sample_report(STORIES[2])).html,
    }


def picture(browser: Browser, name: str, html: str, screen: Screen) -> None:
    page = browser.new_page(
        viewport={"width": screen.width, "height": 800},
        color_scheme=screen.scheme,
        device_scale_factor=2 if screen.width < 500 else 1,
    )
    page.set_content(html)
    path = TARGET / f"{name}-{screen.name}.png"
    page.screenshot(path=path, full_page=True)
    page.close()
    print(path)


if __name__ == "__main__":
    main()
