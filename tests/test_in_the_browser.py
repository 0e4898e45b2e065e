"""What a person does, in a real browser, on the demo: from the mail in the inbox to the vote, to
the changed dashboard, to a run of their own. With scripts and without."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.servers.browser import chromium
from tests.servers.demo import Demo, demo

pytestmark = [pytest.mark.browser, pytest.mark.long]

READER = "social@localhost"
WIDTHS = (360, 768, 1280)
PATHS = (
    *("/", "/runs", "/runs?show=finds", "/runs/RUN", "/runs/RUN/mails/MAIL", "/picks", "/sites"),
    *("/costs", "/brand", "/docs"),
)
"""RUN is the scout's first, MAIL one of its mails: runs of the lead agent came before."""
RUN_MILLISECONDS = 60_000
PERSON_MILLISECONDS = 2_500
"""Whoever changes their mind faster is taken for a machine."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(tmp_path_factory.mktemp("demo")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def complaints_of(context: BrowserContext) -> list[str]:
    """What the browser complains about in any tab, from now on."""
    complaints: list[str] = []
    context.on("console", lambda message: complaints.append(f"{message.page}: {message.text}"))
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    return complaints


def first_run(running: Demo) -> int:
    return min(int(path.name[4:].partition(".")[0]) for path in running.outbox.glob("run-*.eml"))


def address_of(running: Demo, path: str) -> str:
    run = first_run(running)
    address = f"{running.url}{path.replace('RUN', str(run))}"
    if not path.endswith("MAIL"):
        return address
    found = re.search(rf"/runs/{run}/mails/(\d+)", httpx.get(f"{running.url}/runs/{run}").text)
    assert found is not None
    return address.replace("MAIL", found[1])


def html_of_mail(outbox: Path, reader: str) -> str:
    for path in outbox.glob("run-*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        if message["To"] == reader:
            body = message.get_body(("html",))
            assert isinstance(body, EmailMessage)
            return str(body.get_content())
    raise AssertionError(f"no mail to {reader} in {outbox}")


def open_mail(page: Page, running: Demo) -> None:
    page.goto("about:blank")  # a mail program has no policy of ours
    page.set_content(html_of_mail(running.outbox, READER))


def vote_from_the_mail(page: Page, running: Demo, rank: int, answer: str) -> str:
    """Presses the button of that find in the mail, and the one that confirms; the headline."""
    open_mail(page, running)
    title = page.locator("h2.title").nth(rank - 1).inner_text()
    page.get_by_role("link", name=answer).nth(rank - 1).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name=f"Confirm: {answer}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    return title


def start_a_run(page: Page, running: Demo) -> str:
    """Presses "Run now"; the address of the run's page."""
    page.goto(running.url)
    page.get_by_role("button", name="Run now").click()
    page.wait_for_url("**/runs/*")
    return page.url


def test_a_person_goes_from_the_mail_to_the_vote_to_the_changed_dashboard(
    browser: Browser, running: Demo
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    complaints = complaints_of(context)
    page = context.new_page()
    page.goto(f"{running.url}/picks")
    before = page.locator("main").inner_text()

    title = vote_from_the_mail(page, running, 1, "Yes, worth it")
    expect(page.locator("main")).to_contain_text("What your vote changes")
    others = page.get_by_role("list").filter(has=page.get_by_role("button"))
    expect(others.get_by_role("listitem")).to_have_count(4)
    others.get_by_role("button", name="No, not for us").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")

    page.goto(address_of(running, "/runs/RUN"))
    expect(page.locator(".votes-list").first).to_contain_text(f"yes {READER}")
    expect(page.locator(".votes-list").nth(1)).to_contain_text(f"no {READER}")
    page.goto(f"{running.url}/picks")
    expect(page.locator("main")).to_contain_text(title)
    assert page.locator("main").inner_text() != before
    page.goto(running.url)
    expect(page.locator("main")).to_contain_text("1 yes, 0 no")
    assert complaints == []
    context.close()


def test_a_run_is_seen_live_from_the_button_to_its_result(browser: Browser, running: Demo) -> None:
    context = browser.new_context()
    complaints = complaints_of(context)
    page = context.new_page()

    address = start_a_run(page, running)

    live = page.locator("[data-live]")
    expect(live).to_contain_text("sites looked at")
    sites = live.locator("dd").first
    expect(sites).not_to_have_text("0 of 8", timeout=RUN_MILLISECONDS)
    expect(page.get_by_role("heading", name="Numbers")).to_be_visible(timeout=RUN_MILLISECONDS)
    assert page.url == address
    expect(live).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("No mail")
    assert complaints == []
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_every_screen_without_a_complaint_or_a_barrier(
    browser: Browser, running: Demo, path: str
) -> None:
    context = browser.new_context()
    complaints = complaints_of(context)
    page = context.new_page()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        answer = page.goto(address_of(running, path))
        assert answer is not None
        assert answer.status == 200
        assert page.evaluate(OVERFLOW) <= 0, f"{path} can be moved sideways at {width} px"
    barriers = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in barriers] == []
    assert complaints == []
    context.close()


def test_everything_works_without_scripts(browser: Browser, running: Demo) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()

    vote_from_the_mail(page, running, 3, "No, not for us")
    page.wait_for_timeout(PERSON_MILLISECONDS)
    page.get_by_role("button", name="Change it to: Yes, worth it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.goto(address_of(running, "/runs/RUN"))
    expect(page.locator(".votes-list").last).to_contain_text(f"yes {READER}")

    start_a_run(page, running)
    for _ in range(120):
        again = page.get_by_role("link", name="Look again")
        if not again.count():
            break
        page.wait_for_timeout(250)
        with page.expect_navigation():  # between two documents no link is counted
            again.click()
    expect(page.get_by_role("heading", name="Numbers")).to_be_visible()
    for path in PATHS:
        answer = page.goto(address_of(running, path))
        assert answer is not None
        assert answer.status == 200
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate(OVERFLOW) <= 0
    context.close()
