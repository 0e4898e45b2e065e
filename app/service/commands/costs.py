"""`scout costs`: what the language model cost, by day."""

from collections.abc import Iterable, Iterator
from contextlib import closing

from app.lib.days import last_days
from app.lib.settings.parts import JudgingSettings
from app.parts.model.prices import dollars, unknown_price
from app.parts.parts import Parts, open_parts
from app.parts.store.api_usage import DayOfModel, spent_by_day

HEAD = ("day", "model", "calls", "tokens in", "tokens out", "usd")


def cost_lines(days: int) -> Iterator[str]:
    """A table of the last `days` days in TIMEZONE, and their sum against the ceiling."""
    with closing(open_parts(need_redis=False)) as parts:
        yield from table(spent_days(parts, days))
        yield f"The ceiling is {dollars(parts.settings.llm_daily_budget_usd)} a day."
        yield from own_ceilings(parts.settings)
        unknown = parts.settings.openai_api_key and unknown_price(parts.settings.openai_model)
        if unknown:
            yield unknown


def own_ceilings(settings: JudgingSettings) -> Iterator[str]:
    for name, usd in sorted(settings.llm_daily_budget_usd_by_agent.items()):
        yield f"The ceiling of {name.lower()} alone is {dollars(usd)} a day."


def spent_days(parts: Parts, days: int) -> list[DayOfModel]:
    since = last_days(parts.clock(), parts.settings.zone, days)[0].start
    with parts.database.read() as session:
        return spent_by_day(session, since, parts.settings.zone)


def table(spent: Iterable[DayOfModel]) -> Iterator[str]:
    rows = [
        (
            one.day.isoformat(),
            one.model,
            f"{one.spent.calls:,}",
            f"{one.spent.input_tokens:,}",
            f"{one.spent.output_tokens:,}",
            f"{one.spent.usd:.4f}",
        )
        for one in spent
    ]
    if not rows:
        yield "No language model was asked in this time, so it cost nothing."
        return
    widths = [max(len(row[column]) for row in (HEAD, *rows)) for column in range(len(HEAD))]
    for row in (HEAD, *rows):
        yield "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
