"""Books as people's programs write them: nine forms of files."""

import json
from collections.abc import Callable
from fractions import Fraction

from tests.team.finance_manager.worked_out import Amount

SHORT = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905
File = dict[str, object]


def plain(number: Fraction) -> str:
    """ "-1234.50"."""
    cents = number * 100
    assert cents.denominator == 1
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents.numerator) // 100}.{abs(cents.numerator) % 100:02}"


def marked(number: Fraction, group: str, mark: str) -> str:
    """Without a sign."""
    whole, cents = plain(abs(number)).split(".")
    groups: list[str] = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return f"{group.join(groups)}{mark}{cents}"


def iso(day: tuple[int, int, int]) -> str:
    return "{:04}-{:02}-{:02}".format(*day)


def signed(amount: Amount) -> Fraction:
    return -amount.number if amount.kind == "cost" else amount.number


def english_signed(amounts: list[Amount]) -> File:
    rows = [
        f'{iso(one.day)},"{one.category}",{one.currency},"{"-" if signed(one) < 0 else ""}'
        f'{marked(one.number, ",", ".")}"'
        for one in amounts
    ]
    return {"text": "Date,Category,Currency,Amount\n" + "\n".join(rows)}


def african_typed(amounts: list[Amount]) -> File:
    rows = [
        f"{one.day[2]:02}/{one.day[1]:02}/{one.day[0]};{one.category};{one.kind.title()};"
        f"{one.currency};{marked(one.number, ' ', ',')};{vat_words(one)}"
        for one in amounts
    ]
    head = "\ufeffDatum;Kategorie;Tipe;Currency;Bedrag;VAT rate\r\n"
    return {"text": head + "\r\n".join(rows) + "\r\n", "date_order": "day_first"}


def vat_words(one: Amount) -> str:
    return "" if one.vat is None else f"{one.vat.numerator}%"


def accounting_brackets(amounts: list[Amount]) -> File:
    rows = []
    for one in amounts:
        written = marked(one.number, ",", ".")
        day = f"{SHORT[one.day[1] - 1]} {one.day[2]}, {one.day[0]}"
        rows.append(
            f'"{day}"\t{one.category}\t{one.currency}\t'
            f"{f'({written})' if signed(one) < 0 else written}"
        )
    return {"text": "sep=\t\nDate\tAccount\tCcy\tValue\n" + "\n".join(rows)}


def trailing_minus(amounts: list[Amount]) -> File:
    rows = [
        f"{one.day[2]:02}.{one.day[1]:02}.{one.day[0]};{one.category};{one.currency};"
        f"{marked(one.number, '.', ',')}{'-' if signed(one) < 0 else ''}"
        for one in amounts
    ]
    return {"text": "date;category;currency;amount\n" + "\n".join(rows), "date_order": "day_first"}


def in_and_out(amounts: list[Amount]) -> File:
    rows = []
    for one in amounts:
        written = f"{one.currency} {marked(one.number, ' ', '.')}"
        cells = (written, "") if one.kind == "income" else ("-", written)
        rows.append(
            f'{one.day[2]} {SHORT[one.day[1] - 1]} {one.day[0]},"{one.category}",' + ",".join(cells)
        )
    return {"text": "Date,Description,Money in,Money out\n" + "\n".join(rows)}


def json_numbers(amounts: list[Amount]) -> File:
    """Numbers as JSON has them, so that nobody may read them as doubles."""
    rows = ", ".join(
        json.dumps({"date": iso(one.day), "category": one.category, "currency": one.currency})[:-1]
        + f', "amount": {plain(signed(one))}}}'
        for one in amounts
    )
    return {"text": f'{{"rows": [{rows}]}}', "format": "json"}


def months_across(amounts: list[Amount]) -> File:
    """A column for each month, headings, totals below and beside: for books in one currency."""
    months = sorted({one.month for one in amounts})
    head = ["", *(f"{SHORT[number - 1]} {year}" for year, number in months), "Total"]
    lines = ["My company;", ";".join(["Category", *head[1:]])]
    for kind, heading in (("income", "Income"), ("cost", "Expenses")):
        lines.append(heading + ";" * (len(head) - 1))
        categories = list(dict.fromkeys(one.category for one in amounts if one.kind == kind))
        for category in [*categories, None]:
            cells = [
                sum(
                    (
                        one.number
                        for one in amounts
                        if one.kind == kind
                        and one.month == month
                        and category in (one.category, None)
                    ),
                    Fraction(0),
                )
                for month in months
            ]
            name = category or f"Total {heading.lower()}"
            written = [f"R {marked(cell, ' ', ',')}" if cell else "" for cell in cells]
            lines.append(
                ";".join([name, *written, f"R {marked(sum(cells, Fraction(0)), ' ', ',')}"])
            )
    return {"text": "\n".join([*lines, "Net profit" + ";999,99" * (len(head) - 1)])}


FORMS: list[Callable[[list[Amount]], File]] = [
    english_signed,
    african_typed,
    accounting_brackets,
    trailing_minus,
    in_and_out,
    json_numbers,
    months_across,
]


def typed(amounts: list[Amount]) -> list[dict[str, object]]:
    """As JSON values of the input, without a file. Only for days that are the last of a month."""
    return [
        {
            "month": iso(one.day)[:7],
            "category": one.category,
            "kind": one.kind,
            "amount": f"{float(one.number):.4f}",
            "holds": one.side,
            "currency": one.currency,
            **({} if one.vat is None else {"vat_percent": str(one.vat)}),
        }
        for one in amounts
    ]
