"""Judgements kept, and never paying twice for the same."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlmodel import Session, col, select

from app.agents.scout.gather.tables import Article
from app.agents.scout.tables import VerdictRow
from app.agents.scout.types import (
    Candidate,
    Judgement,
    Safety,
    Scorer,
    Step,
    Unscored,
    Usage,
    Verdict,
)

JUDGED = "judged"
GIVEN_UP = "given_up"
TRIES = 3
"""So often a model that works may fail on an article before it is given up."""
TRIES_ALONE = 2
"""So often in all, if the last time it was asked about the article alone and answered no sense."""
FAULTS_OF_THE_ARTICLE = frozenset({"refused", "filtered", "truncated", "invalid", "too_slow"})
"""Any other failure is an outage, which must not cost an article its chances."""
TEXT_LIMIT = 12_000
"""Characters of an article a judge may see; the opening tells what it is about."""


@dataclass(frozen=True, slots=True)
class VerdictKey:
    """What a verdict depends on besides the article."""

    brand: str
    fingerprint: str
    scorer: str
    model: str = ""
    prompt_version: str = ""

    @property
    def key(self) -> str:
        parts = (self.fingerprint, self.scorer, self.model, self.prompt_version)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Weighing:
    """One run's judging. `model_works`: it has given a usable answer in this run."""

    evaluator: VerdictKey
    run_id: int
    model_works: bool = True


def as_candidate(article: Article, site_name: str, failed_before: bool = False) -> Candidate:
    return Candidate(
        id=str(article.id),
        title=article.title,
        url=article.url,
        site=site_name,
        site_id=article.site_id,
        summary=article.summary,
        text=article.text[:TEXT_LIMIT],
        published_at=article.published_at,
        failed_before=failed_before,
    )


def reuse_known(
    session: Session, articles: Sequence[Article], weighing: Weighing, now: datetime
) -> set[int]:
    """Copy the verdicts that the same content got under the same evaluator; the ids served."""
    hashes = [article.content_hash for article in articles if article.content_hash]
    known = {
        row.content_hash: row
        for row in session.exec(
            select(VerdictRow).where(
                col(VerdictRow.content_hash).in_(hashes),
                VerdictRow.evaluator == weighing.evaluator.key,
                VerdictRow.outcome == JUDGED,
            )
        )
    }
    served = set()
    for article in articles:
        row = known.get(article.content_hash or "")
        if row is not None and article.id is not None:
            verdict = row_of(session, weighing, article, now)
            copy_verdict(row, verdict)
            session.add(verdict)
            served.add(article.id)
    return served


def copy_verdict(source: VerdictRow, target: VerdictRow) -> None:
    """The judgement, not what it cost: that was paid once."""
    shared = {"score", "reason", "angle", "safe", "rule", "quote", "topic", "step"}
    target.sqlmodel_update(source.model_dump(include=shared))


def store_judgement(
    session: Session, weighing: Weighing, article: Article, judgement: Judgement, now: datetime
) -> None:
    """Keep a verdict, or the failure to get one: never a score. Costs of all tries add up."""
    row = row_of(session, weighing, article, now)
    add_usage(row, judgement.usage)
    if isinstance(judgement, Verdict):
        fill(row, judgement)
    else:
        fail(row, judgement, model_works=weighing.model_works)
    session.add(row)


def fail(row: VerdictRow, judgement: Unscored, *, model_works: bool) -> None:
    """What the triage said stays with the row, so that it is not asked again; it is no score."""
    row.step, row.score = "", None
    if judgement.triage is not None:
        fill(row, judgement.triage)
    row.tries = (row.tries or 0) + is_a_try(judgement, model_works=model_works)
    allowed = TRIES_ALONE if judgement.alone else TRIES
    row.outcome = GIVEN_UP if row.tries >= allowed else judgement.outcome
    row.detail = judgement.detail


def is_a_try(judgement: Unscored, *, model_works: bool) -> bool:
    """A fault of the article's, or an answer without sense to a question about it alone. A model
    that is away, in whatever way, costs an article nothing."""
    if not judgement.tried or judgement.outcome not in FAULTS_OF_THE_ARTICLE:
        return False
    return judgement.alone or model_works


def row_of(session: Session, weighing: Weighing, article: Article, now: datetime) -> VerdictRow:
    """The article's row for the brand, brought up to this run, or a new one."""
    evaluator = weighing.evaluator
    row = session.exec(
        select(VerdictRow).where(
            VerdictRow.brand == evaluator.brand, VerdictRow.article_id == article.id
        )
    ).first()
    fields: dict[str, Any] = {
        "article_id": article.id,
        "run_id": weighing.run_id,
        "created_at": now,
        "evaluator": evaluator.key,
        "content_hash": article.content_hash or "",
        "scorer": evaluator.scorer,
        "model": evaluator.model,
        "prompt_version": evaluator.prompt_version,
        "outcome": JUDGED,
    }
    if row is None:
        return VerdictRow(brand=evaluator.brand, **fields)
    row.sqlmodel_update(fields)
    return row


def add_usage(row: VerdictRow, usage: Usage) -> None:
    row.calls = (row.calls or 0) + usage.calls
    row.input_tokens = (row.input_tokens or 0) + usage.input_tokens
    row.output_tokens = (row.output_tokens or 0) + usage.output_tokens
    row.usd = (row.usd or 0.0) + usage.usd
    row.seconds = (row.seconds or 0.0) + usage.seconds


def fill(row: VerdictRow, verdict: Verdict) -> None:
    row.detail = ""
    row.score, row.reason, row.angle = verdict.score, verdict.reason, verdict.angle
    row.safe, row.rule, row.quote = (
        verdict.safety.safe,
        verdict.safety.rule,
        verdict.safety.quote,
    )
    row.topic, row.scorer, row.step = verdict.subject, verdict.scorer, verdict.step
    row.model, row.prompt_version = verdict.model, verdict.prompt_version


def verdict_of(row: VerdictRow) -> Verdict:
    """As it was given, but for its cost, which has been counted."""
    return Verdict(
        candidate_id=str(row.article_id),
        score=row.score or 0,
        reason=row.reason,
        angle=row.angle,
        safety=Safety(safe=bool(row.safe), rule=row.rule, quote=row.quote),
        scorer=cast("Scorer", row.scorer),
        step=cast("Step", row.step),
        subject=row.topic,
        model=row.model,
        prompt_version=row.prompt_version,
    )
