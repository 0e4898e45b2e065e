"""What sites are called: as the brand file says, or by their host when it has them no more."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from app.scout.brand import Brand
from app.store.tables import Site


def site_names(session: Session, brands: Iterable[Brand]) -> dict[int, str]:
    """By the id of the site, for all that were ever read."""
    called = {site.url: site.name for brand in brands for site in brand.sites}
    rows = session.execute(select(col(Site.id), col(Site.url)))
    return {id_ or 0: called.get(url) or host(url) for id_, url in rows}


def host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or url).removeprefix("www.")
    except ValueError:
        return url
