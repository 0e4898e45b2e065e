"""The history check of the fault loop sees each kind of violation, and none where there is none."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.chaos.audit import Move
from benchmarks.chaos.history import History, Run, StoredMail
from benchmarks.chaos.invariants import violations
from benchmarks.chaos.recoveries import recoveries

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
T = NOON.timestamp()
STEP = timedelta(seconds=24)


def run(number: int, **changes: object) -> Run:
    slot = NOON + STEP * number
    made = Run(number, slot, "completed", "sent", 1, slot, slot + timedelta(seconds=9))
    return replace(made, **changes)  # type: ignore[arg-type]


def move(kind: str, row_id: int, before: str | None, after: str, **changes: object) -> Move:
    made = Move(T + 1, kind, row_id, before, after, 1, 1, "a", "a")
    return replace(made, **changes)  # type: ignore[arg-type]


MAIL = StoredMail(1, 1, "ann@example.com", "run-1.ann", "sent")
TAKEN = {
    "t": T + 2,
    "recipient": "ann@example.com",
    "message_id": "run-1.ann",
    "mode": "ok",
    "taken": True,
    "answered": True,
}
VOTE = {"t": T + 5, "voter": "ann@example.com", "url": "u", "status": 200}
GOOD = History(
    runs=(run(1), run(2)),
    mails=(MAIL,),
    moves=(move("mail", 1, "open", "dot"), move("mail", 1, "dot", "sent")),
    votes_stored=(("ann@example.com", 1),),
    usd=0.1,
    taken=(TAKEN,),
    asked=({"t": T, "site": 0, "path": "/a"}, {"t": T + 1.01, "site": 0, "path": "/b"}),
    votes=(VOTE,),
    faults=(),
    log=({"event": "run.ended", "run_id": 1, "attempt": 1},),
    canary_hits=0,
    slot_seconds=24.0,
)
GREETING = run(3, agent="greeter", profile="everybody", slot=run(1).slot)
LETTER = StoredMail(3, 3, "cleo@client.example", "greeting-3.cleo", "sent")
WITH_GREETER = {"runs": (*GOOD.runs, GREETING), "mails": (MAIL, LETTER)}
TAKEN_LETTER = TAKEN | {"message_id": LETTER.message_id, "recipient": LETTER.recipient}
UNKNOWN = replace(MAIL, phase="unknown")
KILL = {"fault": "worker killed", "began": T + 1, "ended": T + 2}


def test_a_good_history_has_no_violation() -> None:
    assert violations(GOOD) == []


def test_both_agents_may_have_a_run_in_one_slot_and_each_mails_its_own_people() -> None:
    both = replace(GOOD, **WITH_GREETER, taken=(TAKEN, TAKEN_LETTER))  # type: ignore[arg-type]
    assert violations(both) == []


@pytest.mark.parametrize(
    ("agent", "error"),
    [
        ("brand_scout", "greeter.txt: 'nobody' is no address."),
        ("greeter", "The brand file cannot be used, so no site was read."),
        ("greeter", "This version of the service has no agent 'greeter'."),
    ],
)
def test_the_other_s_trouble_is_seen(agent: str, error: str) -> None:
    failed = replace(GREETING, agent=agent, status="failed", error=error)
    [told] = violations(replace(GOOD, runs=(*GOOD.runs, failed)))
    assert told.startswith("I10")


def test_a_letter_that_went_to_the_team_is_seen() -> None:
    strayed = TAKEN_LETTER | {"recipient": TAKEN["recipient"]}
    [told] = violations(replace(GOOD, **WITH_GREETER, taken=(TAKEN, strayed)))  # type: ignore[arg-type]
    assert told.startswith("I10")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"taken": (TAKEN, TAKEN)}, "I1"),
        ({"runs": (run(1), run(2, slot=run(1).slot))}, "I2"),
        ({"runs": (run(1), run(4))}, "I2"),
        ({"runs": (run(1), run(2, status="running"))}, "I3"),
        ({"runs": (run(1), run(2, mail_status="waiting"))}, "I3"),
        ({"runs": (run(1), run(2, completed_at=NOON + timedelta(minutes=17)))}, "I3"),
        ({"mails": (replace(MAIL, phase="dot"),)}, "I4"),
        ({"mails": (replace(MAIL, phase="failed"),)}, "I4"),
        ({"taken": ()}, "I4"),
        ({"mails": (UNKNOWN,)}, "I4"),
        ({"taken": (TAKEN, TAKEN | {"message_id": "stray"})}, "I4"),
        ({"moves": (move("mail", 1, "sent", "open"),)}, "I5"),
        ({"moves": (move("run", 1, "completed", "running"),)}, "I5"),
        ({"moves": (move("run", 1, "running", "running", attempt_before=2),)}, "I5"),
        ({"moves": (move("run", 1, "running", "running", owner_after="b"),)}, "I5"),
        ({"log": ({"event": "run.ended", "run_id": 1, "attempt": 2},)}, "I5"),
        ({"canary_hits": 1}, "I6"),
        ({"asked": (GOOD.asked[0], GOOD.asked[1] | {"t": T + 0.5})}, "I7"),
        ({"asked": tuple({"t": T + 0.8 * n, "site": 0, "path": "/"} for n in range(6))}, "I7"),
        ({"usd": 1.01}, "I8"),
        ({"votes_stored": (("ann@example.com", 2),)}, "I9"),
        ({"votes_stored": ()}, "I9"),
        ({"log": ({"event": "api.crashed", "exception": "Traceback"},)}, "crash"),
    ],
)
def test_each_kind_of_violation_is_seen(changes: dict[str, object], named: str) -> None:
    found = violations(replace(GOOD, **changes))  # type: ignore[arg-type]
    assert found
    assert all(line.startswith(named) for line in found)


def test_what_the_end_of_a_lane_cut_off_is_no_violation() -> None:
    unsettled = replace(GOOD, runs=(run(1), run(2), run(3, mail_status="waiting")))
    assert violations(unsettled)
    assert violations(replace(unsettled, last_run=2)) == []
    assert violations(replace(unsettled, last_run=3))


def asked_at(*moments: float) -> dict[str, object]:
    return {"asked": tuple({"t": T + moment, "site": 0, "path": "/"} for moment in moments)}


def test_a_request_that_was_written_down_late_is_no_violation_but_two_readers_are() -> None:
    late = asked_at(0, 1.0, 2.4, 3.01, 4.02)
    assert violations(replace(GOOD, **late)) == []  # type: ignore[arg-type]
    two_readers = asked_at(0, 1.0, 2.4, 2.6, 3.4)
    assert violations(replace(GOOD, **two_readers))  # type: ignore[arg-type]


def test_an_unknown_mail_is_excused_by_a_fault_at_its_dot_only() -> None:
    unknown = replace(GOOD, mails=(UNKNOWN,), moves=(move("mail", 1, "open", "dot"),))
    assert violations(replace(unknown, faults=(KILL,))) == []
    long_ago = KILL | {"began": T - 500, "ended": T - 499}
    assert violations(replace(unknown, faults=(long_ago,)))
    unanswered = TAKEN | {"answered": False}
    assert violations(replace(unknown, taken=(unanswered,))) == []


def test_recovery_is_counted_from_the_fault_to_the_next_claim() -> None:
    claimed = move("run", 1, "pending", "running", attempt_before=0, attempt_after=1)
    back = move("run", 1, "running", "pending", at=T + 50, owner_after=None)
    again = move("run", 1, "pending", "running", at=T + 61, attempt_after=2)
    history = replace(GOOD, moves=(claimed, back, again), faults=(KILL | {"began": T + 3},))
    assert recoveries(history) == [58]
