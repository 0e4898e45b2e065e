"""How fast a large file of leads is taken in, and in how much memory: `python -m
benchmarks.quality_intake`.

The file is made up: 100,000 rows of all fields, a tenth of them of an address that came before. It
is imported by a process of its own, whose memory is looked at beside that of a tenth of the file.
"""

import csv
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.servers.made_tables import sqlite_with_tables

Figures = Mapping[str, float]

ROWS = 100_000
DOUBLES = 10
"""Every tenth row has an address of an earlier one."""
HEAD = "name,email,company,title,website_url,linkedin_url,phone,location,country,tags,notes"
IMPORT = """
import resource, sys, time
from datetime import UTC, datetime
from pathlib import Path
from app.agents.leads.intake.csv_file import open_leads_file
from app.agents.leads.intake.import_notes import Teller
from app.agents.leads.intake.lead_files import Import
from app.parts.store.database import Database

now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
quiet = Teller(lambda _: None)
file = open_leads_file(Path(sys.argv[2]))
done = Import(Database(sys.argv[1]), lambda: now, ["s" * 32], quiet).run(file)
print(done.created, time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def figures() -> Figures:
    with TemporaryDirectory() as folder:
        _, small_kb = imported(Path(folder), ROWS // 10)
        seconds, kb = imported(Path(folder), ROWS)
    return {
        "100,000 rows imported s": seconds,
        "ten times the rows, more MB": (kb - small_kb) / 1024,
    }


def imported(folder: Path, rows: int) -> tuple[float, int]:
    """Processor seconds, start of the process included (the disk is waited for once in a thousand
    rows), and the most memory in KB."""
    path = folder / f"{rows}.csv"
    write_file(path, rows)
    url = sqlite_with_tables(folder / f"{rows}.db")
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, url, str(path)], check=True, capture_output=True, text=True
    )
    created, seconds, kb = done.stdout.split()
    assert int(created) == rows - rows // DOUBLES, created
    return float(seconds), int(kb)


def write_file(path: Path, rows: int) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD.split(","))
        writer.writerows(row_of(number) for number in range(rows))


def row_of(number: int) -> list[str]:
    who = number - 1 if number % DOUBLES == DOUBLES - 1 else number
    return [
        f"NKOSI{who}, Ann" if number % 2 else f"Ann Nkosi{who}",
        f"ann.{who}@company{who // 3}.co.za",
        f"Company {who // 3} (Pty) Ltd",
        "Office manager",
        f"www.company{who // 3}.co.za",
        f"https://www.linkedin.com/in/ann-nkosi-{who}/",
        f"082 {who % 900 + 100} {who % 9000 + 1000}",
        "Durban",
        "South Africa",
        "lunch; office",
        "Met at the fair,\nasked for a menu",
    ]


if __name__ == "__main__":
    for name, value in figures().items():
        print(f"{name:40} {value:.2f}")
