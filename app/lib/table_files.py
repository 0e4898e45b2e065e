"""Rows written as CSV or JSON lines, one after another."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TextIO

from app.lib.errors import MisconfiguredError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
Row = Mapping[str, object]


class Format(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"


def format_named(name: str) -> Format:
    """Raises MisconfiguredError."""
    if name not in set(Format):
        raise MisconfiguredError([f"'{name}' is not a format; known: csv, jsonl"])
    return Format(name)


def write_rows(rows: Iterable[Row], head: Sequence[str], format_: Format, output: TextIO) -> None:
    if format_ is Format.CSV:
        write_csv(rows, head, output)
    else:
        write_jsonl(rows, output)


def write_csv(rows: Iterable[Row], head: Sequence[str], output: TextIO) -> None:
    writer = csv.DictWriter(output, fieldnames=head, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})


def cell(value: object) -> object:
    """A title that starts like a formula must not become one in a spreadsheet."""
    plain = plain_value(value)
    text = json.dumps(plain) if isinstance(plain, dict | list) else plain
    if isinstance(text, str) and text.startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def write_jsonl(rows: Iterable[Row], output: TextIO) -> None:
    for row in rows:
        plain = {name: plain_value(value) for name, value in row.items()}
        output.write(json.dumps(plain, ensure_ascii=False) + "\n")


def plain_value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
