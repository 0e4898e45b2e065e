"""`scout`: the command line. Data goes to stdout, messages and progress to stderr."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from app.lib.errors import MisconfiguredError, ScoutError
from app.service import agents

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Reads the web for a brand's social media team and mails the five best finds.",
)
OK, FAILED, MISCONFIGURED = 0, 1, 2


def main() -> None:
    """The console script. Misconfiguration exits with 2, another named failure with 1."""
    for agent in agents.AGENTS:
        agent.add_commands(app)
    try:
        app()
    except MisconfiguredError as error:
        for problem in error.problems:
            tell(problem)
        sys.exit(MISCONFIGURED)
    except ScoutError as error:
        tell(str(error))
        sys.exit(FAILED)
    except OSError as error:  # a full disk under what stdout was led to
        tell(f"The output could not be written: {error.strerror or 'it ended early'}.")
        sys.stdout = None  # nothing is flushed there at the end
        sys.exit(FAILED)


def whole_number(least: int, most: int) -> Callable[[str | int], int]:
    """Reads an option's value; typer's own words for a wrong one are a programmer's."""

    def read(given: str | int) -> int:
        text = str(given)  # the default comes as a number
        if re.fullmatch(r"\d{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise typer.BadParameter(f"it must be a whole number from {least} to {most}")

    return read


def tell(line: str) -> None:
    typer.echo(line, err=True)


def quiet_logs() -> None:
    """Commands speak plainly; the JSON lines are for services."""
    import logging

    import structlog

    logging.disable(logging.CRITICAL)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@app.command()
def run(
    brand: Annotated[str | None, typer.Option(help="The brand's id in the brand file.")] = None,
) -> None:
    """One run now, in the foreground. Exits 0 when it completed, 1 when it failed."""
    from app.service.commands.run_now import run_now

    quiet_logs()
    sys.exit(OK if run_now(brand, tell) else FAILED)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="The port to listen on.", parser=whole_number(0, 65535))
    ] = 8000,
) -> None:
    """The API process with the scheduler inside, like `uvicorn app.main:app`."""
    import uvicorn

    uvicorn.run("app.main:app", host=host, port=port)


@app.command()
def worker(
    queues: Annotated[list[str] | None, typer.Argument(help="All queues if none is named.")] = None,
) -> None:
    """A worker, like `python worker.py`."""
    from app.service.worker_process import main as work

    work(queues or ())


@app.command()
def check() -> None:
    """Looks at every part and says per line ok or what to do. Exits 1 when something is wrong."""
    from app.service.commands.check import check_everything

    quiet_logs()
    sys.exit(OK if check_everything(typer.echo) else FAILED)


@app.command()
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


@app.command()
def score(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")],
    brand: Annotated[str | None, typer.Option(help="The brand's id in the brand file.")] = None,
) -> None:
    """Scores JSON lines of id, title, summary, text, url, published; sends and stores nothing."""
    from app.agents.scout.commands.items import as_line
    from app.agents.scout.commands.score import score_file

    quiet_logs()
    for line in score_file(file, brand):
        typer.echo(as_line(line))


@app.command()
def group(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl")],
) -> None:
    """Adds `story` to JSON lines of items: equal for items that tell the same story."""
    from app.agents.scout.commands.group import group_file
    from app.agents.scout.commands.items import as_line

    quiet_logs()
    for line in group_file(file):
        typer.echo(as_line(line))


@app.command()
def backtest(
    labels: Annotated[
        Path | None,
        typer.Option(help="JSON lines of items, each with a grade from 0 (unrelated) to 3."),
    ] = None,
    brand: Annotated[str | None, typer.Option(help="The brand's id in the brand file.")] = None,
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


@app.command()
def costs(
    days: Annotated[
        int, typer.Option(help="So many days back.", parser=whole_number(1, 3660))
    ] = 30,
) -> None:
    """Money, calls and tokens of the language model by day."""
    from app.service.commands.costs import cost_lines

    quiet_logs()
    for line in cost_lines(days):
        typer.echo(line)


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="runs, articles or feedback", metavar="WHAT")],
    format_: Annotated[str, typer.Option("--format", help="csv or jsonl")] = "csv",
) -> None:
    """Writes runs, articles or feedback to stdout."""
    from app.agents.scout.commands.export import export_rows

    quiet_logs()
    export_rows(what, format_, sys.stdout)


if __name__ == "__main__":
    main()
