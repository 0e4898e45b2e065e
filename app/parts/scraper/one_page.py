"""What Apify's actor is told, and what is taken of its answer. Pure.

The actor is `apify/web-scraper`: its input is public (github.com/apify/actor-scraper), it hands
over a page's own markup, and it can be told to say who asks. It comes without disguise: under our
own name, through no proxy that hides where it comes from, one page, once, and not where robots.txt
forbids it to all.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.parts.web.fetching.challenges import challenge_vendor

ACTOR: Final = "apify~web-scraper"
MAX_MARKUP: Final = 2 * 1024 * 1024
ITEM_BYTES: Final = 4 * MAX_MARKUP
"""In JSON a character may take more than in the page."""
MAX_ADDRESS: Final = 2_000
PAGE_SECONDS: Final = 20
_PAGES: Final = frozenset({200, 203})
_PAGE_FUNCTION: Final = f"""
async function pageFunction(context) {{
    return {{
        url: location.href,
        status: context.response ? context.response.status : 0,
        html: document.documentElement.outerHTML.slice(0, {MAX_MARKUP}),
    }};
}}
"""


@dataclass(frozen=True, slots=True)
class ScrapedPage:
    """`url`: where the browser ended, as it says; `markup` in UTF-8."""

    url: str
    markup: bytes


def input_for(url: str, name: str) -> Mapping[str, object]:
    """`name` is told to the site as the user agent."""
    says_who = f"async ({{ page }}) => {{ await page.setUserAgent({json.dumps(name)}); }}"
    return {
        "runMode": "PRODUCTION",
        "startUrls": [{"url": url}],
        "respectRobotsTxtFile": True,
        "linkSelector": "",
        "pageFunction": _PAGE_FUNCTION,
        "preNavigationHooks": f"[{says_who}]",
        "proxyConfiguration": {"useApifyProxy": False},
        "useChrome": False,
        "injectJQuery": False,
        "downloadMedia": False,
        "maxScrollHeightPixels": 0,
        "maxRequestRetries": 0,
        "maxPagesPerCrawl": 1,
        "maxResultsPerCrawl": 1,
        "maxConcurrency": 1,
        "pageLoadTimeoutSecs": PAGE_SECONDS,
        "pageFunctionTimeoutSecs": PAGE_SECONDS,
        "waitUntil": ["networkidle2"],
    }


def page_in(items: Sequence[Mapping[str, object]]) -> ScrapedPage | None:
    """None when the site showed it no page: an error, or a robot check."""
    for item in items[:1]:
        url, status, html = item.get("url"), item.get("status"), item.get("html")
        if not isinstance(url, str) or not isinstance(html, str) or status not in _PAGES:
            return None
        markup = html.encode("utf-8", "replace")[:MAX_MARKUP]
        if len(url) <= MAX_ADDRESS and not challenge_vendor({}, markup):
            return ScrapedPage(url, markup)
    return None
