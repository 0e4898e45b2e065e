"""The gather step of a run: the brand's sites, read with what the run reads the web with."""

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.gather.gather import Gatherer, Source
from app.agents.scout.stream import Stream
from app.parts.parts import Parts
from app.parts.runs.lease import Claim
from app.parts.web.access import Web
from app.parts.web.retry_after import next_allowed_at


async def gather_sites(
    parts: Parts, claim: Claim, brand: Brand, web: Web, read: Stream[int]
) -> None:
    """Puts the id of each article into `read` once it is stored."""
    sources = [
        Source(site.url, site.name, site.kind, site.max_articles, site.link_selector)
        for site in brand.sites
    ]
    gatherer = Gatherer(
        parts.database,
        web.fetcher,
        web.reader,
        next_allowed_at,
        parts.clock,
        claim,
        tell=lambda article_id: read.put([article_id]),
        zone=parts.settings.zone,
    )
    await gatherer.gather(sources)
