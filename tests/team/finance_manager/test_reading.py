"""How files are read: what may mean two things is refused with its line, nothing is guessed."""

from decimal import Decimal

import pytest

from app.agents.team.roles.finance_manager.asked import GivenFile
from app.agents.team.roles.finance_manager.reading.faults import UnreadableFileError
from app.agents.team.roles.finance_manager.reading.lines import read_lines

HEAD = "date,category,type,amount\n2026-01-31,Sales,income,"
AMOUNTS = {
    "1 234,56": "1234.56",
    "1 234.56": "1234.56",
    "1,234.56": "1234.56",
    "1.234,56": "1234.56",
    "1'234.56": "1234.56",
    "1 234 567,8": "1234567.8",
    "R 1 234.56": "1234.56",
    "R1234.56": "1234.56",
    "R\u00a01\u00a0234,56": "1234.56",
    "ZAR 12.50": "12.50",
    "12.50 ZAR": "12.50",
    "1,234,567": "1234567",
    "1 234": "1234",
    "0,123": "0.123",
    "1234,567": "1234.567",
    ".50": "0.50",
    "+7": "7",
    "1234": "1234",
    "1 234,567": "1234.567",
}
NEGATIVE = ("-5.00", "5.00-", "(5.00)", "−5.00", "-R 5.00", "R -5.00", "(R 5.00)", "R (5.00)")  # noqa: RUF001
BLANK = ("", "-", "–", "n/a", "   ")  # noqa: RUF001
NOT_AMOUNTS = {
    "1,234": "may be two numbers",
    "1.234": "may be two numbers",
    "15%": "percentage",
    "=1+1": "formula",
    "@SUM(A1)": "formula",
    "1e999": "scientific",
    "1E5": "scientific",
    "NaN": "not a number",
    "inf": "not a number",
    "Infinity": "not a number",
    "$5.00": "may be several",
    "XYZ 5.00": "not a number",
    "-(5.00)": "two signs",
    "5.00 Cr": "Cr or Dr",
    "12.34.56": "not a number",
    "1,23,456": "not a number",
    "12 34": "not a number",
    "٣٤": "not a number",
    "１２": "not a number",  # noqa: RUF001
    "9" * 16: "longer than",
    "0." + "1" * 11: "longer than",
    "0x10": "not a number",
    "1_000": "not a number",
    "five": "not a number",
    "1,234.56.7": "not a number",
}
DATES = {
    "2026-03-31": "2026-03",
    "2026/3/1": "2026-03",
    "20260331": "2026-03",
    "31/03/2026": "2026-03",
    "03/31/2026": "2026-03",
    "31.03.2026": "2026-03",
    "31 Mar 2026": "2026-03",
    "31-Mar-2026": "2026-03",
    "March 31, 2026": "2026-03",
    "31 Maart 2026": "2026-03",
    "Mar 2026": "2026-03",
    "March-2026": "2026-03",
    "Mar-26": "2026-03",
    "2026-03": "2026-03",
    "03/2026": "2026-03",
    "2026-03-31T10:15:00Z": "2026-03",
    "04/04/2026": "2026-04",
}
NO_DATES = {
    "03/04/2026": "may be two days",
    "31/03/26": "no date",
    "46112": "no date",
    "2026-02-30": "no date",
    "30/30/2026": "no date",
    "yesterday": "no date",
    "": "no date",
    "1850-01-01": "no date",
}


def first(text: str, **said: object) -> Decimal:
    return read_lines(GivenFile.model_validate({"text": text, **said})).lines[0].amount


@pytest.mark.parametrize("written", AMOUNTS)
def test_an_amount_is_read_as_it_was_meant(written: str) -> None:
    assert first(f'{HEAD}"{written}"') == Decimal(AMOUNTS[written])


def test_every_form_of_a_minus_is_one() -> None:
    for written in NEGATIVE:
        assert first(f"{HEAD}{written}") == Decimal("-5.00"), written


def test_a_blank_cell_is_no_amount_and_is_told() -> None:
    for written in BLANK:
        read = read_lines(GivenFile(text=f"{HEAD}7.00\n2026-01-31,Fuel,cost,{written}"))
        assert len(read.lines) == 1, written
        assert "line 3: “Fuel” has no amount" in read.notes[0]


@pytest.mark.parametrize("written", NOT_AMOUNTS)
def test_what_is_no_plain_amount_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"line 2.*{NOT_AMOUNTS[written]}"):
        first(f'{HEAD}"{written}"')


def test_what_is_unclear_alone_is_clear_beside_others_or_when_it_is_said() -> None:
    assert first(f'{HEAD}"1,234"\n2026-01-31,Tips,income,0.50') == 1234
    assert first(f'{HEAD}"1.234"\n2026-01-31,Tips,income,"0,50"') == 1234
    assert first(f'{HEAD}"1,234"', decimal_mark=".") == 1234
    assert first(f'{HEAD}"1,234"', decimal_mark=",") == Decimal("1.234")
    assert first(f'{HEAD}"$1.50"', currency="NAD") == Decimal("1.50")
    assert str(read_lines(GivenFile(text=f"{HEAD}1.50", date_order="month_first")).lines[0].day)


@pytest.mark.parametrize("written", DATES)
def test_a_date_is_read_in_many_forms(written: str) -> None:
    text = f'date,category,type,amount\n"{written}",Sales,income,1.00'
    assert str(read_lines(GivenFile(text=text)).lines[0].month) == DATES[written]


@pytest.mark.parametrize("written", NO_DATES)
def test_what_is_no_date_or_two_is_refused_with_its_line(written: str) -> None:
    with pytest.raises(UnreadableFileError, match=f"line 2.*{NO_DATES[written]}"):
        read_lines(GivenFile(text=f'date,category,type,amount\n"{written}",Sales,income,1.00'))


def test_the_order_of_day_and_month_is_that_of_the_file() -> None:
    rows = "date,category,amount\n03/04/2026,Rent,-1.00\n{},Rent,-1.00"
    for other, month in (("25/04/2026", "2026-04"), ("04/25/2026", "2026-03")):
        assert str(read_lines(GivenFile(text=rows.format(other))).lines[0].month) == month
    said = GivenFile.model_validate({"text": rows.format("2026-01-01"), "date_order": "day_first"})
    assert str(read_lines(said).lines[0].month) == "2026-04"


def test_totals_and_results_are_not_counted_and_each_is_told() -> None:
    text = (
        "Budget 2026;;;\nCategory;Jan 2026;Feb 2026;Total\nIncome;;;\nSales;10,00;20,00;30,00\n"
        "Total income;10,00;20,00;30,00\nCosts;;;\nRent;4,00;4,00;8,00\nSub-total;4,00;4,00;8,00\n"
        "Rent total;4,00;4,00;8,00\nGrand Total;;;\nNet profit;6,00;16,00;22,00\n"
        "Closing balance;6,00;22,00;\n"
    )
    read = read_lines(GivenFile(text=text))
    assert [(line.category, line.kind, str(line.amount)) for line in read.lines] == [
        ("Sales", "income", "10.00"),
        ("Sales", "income", "20.00"),
        ("Rent", "cost", "4.00"),
        ("Rent", "cost", "4.00"),
    ]
    assert [note.split(":")[0] for note in read.notes] == [
        f"file, line {number}" for number in (5, 8, 9, 10, 11, 12)
    ]
