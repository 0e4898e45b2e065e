"""The pages and mails in a real browser: on a phone, by keyboard, in the dark, for everybody."""

from collections.abc import Iterable, Iterator

import pytest
from _pytest.mark import ParameterSet
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.report.summary_mail import build_mail
from app.parts.mail.alert import Alert, build_alert
from tests.api.documents import DOCUMENTS
from tests.api.sample_views import (
    AFTER_VOTE,
    AROUND,
    NOW,
    SENT_MAIL,
)
from tests.scout.sample_report import sample_report
from tests.servers.browser import ORIGIN, Scheme, chromium, visit

pages = ScoutPages()

pytestmark = [pytest.mark.browser, pytest.mark.long]

THUMB_PIXELS = 44
"""Least side of what a thumb must hit (WCAG 2.2, 2.5.5)."""

WIDTHS = (320, 360, 768, 1280)
WIDTH = "document.documentElement.scrollWidth"
BUTTON_SIDES = """[...document.querySelectorAll(".button")]
    .map(button => button.getBoundingClientRect())
    .flatMap(box => [box.width, box.height])"""

SILENT = Alert("Scout", NOW, NOW, AROUND.zone, ("It stands still.",), "https://scout.example/")
MAILS = {"/mail": build_mail(sample_report()).html, "/alert": build_alert(SILENT).html}
FRAMED = {"/runs/7/mails/3/html": SENT_MAIL.html}
IN_THE_DARK = ("/", "/picks", "/sites-troubled", "/costs-ceiling", "/brand-broken")
AT_ONCE = frozenset({"/", "/runs/7", "/picks", "/feedback/token/no"})
"""axe takes a second or two for a page: it looks at the others with `make quality`."""


def by_length(paths: Iterable[str]) -> list[ParameterSet]:
    return [pytest.param(path, marks=() if path in AT_ONCE else pytest.mark.long) for path in paths]


every_page = pytest.mark.parametrize("path", by_length(DOCUMENTS))
every_mail = pytest.mark.parametrize("path", MAILS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@every_page
def test_a_page_has_no_barrier_that_axe_knows(browser: Browser, path: str) -> None:
    with visit(browser, DOCUMENTS | FRAMED) as opened:
        opened.page.goto(ORIGIN + path)
        assert barriers(opened.page) == []
        assert opened.complaints == []


@pytest.mark.parametrize("path", by_length(IN_THE_DARK))
def test_a_page_can_be_read_in_the_dark(browser: Browser, path: str) -> None:
    with visit(browser, DOCUMENTS | FRAMED, scheme="dark") as opened:
        opened.page.goto(ORIGIN + path)
        assert barriers(opened.page, "color-contrast") == []


@every_mail
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mail_has_no_barrier_that_axe_knows(browser: Browser, path: str, scheme: Scheme) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.set_content(MAILS[path])
    # A mail is no page: its reader's program brings the landmarks.
    assert [name for name in barriers(page) if not name.startswith(("landmark", "region"))] == []
    page.close()


def test_axe_would_see_a_barrier(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<p style='color: #bbb; background: #fff'>Pale</p><img src='x.png'>")
    found = {name.partition(":")[0] for name in barriers(page)}
    assert {"color-contrast", "image-alt"} <= found
    page.close()


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all of its rules or only by these."""
    options = {"runOnly": list(rules)} if rules else None
    results = Axe().run(page, options=options)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in results.response["violations"]
    ]


def test_pages_fit_every_screen_and_their_buttons_a_thumb(browser: Browser) -> None:
    with visit(browser, DOCUMENTS | FRAMED) as opened:
        for path in DOCUMENTS:
            opened.page.goto(ORIGIN + path)
            for width in WIDTHS:
                opened.page.set_viewport_size({"width": width, "height": 740})
                assert opened.page.evaluate(WIDTH) <= width, path
            opened.page.set_viewport_size({"width": min(WIDTHS), "height": 740})
            assert min(opened.page.evaluate(BUTTON_SIDES), default=THUMB_PIXELS) >= THUMB_PIXELS


@every_mail
def test_a_mail_fits_a_narrow_phone(browser: Browser, path: str) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 740})
    page.set_content(MAILS[path])
    assert page.evaluate(WIDTH) <= 320
    page.close()


def test_both_buttons_of_a_find_in_the_mail_can_be_hit_with_a_thumb(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 740})
    page.set_content(MAILS["/mail"])
    boxes = [link.bounding_box() for link in page.locator("a.button-link").all()]
    assert len(boxes) == 10
    for box in boxes:
        assert box is not None
        assert box["height"] >= THUMB_PIXELS
        assert box["width"] >= 2 * THUMB_PIXELS
    page.close()


def test_opening_the_question_asks_for_nothing_but_the_style_sheet(browser: Browser) -> None:
    with visit(browser, DOCUMENTS | FRAMED) as opened:
        opened.page.goto(ORIGIN + "/feedback/token/yes")
        assert set(opened.requests) <= {
            "GET /feedback/token/yes",
            "GET /static/style.css",
            "GET /static/icon.svg",
        }


def test_an_answer_can_be_given_with_the_keyboard_alone(browser: Browser) -> None:
    with visit(browser, DOCUMENTS | FRAMED) as opened:
        opened.page.goto(ORIGIN + "/feedback/token/yes")
        for _ in range(2):  # past the link to the source
            opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.textContent") == (
            "Confirm: Yes, worth it"
        )
        with opened.page.expect_navigation():
            opened.page.keyboard.press("Enter")
        assert "POST /feedback/token/yes" in opened.requests


def test_two_articles_can_be_told_apart_with_the_keyboard_alone(browser: Browser) -> None:
    with visit(browser, DOCUMENTS) as opened:
        opened.page.goto(ORIGIN + "/feedback/token/story/different")
        for _ in range(3):  # past the links to both sources
            opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.textContent") == (
            "Confirm: Not the same story"
        )
        with opened.page.expect_navigation():
            opened.page.keyboard.press("Enter")
        assert opened.requests.count("POST /feedback/token/story/different") == 1


def test_an_answer_can_be_changed_on_the_thanks_page(browser: Browser) -> None:
    with visit(browser, DOCUMENTS | FRAMED) as opened:
        opened.page.goto(ORIGIN + "/feedback/token/no")
        with opened.page.expect_navigation():
            opened.page.get_by_role("button", name="Change it to: Yes, worth it").click()
        assert opened.requests.count("POST /feedback/token/yes") == 1


def test_the_other_finds_of_the_mail_can_be_voted_on_with_the_keyboard(browser: Browser) -> None:
    with visit(browser, DOCUMENTS) as opened:
        opened.page.goto(ORIGIN + "/feedback/token/no")
        button = opened.page.get_by_role(
            "button", name=f"No, not for us: {AFTER_VOTE.others[0].title}"
        )
        button.focus()
        assert button.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
        with opened.page.expect_navigation():
            opened.page.keyboard.press("Enter")
        assert "POST /feedback/token2/no" in opened.requests


def test_the_service_s_own_pages_can_be_skipped_to_their_content(browser: Browser) -> None:
    with visit(browser, DOCUMENTS | FRAMED) as opened:
        opened.page.goto(ORIGIN + "/")
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.textContent") == "To the content"
