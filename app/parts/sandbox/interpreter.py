"""The files that Python needs to run, and no others: the interpreter, its own library without
anything that was installed beside it, and the shared libraries that these two link to.

They are shown inside at neutral places (`/python`), wherever the host keeps them. It is the base
interpreter, never the virtual environment's packages.
"""

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.parts.sandbox.program import NoSandboxError

HOME = "/python"
LIBRARIES = f"{HOME}/shared"
ZONES = "/usr/share/zoneinfo"
INSTALLED = ("site-packages", "dist-packages")
LINKED = re.compile(r"^\s*(?:(?P<name>\S+) => )?(?P<path>/\S+) \(0x[0-9a-f]+\)$", re.MULTILINE)
WINDOWS = "_tkinter"
"""Half of all libraries are its, and there is no screen."""
LIST_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Interpreter:
    """`mounts`: what is shown read-only, by its place inside; `hidden`: folders below one of them
    that are shown empty."""

    program: str
    mounts: tuple[tuple[str, str], ...]
    hidden: tuple[str, ...]


@lru_cache(maxsize=1)
def find_interpreter() -> Interpreter:
    """Raises NoSandboxError."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    binary = base_binary(version)
    library = Path(sysconfig.get_path("stdlib", vars={"installed_base": sys.base_prefix}))
    library_inside = f"{HOME}/{sys.platlibdir}/{version}"
    modules = sorted((library / "lib-dynload").glob("*.so"))
    linked = linked_files([binary, *(m for m in modules if not m.name.startswith(WINDOWS))])
    hidden = [f"{library_inside}/{name}" for name in INSTALLED if (library / name).is_dir()]
    mounts = [(str(binary), f"{HOME}/bin/{version}"), (str(library), library_inside), *linked]
    if os.path.isdir(ZONES):
        mounts.append((ZONES, ZONES))
    return Interpreter(f"{HOME}/bin/{version}", tuple(mounts), tuple(hidden))


def base_binary(version: str) -> Path:
    """Not the virtual environment's link to it."""
    named = Path(sys.base_exec_prefix, "bin", version)
    return (named if named.is_file() else Path(sys.executable)).resolve()


def linked_files(binaries: Iterable[Path]) -> list[tuple[str, str]]:
    """Each shared library with its place inside: all in one folder, but for the loader, whose place
    is written in the binary."""
    found = dict[str, str]()
    for name, path in LINKED.findall(list_of_linked([str(binary) for binary in binaries])):
        inside = f"{LIBRARIES}/{Path(name).name}" if name else path
        found.setdefault(inside, os.path.realpath(path))
    found |= needed_by_threads(found)
    return [(path, inside) for inside, path in found.items()]


def needed_by_threads(found: dict[str, str]) -> dict[str, str]:
    """glibc loads it by itself when a thread ends early."""
    name = "libgcc_s.so.1"
    for path in found.values():
        beside = Path(path).with_name(name)
        if beside.is_file():
            return {f"{LIBRARIES}/{name}": str(beside.resolve())}
    return {}


def list_of_linked(binaries: list[str]) -> str:
    """Raises NoSandboxError."""
    try:
        done = subprocess.run(  # noqa: S603 (no word of it comes from outside)
            ["ldd", *binaries],  # noqa: S607 (it stands where the system has it)
            capture_output=True,
            text=True,
            timeout=LIST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoSandboxError(
            "The sandbox cannot see which libraries Python needs: the command ldd does not work."
        ) from error
    return done.stdout
