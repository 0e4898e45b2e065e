"""How long it took until an interrupted run was taken up again."""

from collections import defaultdict
from itertools import pairwise

from benchmarks.chaos.audit import Move
from benchmarks.chaos.history import History
from benchmarks.chaos.invariants import TERMINAL


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
