"""The report step: stores picks, result and the mails to send, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, update

from app.parts import Parts
from app.scout import bill, ranking
from app.scout.brand import Brand
from app.scout.last_look import Seen
from app.scout.mailing import write_mails
from app.scout.note import note
from app.scout.picking import Picked
from app.scout.ranking import Judged
from app.scout.result import (
    BadLink,
    Counts,
    EmailResult,
    RunResult,
    SiteResult,
)
from app.scout.tables import Pick, VerdictRow
from app.scout.waiting import waiting_count
from app.store import articles, runs, sites
from app.store.database import Database
from app.store.recipients import active_recipients
from app.store.runs import Claim, guard
from app.store.tables import AgentRun, SiteVisit


def is_reported(database: Database, claim: Claim) -> bool:
    """Did an earlier attempt get as far as the report?"""
    run = runs.find_run(database, claim.run_id)
    return run is not None and bool(run.result)


def report(
    parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str], picked: Picked
) -> None:
    now, settings = parts.clock(), parts.settings
    visits = sites.visits_of_run(parts.database, claim.run_id)
    with parts.database.write() as session:
        guard(session, claim, now)
        judged, chosen = picked.judged, picked.chosen
        picks = store_picks(session, brand.id, claim.run_id, chosen, now)
        mark_ranked(session, picked, claim.run_id)
        recipients = active_recipients(session, settings.email_to) if chosen else ()
        result = RunResult(
            brand=brand.id,
            top=ranking.top_finds(session, chosen, names),
            sites=site_results(brand, names, visits),
            counts=counts(session, parts, claim, brand.id, names, visits, judged),
            usage=bill.usage(session, parts, claim.run_id),
            notice=bill.notice(session, parts, claim.run_id),
            email=EmailResult(
                status="waiting" if recipients else "nothing_new", recipients=recipients
            ),
            held_back=ranking.held_back(judged, settings.email_min_score),
            bad_links=bad_links(picked),
            note=note(picked, recipients, settings.email_min_score, now),
        )
        session.execute(
            update(AgentRun)
            .where(runs.owned(claim))
            .values(result=result.model_dump(mode="json"), mail_status=result.email.status)
        )
        if recipients:
            write_mails(session, parts, claim, brand, result, chosen, picks, now)


def store_picks(
    session: Session, brand: str, run_id: int, chosen: Sequence[Judged], now: datetime
) -> list[Pick]:
    session.execute(delete(Pick).where(col(Pick.run_id) == run_id))
    picks = [
        Pick(
            brand=brand,
            run_id=run_id,
            rank=place,
            article_id=one.article.id or 0,
            story=one.article.story or 0,
            created_at=now,
        )
        for place, one in enumerate(chosen, start=1)
    ]
    session.add_all(picks)
    session.flush()
    return picks


def bad_links(picked: Picked) -> tuple[BadLink, ...]:
    return tuple(
        BadLink(
            title=one.article.title,
            url=one.article.url,
            site=one.site,
            reason=picked.bad[one.id].reason,
            waits=seen is Seen.AWAY,
        )
        for seen in (Seen.GONE, Seen.AWAY)
        for one in picked.left_out(seen)
    )


def mark_ranked(session: Session, picked: Picked, run_id: int) -> None:
    """What competed once is not brought up again ten minutes later, when nothing else is new.

    A find whose page was away competes again, and one that had no turn for others' bad pages.
    """
    again = picked.competing_again
    ids = [one.verdict.id for one in picked.judged if one.id not in again]
    for start in range(0, len(ids), articles.VALUES_PER_STATEMENT):
        part = ids[start : start + articles.VALUES_PER_STATEMENT]
        session.execute(
            update(VerdictRow).where(col(VerdictRow.id).in_(part)).values(ranked_by_run_id=run_id)
        )


def site_results(
    brand: Brand, names: Mapping[int, str], visits: Mapping[int, SiteVisit]
) -> tuple[SiteResult, ...]:
    """In the brand file's order."""
    ids = {name: site_id for site_id, name in names.items()}
    return tuple(
        SiteResult(
            url=site.url,
            name=site.name,
            status=visit.status if visit else "skipped",
            new=visit.new if visit else 0,
            error=visit.error if visit else "It was not visited.",
        )
        for site in brand.sites
        for visit in [visits.get(ids.get(site.name, 0))]
    )


def counts(
    session: Session,
    parts: Parts,
    claim: Claim,
    brand: str,
    names: Mapping[int, str],
    visits: Mapping[int, SiteVisit],
    judged: Sequence[Judged],
) -> Counts:
    new, duplicates = articles.count_of_run(session, claim.run_id)
    min_score = parts.settings.email_min_score
    safe = [one for one in judged if one.verdict.safe]
    return Counts(
        found=sum(visit.found for visit in visits.values()),
        new=new,
        duplicates=duplicates,
        evaluated=len(judged),
        unsafe=len(judged) - len(safe),
        below_threshold=len([one for one in safe if one.find.voted_score < min_score]),
        waiting=waiting_count(session, brand, list(names), parts.clock()),
    )


def store_failed_result(parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str]) -> None:
    """What was tried, for a run of which not one site could be read."""
    visits = sites.visits_of_run(parts.database, claim.run_id)
    with parts.database.write() as session:
        guard(session, claim, parts.clock())
        result = RunResult(
            brand=brand.id,
            top=(),
            sites=site_results(brand, names, visits),
            counts=Counts(),
            usage=bill.usage(session, parts, claim.run_id),
            email=EmailResult(status="nothing_new"),
            note="No site could be read, so nothing was scored and no mail was sent.",
        )
        session.execute(
            update(AgentRun)
            .where(runs.owned(claim))
            .values(result=result.model_dump(mode="json"), mail_status="nothing_new")
        )
