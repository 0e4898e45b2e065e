"""The same figures by another way: exact fractions of whole numbers, and rounding by hand. Nothing
here comes from the code under test."""

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Amount:
    """`number` is exact; `day` as (year, month, day)."""

    side: str
    day: tuple[int, int, int]
    category: str
    kind: str
    number: Fraction
    currency: str = "ZAR"
    vat: Fraction | None = None

    @property
    def month(self) -> tuple[int, int]:
        return self.day[:2]


@dataclass(frozen=True)
class Books:
    """`rates`: (currency, day, rate); `vat`: ("inclusive" or "exclusive", percent)."""

    amounts: list[Amount]
    currency: str = "ZAR"
    places: int = 2
    rates: list[tuple[str, tuple[int, int, int], Fraction]] = field(default_factory=list)
    vat: tuple[str, Fraction] | None = None


def half_up(number: Fraction, places: int) -> Fraction:
    """Away from zero from the half on."""
    shifted = abs(number) * 10**places
    whole = shifted.numerator // shifted.denominator
    if shifted - whole >= Fraction(1, 2):
        whole += 1
    return Fraction(whole if number >= 0 else -whole, 10**places)


def down(number: Fraction, places: int) -> Fraction:
    shifted = number * 10**places
    return Fraction(shifted.numerator // shifted.denominator, 10**places)


def net_and_vat(books: Books, amount: Amount) -> tuple[Fraction, Fraction]:
    number = amount.number
    if amount.currency != books.currency:
        known = [
            (day, rate)
            for currency, day, rate in books.rates
            if currency == amount.currency and day <= amount.day
        ]
        number *= max(known)[1]
    number = half_up(number, books.places)
    if books.vat is None:
        return number, Fraction(0)
    percent = books.vat[1] if amount.vat is None else amount.vat
    if books.vat[0] == "inclusive":
        vat = half_up(number * percent / (100 + percent), books.places)
        return number - vat, vat
    return number, half_up(number * percent / 100, books.places)


def sums(books: Books, side: str) -> dict[tuple[str, str, tuple[int, int]], Fraction]:
    """By category, kind and month."""
    found: dict[tuple[str, str, tuple[int, int]], Fraction] = {}
    for amount in books.amounts:
        if amount.side == side:
            key = (amount.category, amount.kind, amount.month)
            found[key] = found.get(key, Fraction(0)) + net_and_vat(books, amount)[0]
    return found


def of_kind(books: Books, side: str, kind: str, months: set[tuple[int, int]]) -> Fraction:
    found = sums(books, side)
    return sum((v for (_, k, m), v in found.items() if k == kind and m in months), Fraction(0))


def burn(
    books: Books, months: set[tuple[int, int]], income_change: Fraction, costs_change: Fraction
) -> Fraction:
    """Of a month, with VAT."""
    whole = Fraction(0)
    for amount in books.amounts:
        if amount.side == "actual" and amount.month in months:
            gross = sum(net_and_vat(books, amount), Fraction(0))
            if amount.kind == "cost":
                whole += gross * (100 + costs_change) / 100
            else:
                whole -= gross * (100 + income_change) / 100
    return half_up(whole / len(months), books.places)


def ends_after(cash: Fraction, monthly: Fraction) -> int:
    """Counted month by month, as a bank statement would show it."""
    months = 0
    while cash > 0:
        cash -= monthly
        months += 1
    return months
