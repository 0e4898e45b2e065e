"""The sites' part of `scout check`: each is asked once."""

import asyncio

from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.brand.site_names import names_shown
from app.agents.scout.gather.same_failures import SiteFailure, are_all_offline, told_once
from app.lib.errors import ScoutError
from app.parts.agent import Say
from app.parts.web.fetch import Fetcher, user_agent

WHEN_OFFLINE = (
    "no site at all can be found, so look first at this machine's internet connection and its name "
    "server (in Docker: those of the container); then check again."
)


async def check_sites(parts: ScoutParts, say: Say) -> bool:
    """A line for each site that answers, and one for each reason why others do not."""
    sites = [site for brand in parts.brands for site in names_shown(brand).items()]
    async with Fetcher(
        user_agent(parts.settings.sender_address),
        allowed_private_hosts=parts.settings.fetch_allowed_private_hosts,
    ) as fetcher:
        results = await asyncio.gather(
            *(fetcher.get(url) for url, _ in sites), return_exceptions=True
        )
    failures = []
    for (url, name), result in zip(sites, results, strict=True):
        if isinstance(result, ScoutError):
            failures.append(SiteFailure(name, url, str(result)))
        elif isinstance(result, BaseException):
            raise result
        else:
            say(f"site {name}: ok")
    for line in told_once(failures):
        say(line)
    if are_all_offline(failures, asked=len(sites)):
        say(f"sites: {WHEN_OFFLINE}")
    return not failures
