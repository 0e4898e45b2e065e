"""The lead agent's commands: `scout contacts`, `inbox`, `leads`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.agents.leads.commands.leads import erase_lead, export_leads, import_leads
from app.agents.leads.depth import Depth
from app.lib.terminal import FAILED, OK, quiet_logs, tell
from app.parts.agent import RunHere


def add_commands(app: typer.Typer, run_here: RunHere) -> None:
    app.command()(contacts)
    app.command()(inbox)
    leads = typer.Typer(no_args_is_help=True, help="Leads: take in, research, export, erase.")
    app.add_typer(leads, name="leads")
    leads.command("import")(import_leads)
    add_research(leads, run_here)
    leads.command("export")(export_leads)
    leads.command("erase")(erase_lead)


def add_research(leads: typer.Typer, run_here: RunHere) -> None:
    @leads.command()
    def research(
        lead_id: Annotated[int, typer.Argument(metavar="ID", min=1)],
        depth: Annotated[Depth, typer.Option(help="How much is asked for.")] = Depth.STANDARD,
    ) -> None:
        """Find out about a lead what public pages say, now, and score it."""
        from app.agents.leads.commands.research import research_now

        sys.exit(OK if research_now(lead_id, depth, run_here) else FAILED)


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
