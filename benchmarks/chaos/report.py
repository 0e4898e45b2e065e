"""The table of a fault loop, for docs/reliability.md."""

import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

BEGIN, END = "<!-- fault loop: begin -->", "<!-- fault loop: end -->"
RECOVERY_LIMIT_SECONDS = 90


STATUSES = ("completed", "failed", "skipped")
PHASES = ("sent", "unknown", "failed")


@dataclass
class LaneReport:
    """`other_runs` and `letters` are the second agent's."""

    database: str
    seed: int
    slots: int = 0
    runs: dict[str, int] = field(default_factory=dict)
    mails: dict[str, int] = field(default_factory=dict)
    other_runs: dict[str, int] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    recoveries: list[float] = field(default_factory=list)
    requests: int = 0
    votes: int = 0
    usd: float = 0.0
    violations: list[str] = field(default_factory=list)


def percentile_95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else max(values, default=0.0)


def total(counts: Iterable[dict[str, int]]) -> Counter[str]:
    added: Counter[str] = Counter()
    for one in counts:
        added.update(one)
    return added


def write_report(reports: list[LaneReport], minutes: float, machine: str, path: Path) -> str:
    """Put the table between its marks in the document; what was written."""
    text = "\n".join([*head(reports, minutes, machine), *table(reports), *faults(reports)])
    document = path.read_text() if path.exists() else f"{BEGIN}\n{END}\n"
    before, _, rest = document.partition(BEGIN)
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}")
    found = [line for report in reports for line in report.violations]
    return "\n".join([text, *found])


def head(reports: list[LaneReport], minutes: float, machine: str) -> list[str]:
    recoveries = [seconds for report in reports for seconds in report.recoveries]
    slots = sum(report.slots for report in reports)
    broken = sum(sum(report.faults.values()) for report in reports)
    violated = sum(len(report.violations) for report in reports)
    others = total(report.other_runs for report in reports).total()
    letters = total(report.letters for report in reports).total()
    return [
        f"Run on {datetime.now(UTC):%d %B %Y} ({machine}), {minutes:.0f} minutes: "
        f"**{slots} slots, {broken} faults, {violated} violations**; beside them "
        f"{others} runs and {letters} letters of a second agent. "
        f"{len(recoveries)} interrupted attempts; taken up after "
        f"{statistics.median(recoveries or [0]):.0f} s (median), "
        f"**{percentile_95(recoveries):.0f} s (95 %; at most {RECOVERY_LIMIT_SECONDS})**, "
        f"{max(recoveries, default=0):.0f} s (longest).",
        "",
    ]


def table(reports: list[LaneReport]) -> list[str]:
    lines = [
        "| database | seed | slots | faults | completed | failed | skipped | mails sent | "
        "unknown | failed | second agent's runs | its letters | requests | votes | recovery 95 % | "
        "violations |",
        f"|{'---|' * 16}",
    ]
    for one in reports:
        cells = (
            one.database,
            one.seed,
            one.slots,
            sum(one.faults.values()),
            *(one.runs.get(status, 0) for status in STATUSES),
            *(one.mails.get(phase, 0) for phase in PHASES),
            counted(one.other_runs, STATUSES),
            counted(one.letters, PHASES),
            one.requests,
            one.votes,
            f"{percentile_95(one.recoveries):.0f} s",
            len(one.violations),
        )
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return lines


def counted(counts: dict[str, int], names: Iterable[str]) -> str:
    return ", ".join(f"{counts.get(name, 0)} {name}" for name in names)


def faults(reports: list[LaneReport]) -> list[str]:
    counts = total(report.faults for report in reports).most_common()
    return ["", "Faults: " + ", ".join(f"{name} {count}" for name, count in counts) + "."]
