"""Runs, articles, verdicts and votes put straight into the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from app.agents.scout.brand.brand_file import load_brands
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather.tables import Article, ArticleState, Site
from app.agents.scout.tables import Feedback, Pick, VerdictRow
from app.lib.settings.settings import load_settings
from app.parts.queue.doorbell import Doorbell
from app.parts.runs import lease, run_requests
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from tests.conftest import NOON
from tests.servers.scout_service import ROOT, SECRET

BRAND = next(iter(load_brands(ROOT / "brand_repo.yaml").values()))
SITE, OTHER_SITE = 1, 2
NAMES = {SITE: "Food News", OTHER_SITE: "Daily Slice"}
NO_REDIS = "redis://127.0.0.1:1/0"


def parts_for(database: Database, folder: Path, **settings: str) -> ScoutParts:
    environ = {
        "EMBEDDED": "1",
        "DATABASE_URL": database.url,
        "SECRET_KEY": SECRET,
        "BRAND_REPO_PATH": str(ROOT / "brand_repo.yaml"),
        "EMAIL_TO": "ann@example.com",
        **settings,
    }
    chosen = load_settings(environ, folder / ".env")
    return ScoutParts(chosen, NO_REDIS, database, Doorbell(NO_REDIS), lambda: NOON, brands=(BRAND,))


@dataclass(frozen=True, slots=True)
class Told:
    """An article to store. `score` None: nobody judged it yet."""

    title: str
    url: str = "https://news.example/story"
    site_id: int = SITE
    score: int | None = None
    subject: str = "fast food"
    published_at: datetime | None = None
    safe: bool = True


def claimed_run(database: Database) -> Claim:
    run, _ = run_requests.add_requested_run(
        database, agent="brand_scout", profile=BRAND.id, now=NOON
    )
    claim = lease.claim_run(database, required_id(run.id), NOON)
    assert claim is not None
    return claim


def add_sites(database: Database) -> None:
    with database.write() as session:
        session.add_all(Site(id=id_, url=f"https://{id_}.example/") for id_ in NAMES)


def add_articles(database: Database, claim: Claim, told: Sequence[Told]) -> list[int]:
    """Read articles, each a story of its own, with their verdicts; their ids."""
    ids = []
    with database.write() as session:
        for number, one in enumerate(told):
            article = Article(
                site_id=one.site_id,
                address=f"{claim.run_id}/{number}",
                url=one.url,
                title=one.title,
                text=f"{one.title}. All about it.",
                state=ArticleState.READ,
                found_at=NOON,
                found_by_run_id=claim.run_id,
                published_at=one.published_at,
                content_hash=f"{claim.run_id}/{number}",
            )
            session.add(article)
            session.flush()
            article.story = article.id
            ids.append(required_id(article.id))
            if one.score is not None:
                session.add(verdict_of(one, ids[-1], claim))
    return ids


def verdict_of(told: Told, article_id: int, claim: Claim) -> VerdictRow:
    return VerdictRow(
        brand=BRAND.id,
        article_id=article_id,
        run_id=claim.run_id,
        evaluator="e",
        content_hash="",
        outcome="judged",
        score=told.score,
        reason="It fits.",
        safe=told.safe,
        rule=None if told.safe else "party politics",
        topic=told.subject,
        scorer="keyword",
        step="keyword",
        created_at=NOON,
    )


def pick_of(session: Session, claim: Claim, article_id: int, rank: int, at: datetime) -> Pick:
    """The article as the run's find of that rank."""
    article = session.get_one(Article, article_id)
    verdict = session.exec(select(VerdictRow).where(VerdictRow.article_id == article_id)).first()
    pick = Pick(
        brand=BRAND.id,
        run_id=claim.run_id,
        rank=rank,
        article_id=article_id,
        story=article_id,
        site_id=article.site_id,
        topic=verdict.topic if verdict else "",
        created_at=at,
    )
    session.add(pick)
    session.flush()
    return pick


def add_votes(
    database: Database,
    claim: Claim,
    article_ids: Sequence[int],
    answers: dict[str, str],
    *,
    counted: bool = True,
    days_ago: float = 1,
) -> None:
    """Each article was picked by the run, and everybody of `answers` said the same of each."""
    at = NOON - timedelta(days=days_ago)
    with database.write() as session:
        for rank, article_id in enumerate(article_ids, start=1):
            pick = pick_of(session, claim, article_id, rank, at)
            session.add_all(
                Feedback(
                    pick_id=required_id(pick.id),
                    run_id=claim.run_id,
                    rank=rank,
                    url="u",
                    title="t",
                    voter=voter,
                    answer=answer,
                    counted=counted,
                    created_at=at,
                    updated_at=at,
                )
                for voter, answer in answers.items()
            )
