"""How bubblewrap is called (`man bwrap`): new namespaces, an empty file system but for Python, an
empty environment, no rights.

As an ordinary user it makes a namespace of users too. As root it makes none: the first process
inside (inside.py) becomes a user of the host that owns nothing. Then the kernel counts its
processes, which it does not for root, whatever root is called inside.
"""

import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.parts.sandbox.interpreter import LIBRARIES, Interpreter
from app.parts.sandbox.program import Limits, NoSandboxError, Program

INSIDE = Path(__file__).with_name("inside.py")
PYTHON_FLAGS = ("-u", "-E", "-s", "-S", "-B", "-X", "utf8")
"""No variable, no packages of a user or of the host, the program's own folder only; what was
written before a program is stopped is not lost (-u)."""
FIRST_USER, USERS = 2_000_000_000, 100_000_000
DEVICES = ("null", "zero", "full", "random", "urandom")
NOT_INSTALLED = (
    "Programs run in a sandbox only, and bubblewrap is not installed: apt-get install bubblewrap."
)


@dataclass(frozen=True, slots=True)
class Lines:
    """Descriptors that the sandbox inherits: the filter of system calls, where the report goes, and
    what is closed when all has to end."""

    rules: int
    report: int
    held: int


def bubblewrap() -> str:
    """Raises NoSandboxError."""
    found = shutil.which("bwrap")
    if found is None:
        raise NoSandboxError(NOT_INSTALLED)
    return found


def command_for(
    program: Program, interpreter: Interpreter, files: Mapping[str, int], lines: Lines
) -> list[str]:
    """`files`: an open descriptor for each of the program's files. Raises NoSandboxError."""
    is_root = os.geteuid() == 0
    return [
        bubblewrap(),
        *namespaces(is_root=is_root),
        *file_system(interpreter, files, program.limits),
        *("--clearenv", "--setenv", "LD_LIBRARY_PATH", LIBRARIES),
        *("--setenv", "MALLOC_ARENA_MAX", "2", "--seccomp", str(lines.rules)),
        *("--as-pid-1", "--chdir", "/scratch", "--", interpreter.program, *PYTHON_FLAGS),
        *("-c", INSIDE.read_text("utf-8"), str(stranger() if is_root else 0)),
        *(str(lines.report), str(lines.held), json.dumps(resources(program.limits))),
        *(interpreter.program, *PYTHON_FLAGS, f"/program/{program.main}"),
    ]


def namespaces(*, is_root: bool) -> Iterator[str]:
    yield from ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "sandbox")
    yield from ("--die-with-parent", "--new-session", "--cap-drop", "ALL")
    if is_root:
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        yield from ("--unshare-user", "--uid", "65534", "--gid", "65534")


def stranger() -> int:
    """A user's number that no account has."""
    return FIRST_USER + secrets.randbelow(USERS)


def file_system(
    interpreter: Interpreter, files: Mapping[str, int], limits: Limits
) -> Iterator[str]:
    """All of it read-only, but for /scratch. No /proc, no /sys, no /etc, no program of the host."""
    for folder in folders_of(interpreter):
        yield from ("--perms", "0755", "--dir", folder)
    for outside, inside in interpreter.mounts:
        yield from ("--ro-bind", outside, inside)
    for folder in interpreter.hidden:
        yield from ("--tmpfs", folder, "--remount-ro", folder)
    for device in DEVICES:
        yield from ("--dev-bind", f"/dev/{device}", f"/dev/{device}")
        yield from ("--remount-ro", f"/dev/{device}")
    yield from ("--symlink", "/scratch", "/dev/shm", "--symlink", "/scratch", "/tmp")  # noqa: S108
    for name, descriptor in files.items():
        yield from ("--perms", "0444", "--file", str(descriptor), f"/program/{name}")
    yield from ("--perms", "1777", "--size", str(limits.disk_bytes), "--tmpfs", "/scratch")
    yield from ("--remount-ro", "/")


def folders_of(interpreter: Interpreter) -> list[str]:
    """Each before those in it. bubblewrap would make them for its own user alone."""
    places = [PurePosixPath(inside) for _, inside in interpreter.mounts]
    parents = {parent for place in places for parent in place.parents}
    return sorted({*map(str, parents), "/dev", "/program"} - {"/"})


def resources(limits: Limits) -> dict[str, tuple[int, int]]:
    """By their names in `man 2 setrlimit`, soft and hard. A core of one byte is none, not even one
    for a program that collects them (`do_coredump` in the kernel)."""
    most = {
        "RLIMIT_AS": limits.memory_bytes,
        "RLIMIT_FSIZE": limits.disk_bytes,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_NPROC": limits.processes,
        "RLIMIT_CORE": 1,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_SIGPENDING": 64,
        "RLIMIT_RTPRIO": 0,
    }
    both = {name: (value, value) for name, value in most.items()}
    return {**both, "RLIMIT_CPU": (limits.cpu_seconds, limits.cpu_seconds + 1)}
