"""The lead agent's commands: `scout contacts`, `inbox`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.lib.terminal import FAILED, OK, quiet_logs, tell
from app.parts.agent import RunHere


def add_commands(app: typer.Typer, _run_here: RunHere) -> None:
    app.command()(contacts)
    app.command()(inbox)


def contacts(
    target: Annotated[str, typer.Argument(metavar="URL_OR_FILE")],
    url: Annotated[str | None, typer.Option(help="The address a file was saved from.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What a company's page says of itself: people, numbers, addresses, profiles."""
    from app.agents.leads.commands.contacts import contacts_of

    quiet_logs()
    found = contacts_of(target, url)
    typer.echo(found.model_dump_json(indent=2) if as_json else found.readable())


def inbox(
    files: Annotated[list[Path], typer.Argument(metavar="FILE.eml …")],
    as_json: Annotated[bool, typer.Option("--json", help="A line of JSON for each.")] = False,
) -> None:
    """What a mail is: a bounce, a complaint, an automatic reply, an objection, a reply."""
    from app.agents.leads.commands.inbox import read_mails

    quiet_logs()
    sys.exit(OK if read_mails(files, typer.echo, tell, as_json=as_json) else FAILED)
