"""The evaluate step: has every new story judged, storing each judgement as it comes."""

from collections.abc import AsyncIterator, Mapping, Sequence

import structlog

from app.parts import Parts
from app.scout import verdicts
from app.scout.brand import Brand
from app.scout.budget import DailyBudget
from app.scout.types import Candidate, Judgement, Verdict
from app.scout.verdicts import Evaluator, Weighing
from app.settings import Settings
from app.store.runs import Claim, guard
from app.store.tables import Article, Spending

log = structlog.get_logger("evaluate")


async def evaluate_new_stories(
    parts: Parts, claim: Claim, brand: Brand, site_names: Mapping[int, str]
) -> None:
    """Judge what has no verdict yet. A failure of the model leaves the article waiting."""
    waiting = verdicts.articles_to_judge(parts.database, brand.id, list(site_names), parts.clock())
    evaluator = evaluator_of(parts, brand)
    unpaid = reuse_paid_verdicts(parts, claim, evaluator, waiting)
    if not unpaid:
        return
    by_id = {str(article.id): article for article in unpaid}
    candidates = [
        verdicts.as_candidate(article, site_names.get(article.site_id, "")) for article in unpaid
    ]
    works = False
    async for judgement in judge(parts.settings, brand, candidates, DailyBudget(parts)):
        works |= isinstance(judgement, Verdict)
        weighing = Weighing(evaluator, claim.run_id, works)
        store(parts, claim, weighing, by_id[judgement.candidate_id], judgement)


def evaluator_of(parts: Parts, brand: Brand) -> Evaluator:
    if parts.settings.openai_api_key is None:
        return Evaluator(brand.id, brand.fingerprint, scorer="keyword")
    from app.scout.prompt import PROMPT_VERSION

    return Evaluator(
        brand.id, brand.fingerprint, "model", parts.settings.openai_model, PROMPT_VERSION
    )


def reuse_paid_verdicts(
    parts: Parts, claim: Claim, evaluator: Evaluator, waiting: Sequence[Article]
) -> list[Article]:
    """Serve what was judged under another address already; the rest."""
    if not waiting:
        return []
    now = parts.clock()
    with parts.database.write() as session:
        guard(session, claim, now)
        served = verdicts.reuse_known(session, waiting, Weighing(evaluator, claim.run_id), now)
    return [article for article in waiting if article.id not in served]


async def judge(
    settings: Settings,
    brand: Brand,
    candidates: Sequence[Candidate],
    budget: DailyBudget | None = None,
) -> AsyncIterator[Judgement]:
    """By the model when there is a key for one, else by the keyword scorer."""
    if settings.openai_api_key is None:
        from app.scout.keyword import KeywordScorer

        scorer = KeywordScorer(brand)
        for candidate in candidates:
            yield scorer.judge(candidate)
        return
    from app.model.client import ModelClient
    from app.scout.evaluate import ModelEvaluator

    async with ModelClient(
        api_key=settings.openai_api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.openai_model,
    ) as client:
        evaluator = ModelEvaluator(client, brand, budget=budget)
        async for judgement in evaluator.evaluate(candidates):
            yield judgement


def store(
    parts: Parts, claim: Claim, weighing: Weighing, article: Article, judgement: Judgement
) -> None:
    now = parts.clock()
    with parts.database.write() as session:
        guard(session, claim, now)
        verdicts.store_judgement(session, weighing, article, judgement, now)
        if judgement.usage.input_tokens or judgement.usage.calls:
            session.add(
                Spending(
                    run_id=claim.run_id,
                    spent_at=now,
                    model=weighing.evaluator.model,
                    prompt_version=weighing.evaluator.prompt_version,
                    calls=judgement.usage.calls,
                    input_tokens=judgement.usage.input_tokens,
                    output_tokens=judgement.usage.output_tokens,
                    usd=judgement.usage.usd,
                    seconds=judgement.usage.seconds,
                )
            )
