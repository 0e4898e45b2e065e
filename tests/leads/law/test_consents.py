"""The chain of consents: whatever is changed in it, the first broken entry is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.leads.law.consents import (
    BEGINNING,
    ConsentEntry,
    ConsentEvent,
    SealedEntry,
    Words,
    digest_of,
    first_broken,
    seal,
    standing_of,
    words_digest,
)

START = datetime(2026, 11, 2, 8, tzinfo=UTC)


def chain_of(count: int) -> list[SealedEntry]:
    chain: list[SealedEntry] = []
    for number in range(1, count + 1):
        words = Words("Yes, you may write to me.", f"<{number}@example.com>", f"{number:032x}")
        entry = entry_of(number, "given", words_digest(words))
        chain.append(seal(entry, words, chain[-1].digest if chain else BEGINNING))
    return chain


def entry_of(number: int, event: ConsentEvent, digest: str = "") -> ConsentEntry:
    return ConsentEntry(
        number=number,
        subject=f"0a1b2c3d:{number:064x}",
        event=event,
        via="page",
        happened_at=START + timedelta(days=number),
        recorded_at=START + timedelta(days=number, hours=1),
        words_digest=digest,
        rule="za-popia-69",
        rule_version="2026-11-30",
    )


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
            lambda entry: replace(entry, via="api"),
            lambda entry: replace(entry, happened_at=START),
            lambda entry: replace(entry, recorded_at=START),
            lambda entry: replace(entry, words_digest=""),
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
    chain[2] = seal(forged, chain[2].words, chain[1].digest)
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
    moment = entry.happened_at.astimezone(timezone(timedelta(hours=2)))
    elsewhere = replace(entry, happened_at=moment)
    assert digest_of(elsewhere, "0" * 64) == digest_of(entry, "0" * 64)


@pytest.mark.parametrize(
    "words",
    [
        Words("Yes, to anything at all.", "<3@example.com>", f"{3:032x}"),
        Words("Yes, you may write to me.", "a form", f"{3:032x}"),
    ],
)
def test_words_that_were_changed_break_their_entry(words: Words) -> None:
    chain = chain_of(5)
    chain[2] = replace(chain[2], words=words)
    assert first_broken(chain) == 3


def test_words_may_only_be_missed_where_a_later_entry_says_that_they_were_erased() -> None:
    chain = chain_of(3)
    chain[1] = replace(chain[1], words=None)
    assert first_broken(chain) == 2
    told = replace(entry_of(4, "erased"), subject=chain[0].entry.subject)
    assert first_broken([*chain, seal(told, None, chain[-1].digest)]) == 2, "somebody else's"
    told = replace(told, subject=chain[1].entry.subject)
    assert first_broken([*chain, seal(told, None, chain[-1].digest)]) is None


@pytest.mark.parametrize(
    ("events", "ending"),
    [
        ([], None),
        (["asked"], "refused"),
        (["asked", "refused"], None),
        (["asked", "given"], "withdrawn"),
        (["given", "withdrawn"], None),
        (["given", "withdrawn", "given"], "withdrawn"),
        (["given", "objected"], None),
        (["given", "erased"], None),
        (["asked", "erased"], None),
    ],
)
def test_an_end_of_mails_is_named_by_what_it_ends(
    events: list[ConsentEvent], ending: str | None
) -> None:
    entries = [seal(entry_of(n, event), None) for n, event in enumerate(events, start=1)]
    assert standing_of(entries).ending == ending


def test_a_consent_that_was_taken_back_stays_so_when_its_words_are_erased() -> None:
    events: list[ConsentEvent] = ["given", "withdrawn", "erased"]
    entries = [seal(entry_of(n, event), None) for n, event in enumerate(events, start=1)]
    assert standing_of(entries).taken_back_at == entries[1].entry.happened_at


def test_a_consent_whose_entry_was_changed_is_none() -> None:
    (given,) = chain_of(1)
    assert standing_of([given]).given == given
    forged = replace(given, entry=replace(given.entry, subject="0a1b2c3d:77"))
    assert standing_of([forged]).given is None
