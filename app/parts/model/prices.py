"""List prices of models, from the table in prices.csv that the operator may edit."""

import csv
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from app.lib.errors import MisconfiguredError
from app.parts.model.usage import ModelUsage

TABLE = Path(__file__).with_name("prices.csv")
ANY_OTHER = "any other model"
FREE = ":free"
"""So OpenRouter marks what it charges nothing for."""
MILLION = 1_000_000
DATED = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{4,8}|latest)$")


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens. `listed_as` is the line of the table it came from;
    `thinking` the least effort of a model that thinks before it answers, "" for others.
    """

    listed_as: str
    input_usd: float
    output_usd: float
    thinking: str = ""

    @property
    def assumed(self) -> bool:
        """True when the model has no line of its own and the cautious default was taken."""
        return self.listed_as == ANY_OTHER

    def usd(self, input_tokens: int, output_tokens: int) -> float:
        return (input_tokens * self.input_usd + output_tokens * self.output_usd) / MILLION

    def usage(self, calls: int, input_tokens: int, output_tokens: int) -> ModelUsage:
        usd = self.usd(input_tokens, output_tokens)
        return ModelUsage(calls, input_tokens, output_tokens, usd)


def price_of(model: str, table: Path = TABLE) -> Price:
    """The list price of `model`; of "any other model" when the table does not know it."""
    prices = read_prices(table)
    whole = model.strip().lower()
    bare = whole.rpartition("/")[2].partition(":")[0]
    names = (whole, bare, DATED.sub("", bare))
    price = next((prices[name] for name in names if name in prices), prices[ANY_OTHER])
    if whole.endswith(FREE):
        return replace(price, listed_as=whole, input_usd=0.0, output_usd=0.0)
    return price


def unknown_price(model: str) -> str | None:
    """What to tell whoever set a model that has no price of its own, and what to do; else None."""
    price = price_of(model)
    if not price.assumed:
        return None
    return (
        f"The price of {model} is not known, so it is counted with ${price.input_usd:.2f} for a "
        f"million tokens read and ${price.output_usd:.2f} written, also against the day's ceiling. "
        "To change that, add a line for it to app/parts/model/prices.csv; a model of your own "
        "costs 0,0."
    )


@lru_cache
def read_prices(table: Path) -> dict[str, Price]:
    """The whole table by lower-case model name. Raises MisconfiguredError naming the line."""
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            lines = [(number, line) for number, line in enumerate(file, 1) if is_entry(line)]
    except (OSError, UnicodeDecodeError) as error:
        raise MisconfiguredError([f"The price table {table.name} cannot be read."]) from error
    prices = {price.listed_as: price for price in (parse(table, *line) for line in lines[1:])}
    if ANY_OTHER not in prices:
        raise MisconfiguredError([f"{table.name} has no line for '{ANY_OTHER}'."])
    return prices


def is_entry(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def parse(table: Path, number: int, line: str) -> Price:
    try:
        model, input_usd, output_usd, *rest = (cell.strip() for cell in next(csv.reader([line])))
        price = Price(model.lower(), float(input_usd), float(output_usd), "".join(rest))
    except ValueError:
        price = None
    if price is None or not 0 <= min(price.input_usd, price.output_usd) < float("inf"):
        problem = f"{table.name}, line {number}: it should be like  gpt-4o-mini,0.15,0.60,"
        raise MisconfiguredError([problem])
    return price


def dollars(usd: float) -> str:
    """Cents where there are any; small sums to a hundredth of a cent."""
    if 0 < usd < 0.0001:
        return "less than $0.0001"
    return f"${usd:.2f}" if usd == 0 or usd >= 1 else f"${usd:.4f}"
