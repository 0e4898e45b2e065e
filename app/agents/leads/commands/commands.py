"""The lead agent's commands: `scout contacts`, `inbox`, `leads …`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from app.agents.leads.agent import RESEARCH
from app.agents.leads.depth import Depth
from app.lib.errors import PermanentError
from app.lib.printable import one_line
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
    leads.command("consents")(export_consents)


def add_research(leads: typer.Typer, run_here: RunHere) -> None:
    @leads.command()
    def research(
        lead_id: Annotated[int, typer.Argument(metavar="ID", min=1)],
        depth: Annotated[Depth, typer.Option(help="How much is asked for.")] = Depth.STANDARD,
    ) -> None:
        """Find out about a lead what public pages say, now, and score it."""
        sys.exit(OK if research_now(lead_id, depth, run_here) else FAILED)


def research_now(lead_id: int, depth: Depth, run_here: RunHere) -> bool:
    """True when the run completed. Raises MisconfiguredError."""
    begins = f"for lead {lead_id}: reading what public pages say ({depth}) …"
    return run_here(
        RESEARCH, str(lead_id), begins, research_summary, {"lead_id": lead_id, "depth": depth}
    )


def research_summary(stored: Mapping[str, object]) -> Sequence[str]:
    """What `agent_runs.result` tells, in lines."""
    unread = [f"The company's site was not read: {why}" for why in texts(stored, "unread_sites")]
    score = f"score {stored.get('score')}"
    if stored.get("qualified"):
        return [*unread, score, "qualified"]
    return [*unread, score, f"not qualified; it lacks {'; '.join(texts(stored, 'missing'))}"]


def texts(stored: Mapping[str, object], name: str) -> Sequence[str]:
    """A run of an earlier version may have none."""
    found = stored.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


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


def import_leads(file: Annotated[Path, typer.Argument(metavar="FILE.csv")]) -> None:
    """Takes in a CSV of any order and encoding. Nothing that is stored is overwritten."""
    from app.agents.leads.intake.csv_file import open_leads_file
    from app.agents.leads.intake.import_notes import Teller
    from app.agents.leads.intake.lead_files import Import
    from app.parts.parts import open_parts

    quiet_logs()
    parts, teller = open_parts(need_redis=False), Teller(tell)
    try:
        secrets = parts.settings.secret_keys
        counted = Import(parts.database, parts.clock, secrets, teller).run(open_leads_file(file))
    finally:
        parts.close()
    for line in teller.summary(counted):
        tell(line)
    typer.echo(f"{counted.created} created, {counted.merged} merged, {counted.refused} refused")


def export_leads(
    format_: Annotated[str, typer.Option("--format", help="csv or jsonl")] = "csv",
) -> None:
    """Writes all leads to stdout."""
    from app.agents.leads.intake.lead_files import write_leads
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


def export_consents(
    format_: Annotated[str, typer.Option("--format", help="csv or jsonl")] = "csv",
    noted: Annotated[
        str | None, typer.Option(help="A last digest of before: was anything cut off since?")
    ] = None,
) -> None:
    """Writes the record of consents to stdout, and says whether it is as it was sealed."""
    from app.agents.leads.commands.consents import write_consents
    from app.lib.table_files import format_named
    from app.parts.parts import open_parts

    quiet_logs()
    known = format_named(format_)
    parts = open_parts(need_redis=False)
    try:
        is_whole = write_consents(parts.database, known, noted, sys.stdout, tell)
    finally:
        parts.close()
    sys.exit(OK if is_whole else FAILED)
