"""`python -m tests.reliability.table FOLDER`: what the drills came to, as docs/drills.md."""

import json
import os
import platform
import sys
from pathlib import Path

from tests.servers.drilling import Figure

TABLE = Path("docs/drills.md")
HEADING = """# Drills

One fault at a time, against the service itself on real Redis, PostgreSQL, SQLite and SMTP, with its
real times (beat 10 s, lease 45 s, reconciler 15 s, three attempts). `make drills` does all of it
again, in about twenty-five minutes on two cores, and writes this page. A drill that fails writes
no line here and ends the command with an error.

Machine: {machine}.

| row | what | trials | passed | figure |
|---|---|---:|---:|---|
"""


def figures(folder: Path) -> list[Figure]:
    found = [Figure(**json.loads(path.read_text())) for path in folder.glob("*.json")]
    return sorted(found, key=lambda one: (int(one.row), one.what))


def line(figure: Figure) -> str:
    cells = (figure.row, figure.what, str(figure.trials), str(figure.passed), figure.figure)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def main(folder: str) -> None:
    lines = "".join(line(figure) for figure in figures(Path(folder)))
    sys.stdout.write(lines)
    TABLE.write_text(HEADING.format(machine=machine()) + lines)


if __name__ == "__main__":
    main(sys.argv[1])
