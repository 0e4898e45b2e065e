"""What a program in the sandbox may use, and what came of one that ran."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.lib.errors import PermanentError

MEGABYTE = 1024 * 1024


class NoSandboxError(PermanentError):
    """The sandbox cannot start here, so nothing was run. Says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`wall_seconds`: then all its processes are killed; the sandbox's own start and end come on
    top. `memory_bytes`: of addresses for each process, and of memory for all together.
    `kept_characters`: of stdout and of stderr; who writes more than `output_bytes` is stopped."""

    wall_seconds: float = 8.0
    cpu_seconds: int = 7
    memory_bytes: int = 512 * MEGABYTE
    disk_bytes: int = 32 * MEGABYTE
    processes: int = 16
    open_files: int = 64
    output_bytes: int = 1 * MEGABYTE
    kept_characters: int = 16_000


@dataclass(frozen=True, slots=True)
class Program:
    """Files by name, of which `main` is run with Python. `stdin` is what it reads."""

    files: Mapping[str, str]
    main: str
    stdin: str = ""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`exit_code` is None when it was stopped by us, 128 and the number of the signal that killed
    it. `report` is what it wrote to the file descriptor 3."""

    exit_code: int | None
    stdout: str
    stderr: str
    seconds: float
    stopped_because: str = ""
    report: str = ""
