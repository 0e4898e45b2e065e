"""Runs a program of which nobody knows what it does. Never on the host: where the sandbox cannot
start, nothing runs.

why not? -> descriptors of its files -> bubblewrap -> its output, its memory and its time are
watched -> all its processes are killed -> outcome
"""

import asyncio
import os
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from io import FileIO
from typing import TYPE_CHECKING

from app.lib.printable import one_line
from app.parts.sandbox.command import Lines, command_for
from app.parts.sandbox.interpreter import find_interpreter
from app.parts.sandbox.program import MEGABYTE, Limits, NoSandboxError, Outcome, Program
from app.parts.sandbox.syscalls import syscall_filter
from app.parts.sandbox.watching import Output, memory_below

if TYPE_CHECKING:
    from app.lib.settings.team import TeamSettings

OFF = "No program is run here: CODE_SANDBOX is off."
STARTED = "started\n"
LOOK_SECONDS = 0.05
MOST_REPORT = 16_000
END_SECONDS = 1.0
"""For what it held to be given back; then bubblewrap itself is killed."""
READY = Program({"ready.py": "print('ready')\n"}, "ready.py")


async def run_in_sandbox(program: Program, settings: "TeamSettings") -> Outcome:
    """Raises NoSandboxError, and then nothing was run."""
    refuse_if_off(settings)
    interpreter = await asyncio.to_thread(find_interpreter)
    with ExitStack() as closing:
        files = {n: closing.enter_context(sealed(text)) for n, text in program.files.items()}
        rules = closing.enter_context(sealed(syscall_filter()))
        given = closing.enter_context(sealed(program.stdin))
        heard, report = pipe(closing)
        held, holding = pipe(closing)
        lines = Lines(rules, report.fileno(), held.fileno())
        command = command_for(program, interpreter, files, lines)
        inherited = (*files.values(), lines.rules, lines.report, lines.held)
        process = await started(command, given, inherited)
        report.close()
        outcome = await watched(process, program.limits, holding)
        return with_report(outcome, heard.read(MOST_REPORT))


def refuse_if_off(settings: "TeamSettings") -> None:
    """Raises NoSandboxError."""
    if settings.code_sandbox == "off":
        raise NoSandboxError(OFF)


async def check_sandbox(settings: "TeamSettings") -> None:
    """One starts, and Python runs in it. Raises NoSandboxError."""
    outcome = await run_in_sandbox(READY, settings)
    if outcome.stdout != "ready\n":
        raise NoSandboxError(f"The sandbox starts but does not work: {why(outcome)}")


@contextmanager
def sealed(content: str | bytes) -> Iterator[int]:
    """A descriptor that the content can be read from, and nothing written to."""
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    writable = os.memfd_create("sandbox", os.MFD_CLOEXEC)
    try:
        with open(writable, "wb", closefd=False) as file:
            file.write(data)
        readable = os.open(f"/proc/self/fd/{writable}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(writable)
    try:
        yield readable
    finally:
        os.close(readable)


def pipe(closing: ExitStack) -> tuple[FileIO, FileIO]:
    """Its reading end and its writing end; both are closed in the end."""
    reading, writing = os.pipe()
    return (
        closing.enter_context(FileIO(reading, "r")),
        closing.enter_context(FileIO(writing, "w")),
    )


async def started(command: list[str], given: int, kept_open: tuple[int, ...]) -> Process:
    """Raises NoSandboxError."""
    try:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=given,
            stdout=PIPE,
            stderr=PIPE,
            pass_fds=kept_open,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise NoSandboxError(f"The sandbox cannot start: {error.strerror}.") from error


async def watched(process: Process, limits: Limits, holding: FileIO) -> Outcome:
    """Until it ends, by itself or because we let go of it."""
    began, flooded = time.monotonic(), asyncio.Event()
    outputs = [Output(4 * limits.kept_characters, limits.output_bytes, flooded) for _ in range(2)]
    streams = [stream for stream in (process.stdout, process.stderr) if stream is not None]
    reading = [
        asyncio.ensure_future(output.read(stream))
        for output, stream in zip(outputs, streams, strict=True)
    ]
    try:
        stopped_because = await first_trouble(process, limits, flooded, began)
    finally:
        await end(process, holding)
        await asyncio.gather(*reading)
    stdout, stderr = (output.text(limits.kept_characters) for output in outputs)
    seconds = round(time.monotonic() - began, 2)
    code = None if stopped_because else process.returncode
    return Outcome(code, stdout, stderr, seconds, stopped_because or limit_met(code, limits))


async def first_trouble(
    process: Process, limits: Limits, flooded: asyncio.Event, began: float
) -> str:
    """Why it has to be stopped; "" when it has ended by itself."""
    ended = asyncio.ensure_future(process.wait())
    try:
        while not (await asyncio.wait({ended}, timeout=LOOK_SECONDS))[0]:
            if time.monotonic() - began > limits.wall_seconds:
                return f"It took more than {limits.wall_seconds:g} seconds."
            if flooded.is_set():
                return f"It wrote more than {limits.output_bytes // MEGABYTE} MB."
            if memory_below(process.pid) > limits.memory_bytes:
                return f"It took more than {limits.memory_bytes // MEGABYTE} MB of memory."
        return ""
    finally:
        ended.cancel()


async def end(process: Process, holding: FileIO) -> None:
    """The first process inside ends when it is let go of, and with it all others; bubblewrap ends
    after them. It is told, too: a process that was forked meanwhile may hold the pipe as we do."""
    with suppress(OSError):
        holding.write(b".")
    holding.close()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def limit_met(code: int | None, limits: Limits) -> str:
    if code == 128 + signal.SIGXCPU:
        return f"It took more than {limits.cpu_seconds} seconds of the processor."
    return ""


def with_report(outcome: Outcome, heard: bytes | None) -> Outcome:
    """Raises NoSandboxError when the program was never begun."""
    report = (heard or b"").decode("utf-8", "replace")
    if not report.startswith(STARTED):
        raise NoSandboxError(f"The sandbox cannot start here: {why(outcome)}")
    return replace(outcome, report=report.removeprefix(STARTED))


def why(outcome: Outcome) -> str:
    return one_line(outcome.stderr, 300) or outcome.stopped_because or "it says no more."
