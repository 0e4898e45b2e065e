"""The pages of people in a real browser: signed in by hand, on a phone and on a desk."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.people.conftest import Service
from tests.servers.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.long]
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def looked_at(page: Page, path: str) -> None:
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(WIDTH) <= width, (path, width)
    assert Axe().run(page).violations_count == 0, path


def test_people_sign_in_and_look_after_each_other_by_hand(
    service: Service, browser: Browser
) -> None:
    for _ in range(2):
        service.browser().signs_in_by_mail(service, "ben@other.example")
    service.browser().signs_in_by_mail(service, "ann@example.com")
    service.clock.go_on(minutes=1)
    page = browser.new_page(base_url=service.url)
    page.goto("/people")
    assert page.url == f"{service.url}/sign-in?next=/people"
    looked_at(page, "/sign-in")
    page.get_by_label("Your mail address").fill("ann@example.com")
    page.get_by_role("button", name="Mail me a link").click()
    assert page.get_by_role("heading").inner_text() == "Look into your mailbox"
    looked_at(page, "asked")
    page.goto(service.mailed_links()[-1])
    looked_at(page, "the link")
    page.get_by_role("button", name="Sign in").click()
    page.goto("/people")
    looked_at(page, "/people")
    page.get_by_label("Mail address").fill("cleo@third.example")
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Role of cleo@third.example").select_option("owner")
    page.get_by_role("button", name="Change the role of cleo@third.example").click()
    page.get_by_role("button", name="Remove ben@other.example").click()
    assert page.get_by_text("ben@other.example").count() == 0
    page.get_by_role("link", name="You", exact=True).first.click()
    looked_at(page, "/me")
    page.get_by_role("button", name="End all others").click()
    assert page.get_by_role("button", name="End").count() == 0
    page.get_by_role("button", name="Sign out").click()
    assert page.url == f"{service.url}/sign-in"
    page.close()
