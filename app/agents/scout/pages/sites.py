"""Reads how the sites of a brand are doing, for their page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, func
from sqlmodel import Session, col, select

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.brand.site_names import names_shown
from app.agents.scout.gather.sites import sites_at
from app.agents.scout.gather.tables import Article, ArticleState, Site
from app.agents.scout.pages.brand_choice import choices
from app.agents.scout.pages.brand_file import read_brand_file
from app.agents.scout.pages.sites_view import DAYS, WEEKS, SitesView, SiteView
from app.agents.scout.report import figures
from app.agents.scout.votes import precision
from app.agents.scout.votes.precision import Precision
from app.parts.reading.types import RefusedAddressError
from app.parts.store.host_rests import HostRest
from app.parts.web.addresses import parse_address

STATES = [state for state in ArticleState if state != ArticleState.PASSED_OVER]
"""All are named in the query, so that it can seek in the index of site, state and time."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database has on the brand's sites."""

    rows: Mapping[str, Site]
    articles: Mapping[int, int]
    precisions: Mapping[int, Precision]
    rests: Mapping[str, datetime]
    now: datetime
    instead: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    private_hosts: frozenset[str] = frozenset()

    def rest_of(self, url: str | None) -> datetime | None:
        """Until when the host of this address asked to be left alone."""
        try:
            address = parse_address(url or "", self.private_hosts)
        except RefusedAddressError:
            return None
        return self.rests.get(address.politeness_key)


def read_sites(parts: ScoutParts, held: Brand) -> SitesView:
    """The sites as the next run would read them. Raises DatabaseAwayError."""
    now = parts.clock()
    file = read_brand_file(parts, held)
    since = precision.week_starts(now, parts.settings.zone, WEEKS)[0]
    with parts.database.read() as session:
        rows = {row.url: row for row in session.exec(sites_at([s.url for s in file.brand.sites]))}
        known = Known(
            rows,
            articles_since(session, rows.values(), now - timedelta(days=DAYS)),
            precision.by_site(session, held.id, since),
            rests(session, now),
            now,
            elsewhere_since(session, rows.values(), now - timedelta(days=DAYS)),
            parts.settings.fetch_allowed_private_hosts,
        )
        views = tuple(view(url, name, known) for url, name in names_shown(file.brand).items())
    return SitesView(views, WEEKS, choices(parts, held), bool(file.problems))


def articles_since(session: Session, sites: Iterable[Site], moment: datetime) -> dict[int, int]:
    """How many articles were found since then, by the id of their site."""
    query = (
        select(Article.site_id, func.count())
        .where(
            col(Article.site_id).in_([site.id for site in sites]),
            col(Article.state).in_(STATES),
            col(Article.found_at) >= moment,
        )
        .group_by(col(Article.site_id))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def elsewhere_since(
    session: Session, sites: Iterable[Site], moment: datetime
) -> dict[int, dict[str, int]]:
    """What stories found since then lead to instead, by site."""
    of_sites = col(Article.site_id).in_([site.id for site in sites])
    return figures.led_elsewhere(session, and_(of_sites, col(Article.found_at) >= moment))


def rests(session: Session, now: datetime) -> dict[str, datetime]:
    """Until when hosts asked to be left alone, by host."""
    lasting = session.exec(select(HostRest).where(HostRest.until > now))
    return {rest.host: rest.until for rest in lasting}


def view(url: str, name: str, known: Known) -> SiteView:
    row = known.rows.get(url)
    if row is None:
        return SiteView(name, url, rests_until=known.rest_of(url))
    return SiteView(
        name=name,
        url=url,
        status=row.status,
        error=row.error,
        reads_from=row.reads_from,
        succeeded_at=row.last_success_at,
        failing_since=row.failing_since,
        next_at=future(row.next_allowed_at, known.now),
        rests_until=known.rest_of(row.reads_from) or known.rest_of(row.url),
        articles=known.articles.get(row.id or 0, 0),
        precision=known.precisions.get(row.id or 0),
        instead=known.instead.get(row.id or 0, {}),
    )


def future(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment and moment > now else None
