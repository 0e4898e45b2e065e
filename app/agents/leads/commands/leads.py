"""`scout leads …`: taking files of leads in, writing them out."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.lib.terminal import quiet_logs, tell


def import_leads(file: Annotated[Path, typer.Argument(metavar="FILE.csv")]) -> None:
    """Takes in a CSV of any order and encoding. Nothing that is stored is overwritten."""
    from app.agents.leads.intake.import_file import Import, summary
    from app.parts.parts import open_parts

    quiet_logs()
    parts = open_parts(need_redis=False)
    try:
        secrets = parts.settings.secret_keys
        counted = Import(parts.database, parts.clock, secrets, tell).run(file)
    finally:
        parts.close()
    for line in summary(counted):
        tell(line)
    typer.echo(f"{counted.created} created, {counted.merged} merged, {counted.refused} refused")


def export_leads(
    format_: Annotated[str, typer.Option("--format", help="csv or jsonl")] = "csv",
) -> None:
    """Writes all leads to stdout."""
    from app.agents.leads.intake.export_leads import write_leads
    from app.lib.table_files import format_named
    from app.parts.parts import open_parts

    quiet_logs()
    known = format_named(format_)
    parts = open_parts(need_redis=False)
    try:
        write_leads(parts.database, known, sys.stdout)
    finally:
        parts.close()


def erase_lead(email: Annotated[str, typer.Argument(metavar="EMAIL")]) -> None:
    """Erases a person everywhere, for good; they are never written to again."""
    from app.agents.leads.intake.erase import erase, keeping_of, lead_of
    from app.parts.parts import open_parts

    quiet_logs()
    parts = open_parts(need_redis=False)
    try:
        lead_id = lead_of(parts.database, email)
        if lead_id is None:
            raise PermanentError(f"No lead has the address {one_line(email, 100)}.")
        erase(parts.database, lead_id, parts.clock(), keeping_of(parts.settings))
    finally:
        parts.close()
    typer.echo("Erased. A keyed digest of the address stays, so that nobody writes to it again.")
