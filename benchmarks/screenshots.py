"""Pictures of every mail and page, of an invented run: `python -m benchmarks.screenshots`.

Writes build/screenshots/*.png with Chromium.
"""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from app.api import pages
from app.mail.alert import Alert, build_alert
from app.scout.report import build_mail
from app.templating import TEMPLATES
from tests.api.sample_views import AROUND, FEEDBACK, NOW, RUN, RUNS
from tests.scout.sample_report import STORIES, sample_report
from tests.servers.browser import ARGUMENTS

CHROMIUM = "/usr/bin/chromium"
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
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for name, html in documents().items():
            for screen in ALL:
                picture(browser, name, html, screen)
        browser.close()


def documents() -> dict[str, str]:
    return {**mails(), **{name: styled(html) for name, html in all_pages().items()}}


def mails() -> dict[str, str]:
    silent = Alert(
        "Brand Scout",
        NOW - timedelta(minutes=21),
        NOW,
        AROUND.zone,
        ("No worker is running: start one with `python worker.py`.",),
        "https://scout.example.com/ready",
    )
    return {
        "mail": build_mail(sample_report()).html,
        "mail-one-find": build_mail(sample_report(STORIES[2])).html,
        "alert": build_alert(silent).html,
    }


def all_pages() -> dict[str, str]:
    return {
        "dashboard": pages.dashboard_page(AROUND, RUNS),
        "dashboard-empty": pages.dashboard_page(AROUND, ()),
        "run": pages.run_page(AROUND, RUN),
        "feedback-confirm": pages.feedback_confirm_page(FEEDBACK, "yes"),
        "feedback-thanks": pages.feedback_thanks_page(FEEDBACK, "yes"),
        "feedback-not-counted": pages.feedback_thanks_page(FEEDBACK, "yes", counted=False),
        "feedback-bad-link": pages.feedback_bad_link_page(),
        "pause": pages.pause_page("ann@example.com", paused=False, done=False),
        "error": pages.error_page(404, "There is no run 99."),
    }


def styled(html: str) -> str:
    """With the style sheet inside, because no server runs here."""
    sheet = (TEMPLATES / "static" / "style.css").read_text()
    return html.replace(
        '<link rel="stylesheet" href="/static/style.css">', f"<style>{sheet}</style>"
    )


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
