"""Commands, called as a user calls them."""

from functools import cache

import typer
from typer.testing import CliRunner

from app.cli import add_agents_commands, app


@cache
def command_line() -> typer.Typer:
    add_agents_commands()
    return app


def scout(*arguments: str) -> tuple[int, str, str]:
    """The exit code, what it shows, and what it tells on the side."""
    result = CliRunner().invoke(command_line(), arguments)
    told = str(result.exception) if result.exception and result.exit_code else ""
    return result.exit_code, result.stdout, result.stderr + told
