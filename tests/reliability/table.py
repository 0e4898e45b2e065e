"""`python -m tests.reliability.table FOLDER`: what the drills came to, as docs/drills.md."""

import json
import os
import platform
import sys
from pathlib import Path

from tests.servers.drilling import Figure

TABLE = Path("docs/drills.md")
HEADING = """# Drills

One fault at a time, against the service's own code on real Redis, PostgreSQL, SQLite and SMTP,
with its real times (beat 10 s, lease 45 s, reconciler 15 s, three attempts). `make drills` does
all of it again and writes this page; a drill that fails writes no line and ends the command with an
error. The machine was shared with other work while these figures were taken.

What is not as in production: workers are forked from a process that has imported everything, the
reconciler runs beside them instead of in an API process, pages are read by a few lines of the test
instead of the page readers, and the keyword scorer stands in for a model. In row 4 and in row 5 the
next sender's clock is set ahead instead of waiting; for the runs of row 5 the lease is 2 s.

Machine: {machine}.

| row | what | trials | passed | figure |
|---|---|---:|---:|---|
"""


SCRIPT = "mail server: "


def figures(folder: Path) -> list[Figure]:
    found = [Figure(**json.loads(path.read_text())) for path in folder.glob("*.json")]
    scripts = [one for one in found if one.what.startswith(SCRIPT)]
    rest = [one for one in found if one not in scripts]
    return sorted(rest + in_one_line(scripts), key=lambda one: (int(one.row), one.what))


def in_one_line(scripts: list[Figure]) -> list[Figure]:
    """What a mail server can do wrong is many drills, each with its own exact state."""
    if not scripts:
        return []
    return [
        Figure(
            scripts[0].row,
            f"{len(scripts)} ways in which a mail server fails",
            sum(one.trials for one in scripts),
            sum(one.passed for one in scripts),
            "the exact state each time, no second mail",
        )
    ]


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
