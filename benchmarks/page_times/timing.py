"""How long a page takes: at the server, and in a browser from the click until it stands there."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from playwright.sync_api import Page as Tab

from benchmarks.page_times.pages import Page
from benchmarks.page_times.service import Service

WARM_UPS, REQUESTS, VISITS = 2, 20, 10
SINCE_CLICK = """async () => {
  const entry = () => performance.getEntriesByType("navigation")[0];
  while (!entry().loadEventEnd) await new Promise(done => setTimeout(done, 5));
  return entry().loadEventEnd - entry().startTime;
}"""


@dataclass(frozen=True, slots=True)
class Times:
    """In milliseconds."""

    median: float
    worst: float

    def __str__(self) -> str:
        return f"{self.median:.0f} / {self.worst:.0f}"

    def or_better(self, earlier: "Times | None") -> "Times":
        """A machine that does something else meanwhile makes times longer, never shorter."""
        return earlier if earlier and earlier.median < self.median else self


def repeated(count: int, measure: Callable[[], float]) -> Times:
    for _ in range(WARM_UPS):
        measure()
    taken = [measure() for _ in range(count)]
    return Times(median(taken), max(taken))


def at_server(service: Service, page: Page) -> Times:
    connection = service.connect()

    def once() -> float:
        began = time.perf_counter()
        service.ask(page, connection)
        return (time.perf_counter() - began) * 1000

    times = repeated(REQUESTS, once)
    connection.close()
    return times


def in_browser(service: Service, page: Page, tab: Tab) -> Times:
    def once() -> float:
        tab.goto(service.url(page))
        if page.button:
            with tab.expect_navigation(wait_until="load"):
                tab.click(page.button)
        return float(tab.evaluate(SINCE_CLICK))

    return repeated(VISITS, once)
