"""The lead agent's pages in a real browser: for everybody, in the dark, on a phone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.api.test_pages_in_browser import BUTTON_SIDES, THUMB_PIXELS, WIDTH, WIDTHS, barriers
from tests.leads.pages.documents import DOCUMENTS
from tests.servers.browser import ORIGIN, Scheme, chromium, visit

pytestmark = [pytest.mark.browser, pytest.mark.long]

every_page = pytest.mark.parametrize("path", DOCUMENTS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_no_barrier_that_axe_knows(browser: Browser, path: str, scheme: Scheme) -> None:
    with visit(browser, DOCUMENTS, scheme=scheme) as opened:
        opened.page.goto(ORIGIN + path)
        assert barriers(opened.page) == []
        assert opened.complaints == []


@every_page
def test_a_page_fits_every_screen_and_its_buttons_every_thumb(browser: Browser, path: str) -> None:
    for width in WIDTHS:
        with visit(browser, DOCUMENTS, width=width) as opened:
            opened.page.goto(ORIGIN + path)
            assert opened.page.evaluate(WIDTH) == width
            assert min(opened.page.evaluate(BUTTON_SIDES), default=99) >= THUMB_PIXELS
