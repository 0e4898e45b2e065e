"""One database with its past: every page's times, statements and plans."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.page_times.pages import PAGES, Page
from benchmarks.page_times.service import Service, service
from benchmarks.page_times.shape import Shape
from benchmarks.page_times.statements import Plan, Statement, explain, watched
from benchmarks.page_times.timing import Times, at_server, in_browser

ROUNDS = 3


@dataclass(slots=True)
class Lane:
    """By the pages' names."""

    name: str
    server: dict[str, Times] = field(default_factory=dict)
    browser: dict[str, Times] = field(default_factory=dict)
    statements: dict[str, Counter[str]] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)

    def keep_slowest(self, statement: Statement, plan: Plan) -> None:
        known = self.plans.get(statement.short)
        if known is None or known.milliseconds < plan.milliseconds:
            self.plans[statement.short] = plan


def statements_of(served: Service, page: Page) -> list[Statement]:
    """Raises RuntimeError for a page that answers with an error, or does not exist."""
    connection = served.connect()
    with watched(served.parts.database) as seen:
        status = served.ask(page, connection)
    connection.close()
    if status >= 400:
        raise RuntimeError(f"{page.path} answers {status}")
    return list(seen)


def measured(
    name: str, database_url: str, redis_url: str, folder: Path, browser: Browser, shape: Shape
) -> Lane:
    lane = Lane(name)
    with service(database_url, redis_url, folder, shape) as served:
        for page in PAGES:
            note_statements(lane, served, page)
        for _ in range(ROUNDS):
            for page in PAGES:
                measure(lane, served, page, browser)
    return lane


def note_statements(lane: Lane, served: Service, page: Page) -> None:
    statements = statements_of(served, page)
    lane.statements[page.name] = Counter(one.short for one in statements)
    for statement in {one.short: one for one in statements}.values():
        lane.keep_slowest(statement, explain(served.parts.database, statement))


def measure(lane: Lane, served: Service, page: Page, browser: Browser) -> None:
    name = page.name
    lane.server[name] = at_server(served, page).or_better(lane.server.get(name))
    tab = browser.new_page()
    lane.browser[name] = in_browser(served, page, tab).or_better(lane.browser.get(name))
    tab.close()
