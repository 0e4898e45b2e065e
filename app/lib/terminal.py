"""What the commands of the service and of its agents share: messages, logs, exit codes, options."""

import logging
import re
import sys
from collections.abc import Callable
from typing import Final

import structlog
import typer

OK: Final = 0
FAILED: Final = 1
MISCONFIGURED: Final = 2


def tell(line: str) -> None:
    """A message or progress; data goes to stdout."""
    typer.echo(line, err=True)


def quiet_logs() -> None:
    """Commands speak plainly; the JSON lines are for services."""
    logging.disable(logging.CRITICAL)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def whole_number(least: int, most: int) -> Callable[[str | int], int]:
    """Reads an option's value; typer's own words for a wrong one are a programmer's."""

    def read(given: str | int) -> int:
        text = str(given)  # the default comes as a number
        if re.fullmatch(r"\d{1,9}", text) and least <= int(text) <= most:
            return int(text)
        raise typer.BadParameter(f"it must be a whole number from {least} to {most}")

    return read
