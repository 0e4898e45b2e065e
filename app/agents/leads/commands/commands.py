"""The lead agent's commands: `scout inbox`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.lib.terminal import FAILED, OK, quiet_logs, tell
from app.parts.agent import RunHere


def add_commands(app: typer.Typer, _run_here: RunHere) -> None:
    app.command()(inbox)


def inbox(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.eml …")],
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each.")] = False,
) -> None:
    """What a mail is: a bounce, a complaint, an automatic reply, an objection, a reply."""
    from app.agents.leads.commands.inbox import read_mails

    quiet_logs()
    sys.exit(OK if read_mails(files, typer.echo, tell, as_json=as_json) else FAILED)
