"""Files that are empty, huge, broken or meant to do harm get a plain answer with their line."""

import pytest

from app.agents.team.roles.finance_manager.asked import GivenFile
from app.agents.team.roles.finance_manager.reading.faults import UnreadableFileError
from app.agents.team.roles.finance_manager.reading.lines import read_lines
from app.lib.errors import PermanentError

HOSTILE = {
    "": "at least 1 character",
    "   \n": "no row with column names",
    "date,category,amount": "nothing below them",
    "date,category,amount\n2026-01-01,a\0b,1.00": "line 2: it holds a NUL",
    "date,category,amount\n2026-01-01,=HYPERLINK(1),-1.00": "line 2: “=HYPERLINK",
    "date,category,amount\n2026-01-01,+cmd|' /C calc'!A0,-1.00": "line 2: “.cmd",
    "date,category,amount\n2026-01-01,,-1.00": "line 2: it has an amount and no category",
    "date,category,amount\n2026-01-01,Rent,-1,50": "line 2: it has more cells",
    'date,category,amount\n2026-01-01,"Rent,-1.50': "never closed",
    "date,category,amount\n2026-01-01," + "x" * 501 + ",-1.00": "longer than 500",
    "date,category,amount\n2026-01-01," + "x" * 130 + ",-1.00": "longer than 120",
    "date,category,amount\n2026-01-01,Rent,1.00": "line 2: nothing says whether it is income",
    "date,category,amount\n2026-01-01,Rent,": "no amounts",
    "category,amount\nRent,-1.00": "line 2: nothing says of which month",
    "date,amount\n2026-01-01,-1.00": "no column is called category",
    "date,category,debit,credit\n2026-01-01,Rent,1.00,": "mean the opposite",
    "date,posting date,category,amount\n1,2,Rent,-1.00": "may both be the date",
    "date,category,amount,actual\n2026-01-01,Rent,1,2": "leave one out",
    "date,category,amount\n13/01/2026,Rent,-1.00\n01/13/2026,Rent,-1.00": "others with the month",
    "date,category,amount\n2026-01-01,Rent,-1.50\n2026-01-02,Rent,\"-2,5\"": "other decimals than",
    "date,category,amount\n2026-01-01,Rent,-1.50\n2026-01-02,Fuel,-2\n2026-01-03,Tax,USD 2.00":
        "line 2: it names no currency",
    "date,category,currency,amount\n2026-01-01,Rent,USD,R -1.50": "it says USD, and its amount ZAR",
    "date,category,currency,amount\n2026-01-01,Rent,QQQ,-1.50": "no currency, such as",
    "date,category,type,amount\n2026-01-01,Rent,rent,1.50": "write income or cost",
    "date,category,type,amount\n2026-01-01,Rent,cost,1.50\n2026-01-01,Rent,cost,-0.50": "line 3",
    "date,category,amount,vat rate\n2026-01-01,Rent,-1.50,0.15": "no VAT rate",
    "category;2026-01;Jan 2026\nRent;1,00;2,00": "two columns are of the month",
    "category;2026-01;2026-02\nCosts;;\nTotal Energies;1,00;2,00": "may be a total",
    "date,category,amount\n" + "2026-01-01,Rent,-1.00\n" * 20_001: "more than 20,000 rows",
    ",".join(["date", "category", "amount"] * 70) + "\n1": "more than 200 columns",
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_file_that_cannot_be_used_gets_a_plain_answer(number: int) -> None:
    text, words = list(HOSTILE.items())[number]
    with pytest.raises((UnreadableFileError, ValueError), match=words) as refused:
        read_lines(GivenFile(text=text))
    if isinstance(refused.value, PermanentError):
        assert len(str(refused.value)) < 400
        assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[", "not JSON"),
        ("[]", "no list of objects"),
        ("7", "no list of objects"),
        ("[1]", "no object with names"),
        ('[{"date": "2026-01-01", "category": "Rent", "amount": NaN}]', "NaN is no amount"),
        ('[{"date": "2026-01-01", "category": "Rent", "amount": 1e999}]', "too long"),
        (
            '[{"date": "2026-01-01", "category": "Rent", "amount": [1]}]',
            "neither text nor a number",
        ),
        (
            '[{"date": "2026-01-01", "category": "Rent", "amount": true}]',
            "neither text nor a number",
        ),
        ("[" * 50_000, "nested too deeply"),
        (
            '[{"date": "2026-01-01", "category": "Rent", "amount": 1' + "0" * 5_000 + "}]",
            "too long",
        ),
    ],
)
def test_a_json_file_that_cannot_be_used_gets_a_plain_answer(text: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words):
        read_lines(GivenFile.model_validate({"text": text, "format": "json"}))
