"""Looks, before a process starts, whether it can write where it is told to."""

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile

from app.lib.errors import MisconfiguredError
from app.lib.settings.embedded import EMBEDDED_REDIS
from app.lib.settings.settings import Settings

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
WHAT_TO_DO = "Name another place, or let the user that runs the service write there."


def check_places(settings: Settings) -> None:
    """Raises MisconfiguredError with a line for each place that cannot be written."""
    problems = [
        f"{setting}: {path} cannot be written: {reason}. {WHAT_TO_DO}"
        for setting, path, look in places(settings)
        if (reason := reason_against(look, path))
    ]
    if problems:
        raise MisconfiguredError(problems)


def places(settings: Settings) -> Iterator[tuple[str, Path, Callable[[Path], None]]]:
    """The setting that names each place, the place, and how to look at it."""
    if settings.redis_url == EMBEDDED_REDIS or settings.smtp_host is None:
        yield "DATA_DIRECTORY", settings.data_directory, write_in_folder
    if settings.database_url.startswith("sqlite"):
        path = settings.database_url.removeprefix("sqlite:///")
        yield "DATABASE_URL", Path(path), write_database
    if settings.log_file is not None:
        yield "LOG_FILE", settings.log_file, append_to_log


def reason_against(look: Callable[[Path], None], path: Path) -> str | None:
    try:
        look(path)
    except OSError as error:
        return error.strerror or "it is no usable name"
    except ValueError:  # a null byte
        return "it is no usable name"
    return None


def write_in_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=folder):
        return


def write_database(path: Path) -> None:
    """SQLite also writes files beside its own."""
    write_in_folder(path.parent)
    if path.exists():
        with path.open("r+b"):
            return


def append_to_log(path: Path) -> None:
    """A full disk is no reason to stay away: standard output has every line."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A pipe that nobody reads must not hold up the start.
        os.close(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, 0o644))
    except OSError as error:
        if error.errno not in FULL:
            raise
