import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.lib.signing import AddressSigner, BadTokenError, Signer

NEW, OLD, OTHER = "n" * 40, "o" * 40, "x" * 40
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def refused(signer: Signer, token: str, count: int = 2) -> bool:
    try:
        signer.read(token, count)
    except BadTokenError as error:
        return str(error) == "This link is not valid."
    return False


def test_what_was_signed_is_read() -> None:
    assert Signer([NEW], "feedback").read(Signer([NEW], "feedback").sign(7, 3), 2) == (7, 3)


@pytest.mark.parametrize("key", [NEW, OLD, OTHER])
def test_no_token_with_one_character_changed_removed_or_added_is_accepted(key: str) -> None:
    signer = Signer([key], "feedback")
    token = signer.sign(7, 3)
    changed = [
        token[:place] + character + token[place + 1 :]
        for place in range(len(token))
        for character in string.printable + "\x00é"
        if character != token[place]
    ]
    shorter = [token[:place] + token[place + 1 :] for place in range(len(token))]
    longer = [token[:place] + "A" + token[place:] for place in range(len(token) + 1)]
    accepted = [one for one in (*changed, *shorter, *longer) if not refused(signer, one)]
    assert accepted == []


@pytest.mark.parametrize(
    "signer", [Signer([NEW], "pause"), Signer([OTHER], "feedback"), Signer([NEW], "")]
)
def test_another_purpose_or_key_is_refused(signer: Signer) -> None:
    assert refused(Signer([NEW], "feedback"), signer.sign(7, 3))


def test_another_count_of_numbers_is_refused() -> None:
    signer = Signer([NEW], "feedback")
    assert refused(signer, signer.sign(7))
    assert refused(signer, "A" * 100_000)


def test_a_link_ends_after_its_days() -> None:
    signer = Signer([NEW], "feedback", days=60)
    token = signer.sign(7, 3)
    with time_machine.travel(NOW + timedelta(days=60), tick=False):
        assert signer.read(token, 2) == (7, 3)
    with time_machine.travel(NOW + timedelta(days=60, seconds=1), tick=False):
        assert refused(signer, token)


def test_a_signed_address_cannot_be_changed_nor_its_token_be_used_elsewhere() -> None:
    signer, address = AddressSigner([NEW], "follow"), "https://a.example/?q=" + "\u00fc" * 400
    token = signer.sign(address, 7, 3)
    assert signer.read(token, 2) == (address, (7, 3))
    other = AddressSigner([NEW], "follow").sign("https://evil.example/", 7, 3)
    mixed = token.rpartition(".")[0] + "." + other.rpartition(".")[2]
    for bad, count in ((mixed, 2), (token, 1), (token[:-1], 2), ("A" * 5_000, 2)):
        with pytest.raises(BadTokenError, match="This link is not valid"):
            signer.read(bad, count)
    assert refused(Signer([NEW], "follow"), Signer([NEW], "feedback").sign(7, 3))
    with pytest.raises(BadTokenError):
        AddressSigner([NEW], "feedback").read(token, 2)


def test_links_of_an_older_key_are_good_until_the_key_is_taken_away() -> None:
    token = Signer([OLD], "feedback").sign(7, 3)
    rotated = Signer([NEW, OLD], "feedback")
    assert rotated.read(token, 2) == (7, 3)
    assert refused(Signer([NEW], "feedback"), token)
    assert Signer([NEW], "feedback").read(rotated.sign(1, 2), 2) == (1, 2)
