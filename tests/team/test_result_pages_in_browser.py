"""What came of tasks of the product manager and the marketing strategist, in a real browser."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.parts.store.database import Database
from tests.api.test_pages_in_browser import BUTTON_SIDES, THUMB_PIXELS, WIDTH, WIDTHS, barriers
from tests.servers.browser import ORIGIN, Scheme, chromium, visit
from tests.servers.scout_service import ROOT
from tests.team import test_marketing_strategist as marketing
from tests.team import test_product_manager as product
from tests.team.given import endpoint_that_answers, with_finds
from tests.team.house import House

pytestmark = [pytest.mark.browser, pytest.mark.long]
MANAGED, PLANNED = "/tasks/2", "/tasks/4"
PAGES = (MANAGED, PLANNED)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def documents(sqlite_url: str, tmp_path: Path, redis_url: str) -> dict[str, str]:
    """Made in a thread of its own: the browser has an event loop in this one."""
    with ThreadPoolExecutor(1) as other:
        return other.submit(made_pages, sqlite_url, tmp_path, redis_url).result()


def made_pages(sqlite_url: str, folder: Path, redis_url: str) -> dict[str, str]:
    with endpoint_that_answers(
        InsightsReply=product.right,
        FeasibilityReply=product.FEASIBLE,
        CampaignReply=marketing.right,
    ) as endpoint:
        more = {
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": endpoint.url,
            "OPENAI_MODEL": "gpt-4o-mini",
            "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        }
        with House(Database(sqlite_url), folder, more, redis_url) as house:
            with_finds(house.database)
            runs = (product.managed(house), marketing.planned(house, **marketing.NO_HOLIDAYS))
            assert tuple(f"/tasks/{run.id}" for run in runs) == PAGES
            pages = {
                path: house.client.get(path, headers={"Accept": "text/html"}) for path in PAGES
            }
    return {path: page.text for path, page in pages.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_result_has_no_barrier_that_axe_knows(
    browser: Browser, documents: dict[str, str], scheme: Scheme
) -> None:
    for path in PAGES:
        with visit(browser, documents, scheme=scheme) as opened:
            opened.page.goto(ORIGIN + path)
            assert barriers(opened.page) == []
            assert opened.complaints == []


def test_a_result_fits_every_screen_and_its_buttons_every_thumb(
    browser: Browser, documents: dict[str, str]
) -> None:
    for path in PAGES:
        for width in WIDTHS:
            with visit(browser, documents, width=width) as opened:
                opened.page.goto(ORIGIN + path)
                assert opened.page.evaluate(WIDTH) == width
                assert min(opened.page.evaluate(BUTTON_SIDES), default=99) >= THUMB_PIXELS
