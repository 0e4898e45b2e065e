"""What a run says of the model's money: what it took, and whether it sufficed."""

from sqlmodel import Session, select

from app.parts import Parts
from app.scout import facts
from app.scout.result import UsageResult
from app.scout.tables import VerdictRow
from app.store import spending


def notice(session: Session, parts: Parts, run_id: int) -> str | None:
    """What the reader of the mail should know first: the money did not suffice in this run."""
    if parts.settings.openai_api_key is None or not keywords_judged(session, run_id):
        return None
    ceiling = parts.settings.llm_daily_budget_usd
    if not ceiling:
        return (
            "LLM_DAILY_BUDGET_USD is 0, so the language model is not asked: the keyword scorer "
            "judges what is new. Raise it to change that."
        )
    return (
        f"Today's budget for the language model ({facts.dollars(ceiling)}) is spent: until "
        "midnight the keyword scorer judges what is new. Raise LLM_DAILY_BUDGET_USD to change that."
    )


def usage(session: Session, parts: Parts, run_id: int) -> UsageResult:
    """Who judged, and what asking the model took."""
    spent = spending.spent_by_run(session, run_id)
    with_model = parts.settings.openai_api_key is not None
    if with_model and not spent.calls:
        with_model = not keywords_judged(session, run_id)
    return UsageResult(
        scorer="model" if with_model else "keyword",
        model=parts.settings.openai_model if with_model else "",
        calls=spent.calls,
        input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens,
        usd=round(spent.usd, 6),
    )


def keywords_judged(session: Session, run_id: int) -> bool:
    """Did the keyword scorer judge in this run? Where a model is set, for want of money."""
    row = select(VerdictRow.id).where(VerdictRow.run_id == run_id, VerdictRow.scorer == "keyword")
    return session.exec(row.limit(1)).first() is not None
