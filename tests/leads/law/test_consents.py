"""The chain of consents: whatever is changed in it, the first broken entry is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.leads.law.consents import (
    ConsentEntry,
    SealedEntry,
    digest_of,
    first_broken,
    seal,
)

START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def chain_of(count: int) -> list[SealedEntry]:
    chain: list[SealedEntry] = []
    for number in range(1, count + 1):
        entry = ConsentEntry(
            number=number,
            subject=f"0a1b2c3d:{number:064x}",
            event="given",
            at=START + timedelta(days=number),
            wording="Yes, you may write to me.",
            source=f"<{number}@example.com>",
            rule="za-popia-69",
            rule_version="2026-11-30",
        )
        chain.append(seal(entry, chain[-1].digest) if chain else seal(entry))
    return chain


def test_a_chain_as_it_was_sealed_is_whole() -> None:
    assert first_broken(chain_of(5)) is None
    assert first_broken([]) is None


@given(
    place=st.integers(0, 4),
    change=st.sampled_from(
        [
            lambda entry: replace(entry, number=9),
            lambda entry: replace(entry, subject="0a1b2c3d:00"),
            lambda entry: replace(entry, event="refused"),
            lambda entry: replace(entry, at=START),
            lambda entry: replace(entry, wording="Yes"),
            lambda entry: replace(entry, source=""),
            lambda entry: replace(entry, rule="us-can-spam"),
            lambda entry: replace(entry, rule_version="1"),
        ]
    ),
)
def test_an_entry_that_was_changed_is_the_first_broken(
    place: int, change: Callable[[ConsentEntry], ConsentEntry]
) -> None:
    chain = chain_of(5)
    chain[place] = replace(chain[place], entry=change(chain[place].entry))
    assert first_broken(chain) == place + 1


def test_an_entry_that_was_changed_and_sealed_anew_breaks_the_next() -> None:
    chain = chain_of(5)
    forged = replace(chain[2].entry, event="refused")
    chain[2] = seal(forged, chain[1].digest)
    assert first_broken(chain) == 4


@pytest.mark.parametrize("place", [0, 1, 3])
def test_an_entry_that_was_taken_out_breaks_the_chain_there(place: int) -> None:
    chain = chain_of(5)
    del chain[place]
    assert first_broken(chain) == place + 1


def test_entries_that_changed_places_break_the_chain() -> None:
    chain = chain_of(5)
    chain[1], chain[2] = chain[2], chain[1]
    assert first_broken(chain) == 2


def test_entries_cut_off_the_end_are_missed_if_the_last_was_noted() -> None:
    chain = chain_of(5)
    assert first_broken(chain[:3]) is None
    assert first_broken(chain[:3], last_known=chain[-1].digest) == 4
    assert first_broken(chain, last_known=chain[2].digest) is None


def test_the_same_moment_in_another_zone_has_the_same_digest() -> None:
    entry = chain_of(1)[0].entry
    elsewhere = replace(entry, at=entry.at.astimezone(timezone(timedelta(hours=2))))
    assert digest_of(elsewhere, "0" * 64) == digest_of(entry, "0" * 64)
