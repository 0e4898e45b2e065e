"""Scrapy's side: the same sites, the same extraction. `python -m benchmarks.crawl.theirs PORT`."""

import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

from app.parts.reading.discover import discover
from app.parts.reading.extract import extract
from app.parts.reading.types import Page, UnreadableError
from benchmarks.crawl.newsroom import SITES, host

SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": SITES * 2,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "ERROR",
    "TELNETCONSOLE_ENABLED": False,
    "USER_AGENT": "ScoutBenchmark/1.0 (+mailto:bench@example.com)",
}


class Spider(scrapy.Spider):  # type: ignore[misc, unused-ignore]
    name = "newsroom"

    async def start(self) -> Any:
        port = int(sys.argv[1])
        for site in range(SITES):
            yield scrapy.Request(f"http://{host(site)}:{port}/")

    def parse(self, response: Response) -> Iterator[Any]:
        for link in discover(page_of(response), now=datetime.now(UTC)).links:
            yield scrapy.Request(link.url, callback=self.read)

    def read(self, response: Response) -> Iterator[Any]:
        try:
            yield {"title": extract(page_of(response)).title}
        except UnreadableError:
            yield {"title": None}


def page_of(response: Response) -> Page:
    return Page(response.url, response.url, "text/html", None, response.body)


def main() -> None:
    process = CrawlerProcess(SETTINGS)
    crawler = process.create_crawler(Spider)
    began = time.monotonic()
    process.crawl(crawler)
    process.start()
    seconds = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "seconds": seconds,
        "cpu": used.ru_utime + used.ru_stime,
        "pages": crawler.stats.get_value("item_scraped_count") if crawler.stats else 0,
    }
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
