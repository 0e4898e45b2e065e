"""What is remembered of the addresses that are read again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from app.agents.scout.gather.tables import Site, SiteVisit
from app.parts.store.database import Database
from app.parts.store.statements import affected, table_of

FAILING = ("blocked", "failed")
SITES = table_of(Site)
# Built once: building these took longer than running them, for each site of a run.
ADD_VISIT = insert(table_of(SiteVisit))
CHANGE_SITE = update(SITES).where(SITES.c.id == bindparam("visited_site"))


@dataclass(frozen=True, slots=True)
class Visit:
    """The outcome of reading a site once. `status`: ok, not_modified, blocked, failed, skipped."""

    status: str
    found: int = 0
    new: int = 0
    error: str | None = None
    kind: str | None = None
    read_as: str | None = None
    reads_from: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    next_allowed_at: datetime | None = None


def is_likely_to_change(site: Site) -> bool:
    """Will it send something else than before? One with validators may say itself that it has
    nothing new.
    """
    return site.changed and not (site.etag or site.last_modified)


def known_sites(database: Database, urls: Iterable[str]) -> dict[str, Site]:
    """The rows of these addresses by address, made where missing."""
    wanted = list(dict.fromkeys(urls))
    with database.write() as session:
        found = {site.url: site for site in session.exec(sites_at(wanted))}
        session.add_all(Site(url=url) for url in wanted if url not in found)
        session.flush()
        return {site.url: site for site in session.exec(sites_at(wanted))}


def sites_at(urls: list[str]) -> SelectOfScalar[Site]:
    return select(Site).where(col(Site.url).in_(urls))


def ids_of(session: Session, urls: Iterable[str]) -> dict[str, int]:
    """Of the sites of these addresses, by address; what was never asked has none."""
    return {site.url: site.id or 0 for site in session.exec(sites_at(list(urls)))}


def record_visit(session: Session, site: Site, run_id: int, visit: Visit, now: datetime) -> None:
    """Keep what the visit showed, in the caller's transaction.

    The validators (ETag …) and the digest are stored together with the articles found, never
    before: a crash between the two would make "nothing new" the answer to a reader that has
    nothing.
    """
    session.execute(
        ADD_VISIT,
        {
            "run_id": run_id,
            "site_id": site.id,
            "status": visit.status,
            "found": visit.found,
            "new": visit.new,
            "error": visit.error,
            "visited_at": now,
        },
    )
    if visit.status != "skipped":
        affected(session, CHANGE_SITE, {"visited_site": site.id, **state(site, visit, now)})


def state(site: Site, visit: Visit, now: datetime) -> dict[str, object]:
    if visit.status in FAILING:
        return failed_state(site, visit, now)
    values: dict[str, object] = {
        "status": visit.status,
        "error": visit.error,
        "last_read_at": now,
        "next_allowed_at": visit.next_allowed_at,
        "failures": 0,
        "failing_since": None,
        "last_success_at": now,
        "changed": visit.status == "ok" and (visit.digest or "") != site.digest,
    }
    if visit.status == "ok":
        values |= {
            "kind": visit.kind,
            "read_as": visit.read_as,
            "reads_from": visit.reads_from,
            "etag": visit.etag,
            "last_modified": visit.last_modified,
            "digest": visit.digest,
            "links": visit.found,
        }
    return values


def failed_state(site: Site, visit: Visit, now: datetime) -> dict[str, object]:
    """A feed that the page declared may have moved: the page is looked at again."""
    still_holds = site.reads_from is None and site.read_as == visit.read_as
    return {
        "status": visit.status,
        "error": visit.error,
        "last_read_at": now,
        "next_allowed_at": visit.next_allowed_at,
        "failures": site.failures + 1,
        "failing_since": site.failing_since or now,
        "read_as": visit.read_as,
        "reads_from": None,
        "etag": site.etag if still_holds else None,
        "last_modified": site.last_modified if still_holds else None,
        "digest": site.digest if still_holds else None,
    }


def visits_of_run(database: Database, run_id: int) -> dict[int, SiteVisit]:
    """By site id."""
    with database.read() as session:
        return visits_in(session, run_id)


def visits_in(session: Session, run_id: int) -> dict[int, SiteVisit]:
    rows = session.exec(select(SiteVisit).where(SiteVisit.run_id == run_id))
    return {visit.site_id: visit for visit in rows}


def failing_since(session: Session, site_ids: Iterable[int]) -> dict[int, datetime]:
    """Since when, by id, of the sites that failed when they were last asked."""
    known = session.exec(select(Site).where(col(Site.id).in_(list(site_ids))))
    return {site.id or 0: site.failing_since for site in known if site.failing_since}
