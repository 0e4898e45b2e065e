"""What the service knows of an agent. A new agent is a folder, and a line in service/agents.py."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from app.parts.alarm.words import SUMMARIES, SilenceWords
from app.parts.queue.queues import RUNS_QUEUE

if TYPE_CHECKING:
    from fastapi import APIRouter
    from pydantic import JsonValue
    from sqlmodel import Session
    from typer import Typer

    from app.lib.settings.settings import Settings
    from app.parts.demo.part import DemoPart
    from app.parts.mail.gates import Gates
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim
    from app.parts.tools.tool import Tool

LONGEST_RUN_SECONDS = 540
"""The lease, the queue's own limit and the summary's quarter of an hour are made for it."""

StillOurs = Callable[[], None]
"""Raises LeaseLostError when another attempt may own the run by now."""
Run = Callable[["Parts", "Claim", StillOurs], Awaitable[None]]
BodyLimit = tuple[str, int]
"""A path and the bytes that a request to it may bring."""
LookAtParts = Callable[[float], dict[str, str]]
"""Each part of the service with "ok" or what is wrong with it, after so many seconds at most."""
Summary = Callable[[Mapping[str, object]], Sequence[str]]
"""The lines that a command shows of a run's result."""
Input = Mapping[str, "JsonValue"]
"""What a run is asked to do, as `agent_runs.input` keeps it; most need none."""


class RunHere(Protocol):
    """One run in this process; True when it completed."""

    def __call__(
        self, agent: str, profile: str, begins: str, summary: Summary, work: Input | None = None
    ) -> bool:
        """`begins` is said when the run begins, `summary` of what came of it."""


Say = Callable[[str], None]
Gauge = tuple[str, int]
"""A label's value and the number there is of it."""


@dataclass(frozen=True, slots=True)
class Gauges:
    """One metric of `/metrics`: its name, what it says, its label and the numbers by label."""

    name: str
    documentation: str
    label: str
    numbers: "Sequence[Gauge]"


Check = Callable[["Parts", Say], bool]
"""A line for each thing that was looked at, "ok" or what to do; False when one is wrong."""
Routes = Callable[["Parts"], "Sequence[APIRouter]"]
Pages = Callable[["Parts", LookAtParts], "Sequence[APIRouter]"]


CHORE_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Chore:
    """What every API process looks after every `seconds`, first after so many or `at_once`. Two of
    them may do it side by side. Of its errors those of the family are logged, and it comes again.
    """

    name: str
    work: Callable[[], None]
    seconds: int = CHORE_SECONDS
    at_once: bool = False


def no_profiles(_: "Settings") -> Sequence[str]:
    return ()


def never(_: "Settings") -> timedelta | None:
    return None


def longest_run(_: "Settings") -> float:
    return LONGEST_RUN_SECONDS


def nothing_to_settle(_parts: "Parts", _run_id: int) -> None:
    return


def no_gates(_: "Parts") -> "Gates":
    return {}


def no_routes(_: "Parts") -> "Sequence[APIRouter]":
    return ()


def no_pages(_parts: "Parts", _look: LookAtParts) -> "Sequence[APIRouter]":
    return ()


def no_commands(_app: "Typer", _run_here: RunHere) -> None:
    return


def nothing_to_check(_parts: "Parts", _say: Say) -> bool:
    return True


def no_gauges(_: "Session") -> Sequence[Gauges]:
    return ()


def no_chores(_: "Parts") -> Sequence[Chore]:
    return ()


def no_tools() -> "Sequence[Tool]":
    return ()


def nothing_to_show() -> "DemoPart | None":
    return None


def nothing_to_prepare(_: "Settings") -> None:
    return


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent, as the service uses it. Every process reads its module, which therefore imports
    what is heavy inside its functions.

    `name` is `agent_runs.agent`. `run` carries out a claimed run and raises ScoutError; it reads
    the agent's own files. `profiles` are what it works on by schedule, every `interval` (None: only
    when asked); both raise MisconfiguredError, and are asked when a process starts. `queue`
    is where its runs wait, `longest_seconds` how long one may take before it is stopped. `settle`
    notes in a completed run what became of its mails. `gates`, by the kind of its own mails, are
    asked before each goes. `routes` are its interface for programs, `body_limits` names those of
    its paths to which 64 KB are too few,
    `pages` what people open, `add_commands` adds what `scout` can do besides, `check` looks at
    what only this agent needs, for `scout check`; `gauges` counts what it has, for `/metrics`.
    `prepare` loads what its runs need, once, before a worker forks; `chores` is what it looks after
    beside its runs, on every installation. `silence` has the words for the
    time in which its runs do not finish; `is_needed`: is the service not ready then? Not where the
    trouble may be another's and the rest of the service is well. `tools` is what it
    offers to other agents, `demo` its part of `make demo`.
    """

    name: str
    run: Run
    profiles: Callable[["Settings"], Sequence[str]] = no_profiles
    interval: Callable[["Settings"], timedelta | None] = never
    longest_seconds: Callable[["Settings"], float] = longest_run
    queue: str = RUNS_QUEUE
    settle: Callable[["Parts", int], None] = nothing_to_settle
    gates: "Callable[[Parts], Gates]" = no_gates
    routes: Routes = no_routes
    body_limits: Sequence[BodyLimit] = ()
    pages: Pages = no_pages
    add_commands: "Callable[[Typer, RunHere], None]" = no_commands
    check: Check = nothing_to_check
    gauges: Callable[["Session"], Sequence[Gauges]] = no_gauges
    prepare: Callable[["Settings"], None] = nothing_to_prepare
    chores: Callable[["Parts"], Sequence[Chore]] = no_chores
    silence: SilenceWords = SUMMARIES
    is_needed: bool = True
    tools: "Callable[[], Sequence[Tool]]" = no_tools
    demo: "Callable[[], DemoPart | None]" = nothing_to_show
