"""Amounts as files have them, read without guessing. Pure.

"1 234,56", "1,234.56", "R 1 234.56", "(1 234)", "1234-" and blank cells are read. What may be two
numbers ("1,234" where nothing in the file tells what its comma means) is refused with its line, and
so is all that is no plain number: a percentage, a formula, an exponent, "NaN".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.agents.team.roles.finance_manager.reading.faults import quoted
from app.agents.team.roles.finance_manager.reading.marks import Written, wrong

MOST_DIGITS: Final = 15
MOST_DECIMALS: Final = 10
PLAIN: Final = re.compile(r"[0-9]+")
ONE_MARK: Final = re.compile(r"([0-9]*)([.,])([0-9]+)")
GROUPS: Final = r"[0-9]{1,3}(?:%s[0-9]{3})+"
GROUP_MARKS: Final = (" ", "'", ",", ".")


@dataclass(frozen=True, slots=True)
class DecimalMark:
    """Which of "." and "," begins the decimals in a file; None where nothing tells. `is_stated`:
    whoever gave the file said so."""

    mark: str | None
    is_stated: bool = False


def decimal_mark_of(cells: Iterable[Written], stated: str | None) -> DecimalMark:
    """What is stated, else what the file's own amounts prove. Raises UnreadableFileError where they
    prove both."""
    if stated is not None:
        return DecimalMark(stated, is_stated=True)
    proofs: dict[str, Written] = {}
    for cell in cells:
        mark = proven_mark(cell.digits)
        if mark is not None:
            proofs.setdefault(mark, cell)
    if len(proofs) > 1:
        one, other = sorted(proofs.values(), key=lambda cell: cell.place.line)
        raise wrong(
            other.place,
            other.whole,
            f"has other decimals than {quoted(one.whole)} on line {one.place.line}: "
            "one file must write all amounts in one way",
        )
    return DecimalMark(next(iter(proofs), None))


def proven_mark(digits: str) -> str | None:
    """None also for what is no number: it is refused when it is read."""
    single = ONE_MARK.fullmatch(re.sub(r"(?<=[0-9])[ '](?=[0-9]{3})", "", digits))
    if single:
        has_spaces = " " in digits or "'" in digits
        is_open = len(single[3]) == 3 and 1 <= len(single[1]) <= 3 and single[1][0] != "0"
        return None if is_open and not has_spaces else single[2]
    last = max(digits.rfind("."), digits.rfind(","))
    if "." in digits and "," in digits:
        return digits[last]
    several = max(".,", key=digits.count)
    return {",": ".", ".": ","}[several] if digits.count(several) > 1 else None


def amount_of(cell: Written, by: DecimalMark) -> Decimal:
    """Raises UnreadableFileError."""
    refuse_two_numbers(cell, by)
    body, decimals = cell.digits, ""
    if by.mark is not None and by.mark in body:
        body, _, decimals = body.rpartition(by.mark)
        if not PLAIN.fullmatch(decimals):
            raise wrong(cell.place, cell.whole, "is not a number")
    whole = without_groups(body or ("0" if decimals else ""), by.mark)
    if whole is None:
        raise wrong(cell.place, cell.whole, "is not a number")
    if len(whole.lstrip("0")) > MOST_DIGITS or len(decimals) > MOST_DECIMALS:
        raise wrong(cell.place, cell.whole, f"is longer than {MOST_DIGITS} digits")
    found = Decimal(f"{whole}.{decimals or 0}" if decimals else whole)
    return -found if cell.is_negative else found


def refuse_two_numbers(cell: Written, by: DecimalMark) -> None:
    """ "1,234" is a thousand or one and a bit; by itself it proves neither."""
    single = ONE_MARK.fullmatch(cell.digits)
    is_open = single is not None and proven_mark(cell.digits) is None
    if is_open and (by.mark is None or (single is not None and single[2] == by.mark)):
        if by.is_stated:
            return
        raise wrong(
            cell.place,
            cell.whole,
            "may be two numbers: set decimal_mark of this file to “.” or “,”",
        )


def without_groups(body: str, mark: str | None) -> str | None:
    if PLAIN.fullmatch(body):
        return body
    for group in GROUP_MARKS:
        if group != mark and re.fullmatch(GROUPS % re.escape(group), body):
            return body.replace(group, "")
    return None
