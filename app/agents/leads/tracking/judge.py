"""Was it a person who opened the mail or followed its link? Pure.

| what | then |
|---|---|
| the request itself is a machine's (app/parts/http/machine_requests.py) | a machine |
| within two minutes of sending: a gateway looks at the mail before its reader gets it | a machine |
| another link of the mail within ten seconds | a machine, both |
| the picture and a link within two seconds: nobody reads so fast | a machine, both |

What was taken for a person's before is marked again when what follows on it tells. It decides
nothing either way: no step, no score and no law looks at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

Kind = Literal["opened", "clicked"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
SCANNED: Final = timedelta(minutes=2)
BURST: Final = timedelta(seconds=10)
A_LOOK: Final = timedelta(seconds=2)
REPEATED: Final[dict[Kind, timedelta]] = {"opened": timedelta(minutes=1), "clicked": A_LOOK}
"""What comes again within it is not noted again."""
MOST_NOTED: Final = 30
"""Of a mail, of a kind. What comes after is not noted: it can be no first of a person's that
anybody could tell from the machines' before it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`link` is where it led, empty for an opened mail; `id` that of its row, None if it is new."""

    kind: Kind
    link: str
    at: datetime
    by_machine: bool
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`new`: what is to be noted, None for what was before or is too much; `machines`: ids of what
    was noted as a person's and is a machine's after all."""

    new: Seen | None
    machines: tuple[int, ...]

    @property
    def changes_nothing(self) -> bool:
        return self.new is None and not self.machines


def judge(seen: Seen, before: Sequence[Seen], sent_at: datetime) -> Judgement:
    """`before`: all that is noted of the mail."""
    near = tuple(other for other in before if are_a_burst(seen, other))
    by_machine = seen.by_machine or bool(near) or seen.at < sent_at + SCANNED
    judged = replace(seen, by_machine=by_machine)
    machines = tuple(one.id for one in near if one.id is not None and not one.by_machine)
    return Judgement(None if is_left_out(judged, before) else judged, machines)


def are_a_burst(one: Seen, other: Seen) -> bool:
    if (one.kind, one.link) == (other.kind, other.link):
        return False
    within = BURST if one.kind == other.kind else A_LOOK
    return abs(one.at - other.at) < within


def is_left_out(seen: Seen, before: Sequence[Seen]) -> bool:
    alike = [one for one in before if one.kind == seen.kind]
    return len(alike) >= MOST_NOTED or any(is_repeated(seen, one) for one in alike)


def is_repeated(seen: Seen, earlier: Seen) -> bool:
    same = (seen.link, seen.by_machine) == (earlier.link, earlier.by_machine)
    return same and abs(seen.at - earlier.at) < REPEATED[seen.kind]


def first(noted: Sequence[Seen], kind: Kind, *, by_machine: bool) -> datetime | None:
    alike = (one.at for one in noted if (one.kind, one.by_machine) == (kind, by_machine))
    return min(alike, default=None)
