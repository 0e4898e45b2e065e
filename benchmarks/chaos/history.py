"""The history check: what the logs of a lane say against invariants I1-I9.

Three witnesses that know nothing of each other: the rows of the database (with their audit), what
the mail server took, and what the web sites were asked.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from benchmarks.chaos import audit
from benchmarks.chaos.audit import Move

GAP_SECONDS = 1.0
LATE_SECONDS = 0.25
"""A request is written down when its handler gets to run, on a busy machine a little late."""
IN_A_ROW = 5
STEADY_SECONDS = 0.1
"""So near to whole gaps are the spans of requests that one reader sends as soon as it may."""
DEADLINE_SECONDS = 15 * 60
CEILING_USD = 1.0
DISTURBING = ("kill", "terminate", "still", "database", "mail server")
TERMINAL = {"completed", "failed", "skipped"}
LATE_MOVES = {("completed", "failed")}
"""A completed run whose mails, it turned out later, reached nobody."""
MAIL_MOVES = {
    (None, "open"),
    ("open", "open"),
    ("open", "dot"),
    ("open", "failed"),
    ("dot", "dot"),
    ("dot", "open"),
    ("dot", "sent"),
    ("dot", "failed"),
    ("dot", "unknown"),
}


@dataclass(frozen=True, slots=True)
class Run:
    id: int
    slot: datetime | None
    status: str
    mail_status: str | None
    attempt: int
    began: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredMail:
    id: int
    run_id: int | None
    recipient: str
    message_id: str
    phase: str


Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    runs: tuple[Run, ...]
    mails: tuple[StoredMail, ...]
    moves: tuple[Move, ...]
    votes_stored: tuple[tuple[str, int], ...]
    usd: float
    taken: tuple[Line, ...]
    asked: tuple[Line, ...]
    votes: tuple[Line, ...]
    faults: tuple[Line, ...]
    log: tuple[Line, ...]
    canary_hits: int
    slot_seconds: float


def lines_of(path: Path) -> Iterator[Line]:
    if not path.exists():
        return
    for line in path.read_text(errors="replace").splitlines():
        try:
            parsed = json.loads(line)
        except ValueError:
            continue  # a line cut by a kill, or a trace
        if isinstance(parsed, dict):
            yield parsed


def moment(value: Any) -> datetime | None:
    """SQLite hands out texts, PostgreSQL moments."""
    if value is None:
        return None
    parsed = datetime.fromisoformat(value) if isinstance(value, str) else value
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def read_history(url: str, directory: Path, canary_hits: int, slot_seconds: float) -> History:
    engine = audit.engine_of(url)
    history = History(
        runs=tuple(read_runs(engine)),
        mails=tuple(read_mails(engine)),
        moves=tuple(audit.read(engine)),
        votes_stored=tuple(
            (voter, count)
            for voter, count in rows(engine, "SELECT voter, COUNT(*) FROM feedback GROUP BY voter")
        ),
        usd=float(rows(engine, "SELECT COALESCE(SUM(usd), 0) FROM api_usage")[0][0]),
        taken=tuple(lines_of(directory / "mail.jsonl")),
        asked=tuple(lines_of(directory / "web.jsonl")),
        votes=tuple(lines_of(directory / "votes.jsonl")),
        faults=tuple(lines_of(directory / "faults.jsonl")),
        log=tuple(lines_of(directory / "service.log")),
        canary_hits=canary_hits,
        slot_seconds=slot_seconds,
    )
    engine.dispose()
    return history


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query)))


def read_runs(engine: Engine) -> Iterator[Run]:
    query = (
        "SELECT id, slot, status, mail_status, attempt, created_at, completed_at "
        "FROM agent_runs ORDER BY id"
    )
    for run_id, slot, status, mail_status, attempt, created, completed in rows(engine, query):
        began = moment(slot) or moment(created)
        assert began is not None
        yield Run(run_id, moment(slot), status, mail_status, attempt, began, moment(completed))


def read_mails(engine: Engine) -> Iterator[StoredMail]:
    query = "SELECT id, run_id, recipient, message_id, phase FROM mails ORDER BY id"
    return (StoredMail(*row) for row in rows(engine, query))


# --- the invariants: each gives a line for every violation ------------------------------------


def i1_at_most_one_mail(history: History) -> Iterator[str]:
    counts = Counter(
        (line["message_id"], line["recipient"]) for line in history.taken if line["taken"]
    )
    return (f"I1 {one} was delivered {count} times" for one, count in counts.items() if count > 1)


def i2_one_row_a_slot(history: History) -> Iterator[str]:
    slots = [run.slot for run in history.runs if run.slot is not None]
    for slot, count in Counter(slots).items():
        if count > 1:
            yield f"I2 slot {slot} has {count} rows"
    step = timedelta(seconds=history.slot_seconds)
    for earlier, later in pairwise(sorted(set(slots))):
        if later - earlier > step * 1.5:
            yield f"I2 no row between {earlier} and {later}"


def i3_everything_ends_in_time(history: History) -> Iterator[str]:
    for run in history.runs:
        if run.status not in TERMINAL or run.mail_status == "waiting" or run.completed_at is None:
            yield f"I3 run {run.id} is {run.status}, its mails {run.mail_status}"
        elif (run.completed_at - run.began).total_seconds() > DEADLINE_SECONDS:
            yield f"I3 run {run.id} took {run.completed_at - run.began}"
    began = {run.id: run.began.timestamp() for run in history.runs}
    mails = {mail.id: mail for mail in history.mails}
    for move in history.moves:
        if move.kind == "mail" and move.after not in {"open", "dot"}:
            late = move.at - began.get(mails[move.row_id].run_id or 0, move.at)
            if late > DEADLINE_SECONDS + 60:
                yield f"I3 mail {move.row_id} was settled after {late:.0f} s"


def i4_rows_equal_mailbox(history: History) -> Iterator[str]:
    taken = {line["message_id"] for line in history.taken if line["taken"]}
    for mail in history.mails:
        delivered = mail.message_id in taken
        if mail.phase in {"open", "dot"}:
            yield f"I4 mail {mail.id} is still {mail.phase}"
        elif mail.phase == "sent" and not delivered:
            yield f"I4 mail {mail.id} is `sent` and no mailbox has it"
        elif mail.phase == "failed" and delivered:
            yield f"I4 mail {mail.id} is `failed` and was delivered"
        elif mail.phase == "unknown" and not excused(history, mail):
            yield f"I4 mail {mail.id} is `unknown` without a fault after the dot"
    for stray in taken - {mail.message_id for mail in history.mails}:
        yield f"I4 {stray} was delivered and has no row"


def excused(history: History, mail: StoredMail) -> bool:
    """Did a fault fall between the dot and the end of patience with its answer?"""
    if any(one["message_id"] == mail.message_id and not one["answered"] for one in history.taken):
        return True
    dots = [
        move.at
        for move in history.moves
        if move.kind == "mail" and move.row_id == mail.id and move.after == "dot"
    ]
    return any(
        fault["began"] <= dot + 30 and fault["ended"] >= dot - 30
        for dot in dots
        for fault in history.faults
        if any(word in fault["fault"] for word in DISTURBING)
    )


def i5_no_stale_write(history: History) -> Iterator[str]:
    for move in history.moves:
        if move.kind == "run":
            yield from stale_run_move(move)
        elif (move.before, move.after) not in MAIL_MOVES:
            yield f"I5 mail {move.row_id} went from {move.before} to {move.after}"
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for line in history.log:
        if line.get("event") == "run.ended":
            ends[line["run_id"]].append(line["attempt"])
    attempts = {run.id: run.attempt for run in history.runs}
    for run_id, ended in ends.items():
        if ended != [attempts.get(run_id)]:
            last = attempts.get(run_id)
            yield f"I5 run {run_id} was ended by attempts {ended}, its last is {last}"


def stale_run_move(move: Move) -> Iterator[str]:
    name = f"run {move.row_id}: {move.before} -> {move.after}"
    ended = move.before in TERMINAL and move.before != move.after
    if ended and (move.before, move.after) not in LATE_MOVES:
        yield f"I5 {name} after its end"
    if move.attempt_before is not None and move.attempt_after < move.attempt_before:
        yield f"I5 {name}: attempt {move.attempt_before} -> {move.attempt_after}"
    new_owner = move.owner_after is not None and move.owner_after != move.owner_before
    if new_owner and move.attempt_after != (move.attempt_before or 0) + 1:
        yield f"I5 {name}: a new owner without a new attempt"


def i6_no_forbidden_address(history: History) -> Iterator[str]:
    if history.canary_hits:
        yield f"I6 a forbidden address was asked {history.canary_hits} times"


def i7_the_gap_is_kept(history: History) -> Iterator[str]:
    by_site: defaultdict[int, list[float]] = defaultdict(list)
    for line in history.asked:
        by_site[line["site"]].append(line["t"])
    for site, moments in by_site.items():
        moments.sort()
        for place in range(1, len(moments)):
            seconds = moments[place] - moments[place - 1]
            if seconds < GAP_SECONDS - LATE_SECONDS and not was_late(moments, place - 1):
                yield f"I7 site {site} was asked twice in {seconds:.3f} s at {moments[place]:.3f}"
        for earlier, later in zip(moments, moments[IN_A_ROW - 1 :], strict=False):
            if later - earlier < (IN_A_ROW - 1) * GAP_SECONDS - LATE_SECONDS:
                yield f"I7 site {site} was asked {IN_A_ROW} times in {later - earlier:.3f} s"


def was_late(moments: list[float], place: int) -> bool:
    """Was this request written down late, so that only the next one seems too near?

    Then the one before and the one after it are two gaps apart, as one reader's are.
    """
    if place < 1:
        return False
    around = moments[place + 1] - moments[place - 1]
    return abs(around - 2 * GAP_SECONDS) <= STEADY_SECONDS


def i8_the_ceiling_holds(history: History) -> Iterator[str]:
    if history.usd > CEILING_USD:
        yield f"I8 {history.usd} USD were spent"


def i9_votes_only_from_posts(history: History) -> Iterator[str]:
    posts = Counter(line["voter"] for line in history.votes)
    accepted = {line["voter"] for line in history.votes if line["status"] == 200}
    stored = dict(history.votes_stored)
    for voter, count in stored.items():
        if count > posts[voter]:
            yield f"I9 {voter} has {count} votes and sent {posts[voter]}"
    for voter in accepted - set(stored):
        yield f"I9 {voter}'s vote was accepted and is not stored"


def nothing_crashed(history: History) -> Iterator[str]:
    for line in history.log:
        if str(line.get("event")).endswith(".crashed"):
            yield f"crash: {line.get('exception', line)}"[-1500:]


INVARIANTS = (
    i1_at_most_one_mail,
    i2_one_row_a_slot,
    i3_everything_ends_in_time,
    i4_rows_equal_mailbox,
    i5_no_stale_write,
    i6_no_forbidden_address,
    i7_the_gap_is_kept,
    i8_the_ceiling_holds,
    i9_votes_only_from_posts,
    nothing_crashed,
)


def violations(history: History) -> list[str]:
    return [line for invariant in INVARIANTS for line in invariant(history)]


# --- recovery ---------------------------------------------------------------------------------


def recoveries(history: History) -> list[float]:
    """Seconds from the fault that ended an attempt to the run's next claim, or to its end."""
    found = []
    by_run: defaultdict[int, list[Move]] = defaultdict(list)
    for move in history.moves:
        if move.kind == "run" and move.before is not None:
            by_run[move.row_id].append(move)
    for moves in by_run.values():
        claims = [move for move in moves if move.attempt_after != move.attempt_before]
        for claim, following in pairwise([*claims, None]):
            if claim is None:
                continue
            end = following.at if following else last_end(moves)
            fault = interrupting(history, claim.at, end)
            if fault is not None and (following is not None or was_recovered(moves)):
                found.append(end - fault)
    return found


def was_recovered(moves: list[Move]) -> bool:
    """Its last attempt did not end it by itself: the reconciler did, which clears the owner."""
    return any(move.before == "running" and move.owner_after is None for move in moves[-2:])


def last_end(moves: list[Move]) -> float:
    return next((move.at for move in moves[::-1] if move.after in TERMINAL), moves[-1].at)


def interrupting(history: History, claimed: float, ended: float) -> float | None:
    """When the first fault that can end an attempt struck while this one was at work."""
    struck = [
        fault["began"]
        for fault in history.faults
        if claimed <= fault["began"] <= ended
        and any(word in fault["fault"] for word in ("work process", "worker", "database"))
    ]
    return min(struck, default=None)
