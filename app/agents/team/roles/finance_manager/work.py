"""The finance manager's work, top to bottom:

files and lines -> one currency, VAT out -> tables, runway, unit economics, variance -> charts
-> a model explains them, quoting figures by name
"""

from app.agents.team.desk import Desk
from app.agents.team.roles.finance_manager.asked import RunwayAsked, Side
from app.agents.team.roles.finance_manager.computing.charts import charts_of
from app.agents.team.roles.finance_manager.computing.converting import (
    Converter,
    Entry,
    typed_lines,
)
from app.agents.team.roles.finance_manager.computing.month_table import month_table, vat_figures
from app.agents.team.roles.finance_manager.computing.runway import runway
from app.agents.team.roles.finance_manager.computing.unit_economics import unit_economics
from app.agents.team.roles.finance_manager.computing.variance import planned_alone, variance
from app.agents.team.roles.finance_manager.explaining import explain
from app.agents.team.roles.finance_manager.figures import FinanceManagerOutput, RateUsed
from app.agents.team.roles.finance_manager.naming import figures_by_name
from app.agents.team.roles.finance_manager.reading.lines import read_lines
from app.agents.team.roles.finance_manager.role import FinanceManagerInput
from app.lib.errors import PermanentError

MOST_NOTES = 50
NOTHING_TO_COMPUTE = (
    "There is nothing to compute: give a table, files or lines with amounts, cash, runway or "
    "unit_economics."
)
NO_MONTH_OF_CASH = "Nothing says of which month the cash is: give month, as 2026-01."


async def manage_finance(desk: Desk, asked: FinanceManagerInput) -> FinanceManagerOutput:
    """Raises PermanentError for input that cannot be read: no figure is better than a wrong one."""
    desk.enter("compute")
    computed = compute(asked)
    desk.enter("explain")
    paragraphs, why_not = await explain(desk.asking, asked.question, figures_by_name(computed))
    return computed.model_copy(
        update={"explanation": paragraphs, "not_done": (why_not,) if why_not else ()}
    )


def compute(asked: FinanceManagerInput) -> FinanceManagerOutput:
    """All figures. Pure. Raises PermanentError."""
    files = asked.all_files()
    others = (asked.cash, asked.runway, asked.unit_economics)
    if not (files or asked.lines) and others == (None, None, None):
        raise PermanentError(NOTHING_TO_COMPUTE)
    read = [read_lines(file) for file in files]
    lines = [line for one in read for line in one.lines] + typed_lines(asked)
    converter = Converter(asked.currency, asked.rates, asked.vat)
    entries = [converter.entry(line) for line in lines]
    notes = [note for one in read for note in one.notes]
    return output_of(asked, entries, converter, [*notes, *converter.old])


def output_of(
    asked: FinanceManagerInput, entries: list[Entry], converter: Converter, notes: list[str]
) -> FinanceManagerOutput:
    plan = [entry for entry in entries if entry.side is Side.PLAN]
    actual = [entry for entry in entries if entry.side is Side.ACTUAL]
    budget_table, actual_table = month_table(plan), month_table(actual)
    about_cash = runway_asked(asked, actual)
    lasts = runway(about_cash, entries, asked.currency) if about_cash else None
    economics = asked.unit_economics
    compared = variance(entries) if plan and actual else None
    if plan and actual:
        notes = [*notes, *planned_alone(entries)]
    return FinanceManagerOutput(
        currency=asked.currency,
        budget=budget_table,
        actual=actual_table,
        vat=vat_figures(actual or plan) if asked.vat and entries else None,
        runway=lasts,
        unit_economics=unit_economics(economics, asked.currency) if economics else None,
        variance=compared,
        rates_used=tuple(
            RateUsed(currency=rate.currency, date=rate.date.isoformat(), rate=rate.rate)
            for rate in converter.used
        ),
        charts=charts_of(actual_table or budget_table, lasts, compared, asked.currency),
        notes=tuple(shortened(notes)),
    )


def runway_asked(asked: FinanceManagerInput, actual: list[Entry]) -> RunwayAsked | None:
    """Of bare cash at the end of the month that is given, else of the last with actual amounts."""
    if asked.runway is not None or asked.cash is None:
        return asked.runway
    month = asked.month or str(max((entry.month for entry in actual), default=""))
    if not month:
        raise PermanentError(NO_MONTH_OF_CASH)
    return RunwayAsked(cash=asked.cash, month=month)


def shortened(notes: list[str]) -> list[str]:
    more = len(notes) - MOST_NOTES
    return [*notes[:MOST_NOTES], f"And {more} more notes."] if more > 0 else notes
