"""The report step: stores picks, result and the mails to send, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, delete, update

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.pick import digest
from app.agents.scout.pick.digest import EACH_RUN, Turn
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import Find
from app.agents.scout.report.build_result import Outcome
from app.agents.scout.report.mailing import Mailing, release_picks
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.report.top_finds import with_suggestions
from app.agents.scout.tables import Pick, VerdictRow
from app.parts.mail.pausing import active_recipients
from app.parts.mail.tables import TEAM_LIST
from app.parts.parts import Parts
from app.parts.runs import lease, runs
from app.parts.runs.lease import Claim, guard
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import parts_of


def is_reported(database: Database, claim: Claim) -> bool:
    """Did an earlier attempt get as far as the report?"""
    run = runs.find_run(database, claim.run_id)
    return run is not None and bool(run.result)


def report(
    parts: Parts,
    claim: Claim,
    brand: Brand,
    names: Mapping[int, str],
    picked: Picked,
    turn: Turn = EACH_RUN,
) -> None:
    now = parts.clock()
    picked = replace(picked, chosen=with_suggestions(brand, picked.chosen))
    with parts.database.write() as session:
        guard(session, claim, now)
        picks = store_picks(session, brand.id, claim.run_id, picked.chosen, now)
        if turn.chooses:
            mark_ranked(session, picked, claim)
        if turn.due_at is not None:
            digest.store(session, claim, turn.due_at, claim.run_id)
        recipients = active_recipients(session, parts.settings.email_to, TEAM_LIST) if picks else ()
        outcome = Outcome(session, parts, claim, brand, names, turn)
        result = outcome.reported(picked, recipients)
        store_result(session, claim, result)
        if recipients:
            Mailing(session, parts, claim, brand, result, picks, now).write()
        else:
            release_picks(session, claim.run_id, now)


def store_failed_result(parts: Parts, claim: Claim, brand: Brand, names: Mapping[int, str]) -> None:
    """What was tried, for a run of which not one site could be read."""
    with parts.database.write() as session:
        guard(session, claim, parts.clock())
        store_result(session, claim, Outcome(session, parts, claim, brand, names).nothing_read())


def store_result(session: Session, claim: Claim, result: RunResult) -> None:
    session.execute(
        update(AgentRun)
        .where(lease.owned(claim))
        .values(result=result.model_dump(mode="json"), mail_status=result.email.status)
    )


def store_picks(
    session: Session, brand: str, run_id: int, chosen: Sequence[Find], now: datetime
) -> list[Pick]:
    session.execute(delete(Pick).where(col(Pick.run_id) == run_id))
    picks = [
        Pick(
            brand=brand,
            run_id=run_id,
            rank=place,
            article_id=one.id,
            story=one.story,
            site_id=one.article.site_id,
            topic=one.verdict.subject,
            created_at=now,
        )
        for place, one in enumerate(chosen, start=1)
    ]
    session.add_all(picks)
    session.flush()
    return picks


def mark_ranked(session: Session, picked: Picked, claim: Claim) -> None:
    """What competed once is not brought up again ten minutes later, when nothing else is new.

    A find whose page was away competes again, and one that had no turn for others' bad pages.
    """
    again = picked.competing_again
    ids = [one.id for one in picked.judged if one.id not in again]
    for part in parts_of(ids):
        session.execute(
            update(VerdictRow)
            .where(col(VerdictRow.brand) == claim.profile, col(VerdictRow.article_id).in_(part))
            .values(ranked_by_run_id=claim.run_id)
        )
