"""RFC 5322, "Internet Message Format": the identification fields, by which a sequence is one
conversation (3.6.4), and the lines that they stand on."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message

import pytest

from app.agents.leads.inbox.incoming import read_incoming
from app.parts.mail.message import Envelope, MailContent, build_message
from tests.leads.campaigns.world import World
from tests.leads.listening.desk import Desk, answer, id_of
from tests.leads.standards.conftest import STEPS

Conversation = tuple[EmailMessage, ...]
LONGEST_LINE = 998
WELL_PREFERRED = 78


def read(sent: Iterable[EmailMessage]) -> list[Message]:
    """As a program reads them that knows no more than the bytes."""
    return [message_from_bytes(one.as_bytes()) for one in sent]


def test_3_6_4_in_reply_to_has_the_message_id_of_the_parent(conversation: Conversation) -> None:
    """ "The "In-Reply-To:" field will contain the contents of the "Message-ID:" field of the
    message to which this one is a reply" """
    first, second, third = read(conversation)
    assert first["In-Reply-To"] is first["References"] is None
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]


def test_3_6_4_references_are_those_of_the_parent_and_its_message_id(
    conversation: Conversation,
) -> None:
    """ "the contents of the parent's "References:" field (if any) followed by the contents of the
    parent's "Message-ID:" field" """
    first, second, third = read(conversation)
    assert second["References"].split() == [first["Message-ID"]]
    assert third["References"].split() == [*second["References"].split(), second["Message-ID"]]


def test_3_6_4_a_message_identifier_is_globally_unique_and_of_our_domain(world: World) -> None:
    """ "MUST be a globally unique identifier"; the right side is best "a domain name" of whoever
    makes it."""
    leads = [world.lead(f"{name}@acme.example") for name in ("ann", "ben")]
    world.campaign(*leads, steps=STEPS)
    ids = [one["Message-ID"] for one in read(one.message for one in world.days(3, hours=8))]
    assert len(set(ids)) == len(ids) >= 3
    assert all(one.startswith("<") and one.endswith("@lunch.example>") for one in ids)


def test_3_6_4_only_what_was_delivered_is_referred_to(world: World) -> None:
    """A parent that nobody got would leave the reader a thread with a hole: the id is that of the
    mail as it went, and as the answers name it."""
    lead = world.lead()
    world.campaign(lead, steps=STEPS)
    went = read(one.message for one in world.days(3, hours=24))
    stored = {f"<{row.message_id}>" for row in world.rows(lead) if row.sent_at}
    assert set(went[-1]["References"].split()) < stored
    assert {one["Message-ID"] for one in went} == stored


def test_3_6_the_fields_that_may_stand_once_stand_once(conversation: Conversation) -> None:
    """ "unlimited" is the number of none of these; date and originator are obligatory."""
    for message in read(conversation):
        for name in ("Date", "From", "To", "Message-ID", "Subject"):
            assert len(message.get_all(name, [])) == 1
        for name in ("Reply-To", "In-Reply-To", "References", "Sender"):
            assert len(message.get_all(name, [])) <= 1


def threaded(length: int, count: int) -> bytes:
    """Bytes of a mail in a thread of ids of so many characters."""
    ids = tuple(f"{number:02}{'x' * (length - 13)}@mx.example" for number in range(count))
    envelope = Envelope(
        "sipho@lunch.example",
        "ann@acme.example",
        "own.1@lunch.example",
        datetime(2026, 11, 16, 15, 0, tzinfo=UTC),
        in_reply_to=ids[-1],
        thread=ids,
    )
    return build_message(MailContent("Lunch", "Lunch?\n", "<p>Lunch?</p>"), envelope).as_bytes()


@pytest.mark.parametrize(("length", "count"), [(30, 3), (60, 20), (80, 3), (250, 20)])
def test_2_2_3_folding_breaks_lines_between_ids_and_changes_none(length: int, count: int) -> None:
    """ "Unfolding is accomplished by simply removing any CRLF that is immediately followed by
    WSP"; RFC 2047, 5 (3) allows no encoded word within a message identifier."""
    head = threaded(length, count).partition(b"\r\n\r\n")[0].decode("ascii")
    unfolded = head.replace("\r\n ", " ").split("\r\n")
    [references] = [line for line in unfolded if line.startswith("References: ")]
    [in_reply_to] = [line for line in unfolded if line.startswith("In-Reply-To: ")]
    ids = references.split()[1:]
    assert len(ids) == count
    assert all(len(one) == length + len("<>") for one in ids)
    assert in_reply_to.split()[1] == ids[-1]
    assert "=?" not in head


@pytest.mark.parametrize("length", [30, 60, 250])
def test_2_1_1_no_line_is_longer_than_may_be(length: int) -> None:
    """ "MUST be no more than 998 characters, and SHOULD be no more than 78 characters" """
    lines = threaded(length, 20).split(b"\r\n")
    longest = max(map(len, lines))
    assert longest <= (WELL_PREFERRED if length < WELL_PREFERRED - 20 else LONGEST_LINE)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("In-Reply-To", "<{second}>"),
        ("In-Reply-To", "(your mail) <{second}>"),  # 3.6.4: msg-id = [CFWS] "<" ... ">" [CFWS]
        ("In-Reply-To", 'Your message of "Mon, 16 Nov" <{second}>'),  # 4.5.4: obs-in-reply-to
        ("In-Reply-To", "\n <{second}>"),
        ("References", "<{first}>\n <{second}>"),
        ("References", "<{first}>\n\t<{second}>"),
        ("References", "<elsewhere@acme.example> <{second}>"),
        ("references", "<{first}><{second}>"),
    ],
)
def test_3_6_4_an_answer_is_known_by_either_field_however_it_is_folded(
    desk: Desk, name: str, written: str
) -> None:
    """Also from an address that was never written to: the conversation is named, not the person."""
    lead = desk.write_to(sent=2)
    field = written.format(first=id_of(lead, 1), second=id_of(lead, 2))
    plain = answer("Yes, send the menu.", sender="colleague@elsewhere.example").decode()
    raw = f"{name}: {field}\n{plain}".encode()
    assert id_of(lead, 2) in read_incoming(raw).original_message_ids
    assert desk.receive(raw) == ["replied"]
    assert desk.is_silent(lead)
