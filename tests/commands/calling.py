"""Commands, called as a user calls them."""

from typer.testing import CliRunner

from app.cli import app


def scout(*arguments: str) -> tuple[int, str, str]:
    """The exit code, what it shows, and what it tells on the side."""
    result = CliRunner().invoke(app, arguments)
    told = str(result.exception) if result.exception and result.exit_code else ""
    return result.exit_code, result.stdout, result.stderr + told
