"""The suppression list: one digest for every spelling of a mailbox, and none without the key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.leads.law.suppression import (
    address_digest,
    digests_to_ask,
    domain_digest,
    normalised_address,
)

SECRET = "k" * 20 + "-of-the-tests-0123456789"
OTHER = "another-" + SECRET


@pytest.mark.parametrize(
    ("spelling", "mailbox"),
    [
        ("Jane.Doe@Example.com", "jane.doe@example.com"),
        ("jane.doe+lunch@example.com", "jane.doe@example.com"),
        (" <jane.doe@example.com> ", "jane.doe@example.com"),
        ("j.a.n.e+x@gmail.com", "jane@gmail.com"),
        ("Jane@GoogleMail.com", "jane@gmail.com"),
        ("info@Bücher.example", "info@xn--bcher-kva.example"),
        ("info@xn--bcher-kva.example", "info@xn--bcher-kva.example"),
        ("info@Stra\u00dfe.example", "info@xn--strae-oqa.example"),
        ("info@xn--strae-oqa.example", "info@xn--strae-oqa.example"),
        ("info@\u03c3\u03b1\u03c2.example", "info@xn--mxa8ab.example"),
        ("ja\u200bne@example.com.", "jane@example.com"),
        ("\uff4a\uff41\uff4e\uff45@example.com", "jane@example.com"),
        ("no address", "noaddress"),
    ],
)
def test_spellings_of_a_mailbox_are_one(spelling: str, mailbox: str) -> None:
    assert normalised_address(spelling) == mailbox
    assert address_digest(spelling, SECRET) in digests_to_ask(mailbox, [SECRET])


def test_dots_count_where_the_provider_counts_them() -> None:
    assert normalised_address("j.doe@example.com") != normalised_address("jdoe@example.com")


def test_a_suppressed_domain_holds_for_its_addresses_and_those_below_it() -> None:
    listed = domain_digest("Example.com", SECRET)
    assert listed in digests_to_ask("jane@example.com", [SECRET])
    assert listed in digests_to_ask("jane@mail.example.com", [SECRET])
    assert listed not in digests_to_ask("jane@notexample.com", [SECRET])


def test_an_address_and_a_domain_of_the_same_letters_are_two() -> None:
    assert address_digest("example.com", SECRET) != domain_digest("example.com", SECRET)


def test_without_the_key_a_digest_tells_nothing_of_the_address() -> None:
    digest = address_digest("jane@example.com", SECRET)
    assert "jane" not in digest
    assert digest not in digests_to_ask("jane@example.com", [OTHER])


def test_entries_made_with_an_earlier_key_still_hold_after_a_change() -> None:
    old = address_digest("jane@example.com", SECRET)
    assert old in digests_to_ask("jane@example.com", [OTHER, SECRET])
    key_id, _, digits = old.partition(":")
    assert (len(key_id), len(digits)) == (8, 64)
    assert key_id != address_digest("jane@example.com", OTHER).partition(":")[0]


@given(st.text())
def test_any_text_has_a_digest_and_is_found_by_it(text: str) -> None:
    assert address_digest(text, SECRET) in digests_to_ask(text, [SECRET])


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalised_address(text)
    assert normalised_address(once) == once
