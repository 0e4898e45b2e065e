"""The scout's commands: `scout run`, `inspect`, `score`, `group`, `backtest`, `export`."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from app.lib.terminal import FAILED, OK, quiet_logs, tell
from app.parts.agent import RunHere

BrandOption = Annotated[str | None, typer.Option(help="The brand's id in the brand file.")]
ItemsFile = Annotated[Path, typer.Argument(metavar="FILE.jsonl")]


def add_commands(app: typer.Typer, run_here: RunHere) -> None:
    add_run(app, run_here)
    for command in (inspect, score, group, backtest, export):
        app.command()(command)


def add_run(app: typer.Typer, run_here: RunHere) -> None:
    @app.command()
    def run(brand: BrandOption = None) -> None:
        """One run now, in the foreground. Exits 0 when it completed, 1 when it failed."""
        from app.agents.scout.commands.run_now import run_now

        quiet_logs()
        sys.exit(OK if run_now(brand, run_here) else FAILED)


def inspect(
    target: Annotated[str, typer.Argument(metavar="URL_OR_FILE")],
    url: Annotated[str | None, typer.Option(help="The address a file was saved from.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Shows what the agent reads there: a feed, a sitemap, a page or an article."""
    from app.agents.scout.commands.inspect_page import inspect_target

    quiet_logs()
    seen = inspect_target(target, url, tell)
    typer.echo(seen.model_dump_json(indent=2) if as_json else seen.readable())


def score(file: ItemsFile, brand: BrandOption = None) -> None:
    """Scores JSON lines of id, title, summary, text, url, published; sends and stores nothing."""
    from app.agents.scout.commands.items import as_line
    from app.agents.scout.commands.score import score_file

    quiet_logs()
    for line in score_file(file, brand):
        typer.echo(as_line(line))


def group(file: ItemsFile) -> None:
    """Adds `story` to JSON lines of items: equal for items that tell the same story."""
    from app.agents.scout.commands.items import as_line, group_file

    quiet_logs()
    for line in group_file(file):
        typer.echo(as_line(line))


def backtest(
    labels: Annotated[
        Path | None,
        typer.Option(help="JSON lines of items, each with a grade from 0 (unrelated) to 3."),
    ] = None,
    brand: BrandOption = None,
) -> None:
    """Measures how well today's brand file, prompt and votes pick, by past votes or by labels."""
    from app.agents.scout.commands.backtest import backtest as measure
    from app.agents.scout.commands.backtest import what_is_missing

    quiet_logs()
    result = measure(labels, brand)
    for line in result.lines():
        typer.echo(line)
    for line in what_is_missing(result):
        tell(line)


def export(
    what: Annotated[
        str, typer.Argument(help="runs, articles, feedback or corrections", metavar="WHAT")
    ],
    format_: Annotated[str, typer.Option("--format", help="csv or jsonl")] = "csv",
) -> None:
    """Writes runs, articles, feedback or corrections ("not the same story") to stdout."""
    from app.agents.scout.commands.export import export_rows

    quiet_logs()
    export_rows(what, format_, sys.stdout)
