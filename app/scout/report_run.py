"""The report step: ranks, and stores picks, result and the mails to send, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete, update

from app.parts import Parts
from app.scout import ranking, verdicts
from app.scout.brand import Brand
from app.scout.mailing import write_mails
from app.scout.ranking import Judged
from app.scout.result import (
    Counts,
    EmailResult,
    RunResult,
    SiteResult,
    UsageResult,
)
from app.scout.tables import Pick, VerdictRow
from app.store import articles, runs, sites, spending
from app.store.database import Database
from app.store.recipients import active_recipients
from app.store.runs import Claim, guard
from app.store.tables import AgentRun, SiteVisit


def is_reported(database: Database, claim: Claim) -> bool:
    """Did an earlier attempt get as far as the report?"""
    run = runs.find_run(database, claim.run_id)
    return run is not None and bool(run.result)


def rank_and_report(parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str]) -> None:
    now, settings = parts.clock(), parts.settings
    visits = sites.visits_of_run(parts.database, claim.run_id)
    with parts.database.write() as session:
        guard(session, claim, now)
        judged = ranking.judged_finds(session, brand.id, claim.run_id, names)
        chosen = ranking.choose(
            judged, now=now, min_score=settings.email_min_score, sites=len(brand.sites)
        )
        picks = store_picks(session, brand.id, claim.run_id, chosen, now)
        mark_ranked(session, judged, claim.run_id)
        recipients = active_recipients(session, settings.email_to) if chosen else ()
        result = RunResult(
            brand=brand.id,
            top=ranking.top_finds(session, chosen, names),
            sites=site_results(brand, names, visits),
            counts=counts(session, parts, claim, brand.id, names, visits, judged),
            usage=usage(session, parts, claim),
            email=EmailResult(
                status="waiting" if recipients else "nothing_new", recipients=recipients
            ),
            held_back=ranking.held_back(judged, settings.email_min_score),
            note=note(chosen, recipients, settings.email_min_score),
        )
        session.execute(
            update(AgentRun)
            .where(runs.owned(claim))
            .values(result=result.model_dump(mode="json"), mail_status=result.email.status)
        )
        if recipients:
            write_mails(session, parts, claim, brand, result, chosen, picks, now)


def note(chosen: Sequence[Judged], recipients: Sequence[str], min_score: int) -> str | None:
    """Why no mail goes out, when none does."""
    if not chosen:
        return f"Nothing new scored {min_score} or more, so no mail was sent."
    if not recipients:
        return "Every recipient has paused these mails."
    return None


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


def mark_ranked(session: Session, judged: Sequence[Judged], run_id: int) -> None:
    """What competed once is not brought up again ten minutes later, when nothing else is new."""
    ids = [one.verdict.id for one in judged]
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
        below_threshold=len([one for one in safe if (one.verdict.score or 0) < min_score]),
        waiting=verdicts.waiting_count(session, brand, list(names)),
    )


def usage(session: Session, parts: Parts, claim: Claim) -> UsageResult:
    spent = spending.spent_by_run(session, claim.run_id)
    with_model = parts.settings.openai_api_key is not None
    return UsageResult(
        scorer="model" if with_model else "keyword",
        model=parts.settings.openai_model if with_model else "",
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        usd=round(spent.usd, 6),
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
            usage=usage(session, parts, claim),
            email=EmailResult(status="nothing_new"),
            note="No site could be read, so nothing was scored and no mail was sent.",
        )
        session.execute(
            update(AgentRun)
            .where(runs.owned(claim))
            .values(result=result.model_dump(mode="json"), mail_status="nothing_new")
        )
