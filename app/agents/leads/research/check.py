"""The lines of `scout check` on what research may use: search, browser, Apify."""

import asyncio
from collections.abc import Awaitable, Callable

from app.lib.errors import ScoutError
from app.lib.settings.settings import Settings
from app.parts.agent import Say
from app.parts.scraper.apify import open_scraper
from app.parts.search.search import Search, open_search
from app.parts.web.browser import check_browser

QUERY = "bakery"
"""Any search finds something for it. A provider that is paid counts it as one query."""
NO_SEARCH = "search: none (no SEARCH_PROVIDER); research reads companies' own sites and given links"
NO_BROWSER = "browser: none (BROWSER is not 1); pages that are empty without scripts stay empty"
NO_APIFY = "apify: none (no APIFY_API_TOKEN); a site that turns the service away stays unread"


def check_research(settings: Settings, say: Say) -> bool:
    """False when something that is set up does not work."""
    return all(asyncio.run(_checked(settings, say)))


async def _checked(settings: Settings, say: Say) -> list[bool]:
    return [
        await _search(settings, say),
        await _browser(settings, say),
        await _apify(settings, say),
    ]


async def _search(settings: Settings, say: Say) -> bool:
    search = open_search(settings)
    if search is None:
        say(NO_SEARCH)
        return True
    return await _told(f"search ({search.provider.name})", lambda: _asked(search), say)


async def _asked(search: Search) -> str:
    async with search:
        results = await search.search(QUERY)
    if results:
        return f"ok, {len(results)} results"
    return f"it answers, and finds nothing for '{QUERY}': look at the engines in its settings"


async def _browser(settings: Settings, say: Say) -> bool:
    if not settings.browser:
        say(NO_BROWSER)
        return True
    return await _told("browser", _started, say)


async def _started() -> str:
    await check_browser()
    return "ok, Chromium starts"


async def _apify(settings: Settings, say: Say) -> bool:
    scraper = open_scraper(settings)
    if scraper is None:
        say(NO_APIFY)
        return True

    async def asked() -> str:
        async with scraper:
            await scraper.check()
        return f"ok, up to ${settings.apify_daily_budget_usd:.2f} a day"

    return await _told("apify", asked, say)


async def _told(name: str, check: Callable[[], Awaitable[str]], say: Say) -> bool:
    try:
        say(f"{name}: {await check()}")
    except ScoutError as error:
        say(f"{name}: {error}")
        return False
    return True
