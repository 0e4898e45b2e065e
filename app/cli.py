"""`scout`: the command line. Data goes to stdout, messages and progress to stderr."""

import sys
from typing import Annotated

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from app.lib.errors import MisconfiguredError, ScoutError
from app.lib.terminal import FAILED, MISCONFIGURED, OK, quiet_logs, tell, whole_number
from app.parts.agent import Input, Summary
from app.service import agents

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Reads the web for a brand's social media team and mails the five best finds.",
)


def main() -> None:
    """The console script. Misconfiguration exits with 2, another named failure with 1."""
    add_agents_commands()
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


def add_agents_commands() -> None:
    """One of the service's catch-all boundaries: with the other commands it can be looked into."""
    for agent in agents.AGENTS:
        its_own = typer.Typer()
        try:
            agent.add_commands(its_own, run_here)
            take_in(its_own, agent.name)
        except Exception as error:  # noqa: BLE001 (stdout, where logs go by now, is for data)
            tell(agents.fault_of(agent, "its commands cannot be added", error))


def run_here(
    agent: str, profile: str, begins: str, summary: Summary, work: Input | None = None
) -> bool:
    """Imported when it is called: every command passes here, and most need no database."""
    from app.service.commands.run_here import run_here as run_in_this_process

    return run_in_this_process(agent, profile, begins, summary, work)


def take_in(its_own: typer.Typer, agent: str) -> None:
    """An agent's command of a name that is taken would stand in for the other without a word."""
    taken = {name_of(one) for one in app.registered_commands}
    for command in its_own.registered_commands:
        if name_of(command) in taken:
            tell(f"{agent}: its command '{name_of(command)}' is left out: there is one already")
        else:
            app.registered_commands.append(command)
    app.registered_groups += its_own.registered_groups


def name_of(command: CommandInfo) -> str:
    return command.name or get_command_name(getattr(command.callback, "__name__", ""))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="The port to listen on.", parser=whole_number(0, 65535))
    ] = 8000,
) -> None:
    """The API process with the scheduler inside, like `uvicorn app.main:app`."""
    import uvicorn

    from app.service.listening import check_port

    check_port(host, port, "scout serve --port ")
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


toon = typer.Typer(no_args_is_help=True, help="JSON to TOON 4.0 and back, from stdin to stdout.")
app.add_typer(toon, name="toon")


@toon.command()
def encode() -> None:
    """JSON on stdin, TOON on stdout. A line end follows only on a terminal."""
    from app.service.commands.toon import toon_of_stdin

    quiet_logs()
    typer.echo(toon_of_stdin(), nl=sys.stdout.isatty())


@toon.command()
def decode() -> None:
    """TOON on stdin, JSON on stdout."""
    from app.service.commands.toon import json_of_stdin

    quiet_logs()
    typer.echo(json_of_stdin())


if __name__ == "__main__":
    main()
