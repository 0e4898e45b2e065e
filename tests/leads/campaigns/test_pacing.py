"""How many mails a mailbox sends in a day, and how far apart."""

from datetime import date, timedelta
from random import Random

import pytest

from app.agents.leads.campaigns.mailbox import allowance, next_gap

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(("age", "mails"), [(0, 10), (1, 12), (7, 24), (20, 50), (400, 50)])
def test_a_new_mailbox_starts_low_and_reaches_its_cap_in_three_weeks(age: int, mails: int) -> None:
    assert allowance(TODAY - timedelta(days=age), TODAY, cap=50) == mails


def test_a_mailbox_that_never_sent_starts_today() -> None:
    assert allowance(None, TODAY, cap=50) == 10


def test_a_cap_below_the_first_day_holds_from_the_first_day() -> None:
    assert allowance(None, TODAY, cap=3) == 3
    assert allowance(TODAY, TODAY, cap=0) == 0


def test_a_first_day_that_is_yet_to_come_is_no_head_start() -> None:
    assert allowance(TODAY + timedelta(days=90), TODAY, cap=50) == 10


def test_two_mails_are_at_least_a_minute_apart_and_not_evenly() -> None:
    source = Random(7)
    gaps = [next_gap(source).total_seconds() for _ in range(500)]
    assert min(gaps) >= 60
    assert max(gaps) <= 120
    assert len({round(gap) for gap in gaps}) > 30


def test_the_same_seed_gives_the_same_gaps() -> None:
    assert next_gap(Random(7)) == next_gap(Random(7))
