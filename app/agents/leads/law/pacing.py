"""How many mails a mailbox may send today, and how long it waits between two of them. Pure.

A new mailbox that sends its full number at once is taken for a spammer's, so it starts low.
"""

from datetime import date, timedelta
from random import Random
from typing import Final

FIRST_DAY: Final = 10
MORE_EACH_DAY: Final = 2
"""With these a cap of 50 is reached three weeks after the first mail."""
SHORTEST_GAP: Final = timedelta(seconds=60)
LONGEST_JITTER: Final = timedelta(seconds=60)


def allowance(first_sent_on: date | None, today: date, cap: int) -> int:
    """How many mails may go today in all. `first_sent_on`: None if the mailbox never sent."""
    age = (today - first_sent_on).days if first_sent_on else 0
    return max(0, min(cap, FIRST_DAY + MORE_EACH_DAY * max(age, 0)))


def left_today(first_sent_on: date | None, today: date, cap: int, sent_today: int) -> int:
    """How many may still go, after those that went today."""
    return max(0, allowance(first_sent_on, today, cap) - sent_today)


def next_gap(source: Random) -> timedelta:
    """One to two minutes, unevenly: mails that leave to the second look like a machine's."""
    return SHORTEST_GAP + LONGEST_JITTER * source.random()
