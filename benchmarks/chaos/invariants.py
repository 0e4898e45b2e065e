"""The history check: what a lane's witnesses say against the invariants, of both agents.

Each gives a line for every violation. docs/reliability.md has them in words.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from app.agents.scout.agent import NAME as SCOUT
from benchmarks.chaos.audit import Move
from benchmarks.chaos.gaps import i7_the_gap_is_kept
from benchmarks.chaos.history import History, StoredMail

DEADLINE_SECONDS = 15 * 60
CEILING_USD = 1.0
OF_SCOUT = {SCOUT, None}
"""None: an alert is of no run, and goes to the team."""
GREETED_AT = "@client.example"
SCOUTS_TROUBLES = ("brand", "site", "model")
GREETERS_TROUBLES = ("greeter",)
NOT_KNOWN = "has no agent"
"""Words of what ends a run of one agent and must end none of the other."""
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


def i1_at_most_one_mail(history: History) -> Iterator[str]:
    counts = Counter(
        (line["message_id"], line["recipient"]) for line in history.taken if line["taken"]
    )
    return (f"I1 {one} was delivered {count} times" for one, count in counts.items() if count > 1)


def i2_one_row_a_slot(history: History) -> Iterator[str]:
    slots: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for run in history.runs:
        if run.slot is not None:
            slots[run.agent, run.profile].append(run.slot)
    step = timedelta(seconds=history.slot_seconds)
    for whose, moments in slots.items():
        for slot, count in Counter(moments).items():
            if count > 1:
                yield f"I2 slot {slot} of {whose} has {count} rows"
        for earlier, later in pairwise(sorted(set(moments))):
            if later - earlier > step * 1.5:
                yield f"I2 no row of {whose} between {earlier} and {later}"


def i3_everything_ends_in_time(history: History) -> Iterator[str]:
    for run in history.runs:
        if history.was_cut_off(run.id):
            continue
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
            if history.was_cut_off(mail.run_id):
                continue
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


def i10_no_agent_has_the_other_s_trouble(history: History) -> Iterator[str]:
    for run in history.runs:
        others = (NOT_KNOWN, *(GREETERS_TROUBLES if run.is_of_scout else SCOUTS_TROUBLES))
        if any(trouble in (run.error or "") for trouble in others):
            yield f"I10 run {run.id} of {run.agent} ended with the other's trouble: {run.error}"
    taken = {line["message_id"]: line["recipient"] for line in history.taken}
    agents = {run.id: run.agent for run in history.runs}
    for mail in history.mails:
        got, is_letter = taken.get(mail.message_id), agents.get(mail.run_id or 0) not in OF_SCOUT
        if got is not None and got.endswith(GREETED_AT) is not is_letter:
            yield f"I10 mail {mail.id} of {agents.get(mail.run_id or 0)} went to {got}"


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
    i10_no_agent_has_the_other_s_trouble,
    nothing_crashed,
)


def violations(history: History) -> list[str]:
    return [line for invariant in INVARIANTS for line in invariant(history)]
