"""RFC 8058, "Signaling One-Click Functionality for List Email Headers", tried on a mail of a
campaign as it is handed to the mail server, and on the service that its address leads to."""

import re
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import LeadStatus
from app.service.application import create_app
from tests.leads.campaigns.world import SECRET, World

ANN, BEN = "ann@acme.example", "ben@acme.example"
Conversation = tuple[EmailMessage, ...]
BODY = b"List-Unsubscribe=One-Click"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)


@dataclass
class Delivered:
    """A mail to Ann that went, of a campaign that Ben is in as well; `receiver` is the system of
    a mail provider, which knows the mail alone."""

    world: World
    message: EmailMessage
    ann: int
    ben: int
    receiver: TestClient

    @property
    def url(self) -> str:
        return str(self.message["List-Unsubscribe"]).strip("<>")

    def post(self, url: str, content: bytes = BODY, **headers: str) -> Any:
        return self.receiver.post(url, content=content, headers=FORM | headers)

    def is_suppressed(self, email: str) -> bool:
        with self.world.database.read() as session:
            return bool(suppressed_among(session, [email], (SECRET,)))

    def status(self, lead_id: int) -> str:
        return self.world.stored_lead(lead_id).status


@pytest.fixture
def delivered(world: World) -> Delivered:
    ann, ben = world.lead(ANN), world.lead(BEN, name="Ben Botha")
    world.campaign(ann, ben)
    world.round()
    [first] = world.deliver()
    receiver = TestClient(
        create_app(world.parts), base_url=world.parts.settings.public_url, follow_redirects=False
    )
    assert first.recipient == ANN
    return Delivered(world, first.message, ann, ben, receiver)


def test_3_1_one_list_unsubscribe_and_one_list_unsubscribe_post_header_field(
    conversation: Conversation,
) -> None:
    """ "places one List-Unsubscribe header field and one List-Unsubscribe-Post header field in the
    message" """
    for message in conversation:
        names = [name.lower() for name in message]
        assert names.count("list-unsubscribe") == names.count("list-unsubscribe-post") == 1


def test_3_1_one_https_uri(conversation: Conversation) -> None:
    """ "MUST contain one HTTPS URI" """
    for message in conversation:
        assert re.fullmatch(r"<https://[!-;=?-~]+>", str(message["List-Unsubscribe"]))


def test_3_1_the_single_pair_of_key_and_value(conversation: Conversation) -> None:
    """ "MUST contain the single key/value pair "List-Unsubscribe=One-Click" " """
    for message in conversation:
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_4_a_dkim_signature_can_cover_both(conversation: Conversation) -> None:
    """ "needs a valid DKIM signature that covers at least" both: the relay that signs names header
    fields once each (RFC 6376, 5.4.2), so that what it signs has to be the only one of its name,
    plain, and on one line, which no relay has to fold anew (RFC 5322, 2.1.1)."""
    for message in conversation:
        assert_coverable(message)


def assert_coverable(message: EmailMessage) -> None:
    head = message.as_bytes().partition(b"\r\n\r\n")[0].decode("ascii")
    for name in ("List-Unsubscribe", "List-Unsubscribe-Post"):
        [line] = [one for one in head.split("\r\n") if one.startswith(f"{name}:")]
        assert line == f"{name}: {message[name]}"
        assert len(line) <= 998


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (BODY, FORM["Content-Type"]),
        (MULTIPART, "multipart/form-data; boundary=b"),
    ],
    ids=["urlencoded", "multipart"],
)
def test_3_2_an_https_post_with_the_pair_unsubscribes(
    delivered: Delivered, content: bytes, content_type: str
) -> None:
    """ "the key/value pair from the List-Unsubscribe-Post header" as a form of either encoding,
    without cookies, authorization or any other context."""
    answer = delivered.post(delivered.url, content, **{"Content-Type": content_type})
    assert answer.status_code == 200
    assert delivered.is_suppressed(ANN)
    assert delivered.status(delivered.ann) == LeadStatus.UNSUBSCRIBED


def test_3_1_the_uri_is_enough_to_know_who_is_removed_from_what(delivered: Delivered) -> None:
    """ "MUST contain enough information to identify the mail recipient and the list": of two leads
    of one campaign the one whose mail it was leaves, and nothing is asked."""
    delivered.post(delivered.url)
    assert (delivered.is_suppressed(ANN), delivered.is_suppressed(BEN)) == (True, False)
    assert delivered.world.way(delivered.ann).ended_because == "unsubscribed"
    assert delivered.world.way(delivered.ben).ended_at is None
    assert {one.recipient for one in delivered.world.days(8)} == {BEN}


def test_3_1_no_cookie_and_no_authorization(delivered: Delivered) -> None:
    """ "MUST NOT include cookies, HTTP authorization, or any other context information": none is
    needed at a service that is closed otherwise, and none is given."""
    assert delivered.receiver.get("/api/suppressions").status_code == 401
    answer = delivered.post(delivered.url)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert not delivered.receiver.cookies


def test_3_1_no_redirect(delivered: Delivered) -> None:
    """ "MUST NOT return an HTTPS redirect" """
    for _ in range(2):
        answer = delivered.post(delivered.url)
        assert answer.status_code == 200
        assert "location" not in answer.headers


def test_3_1_a_component_that_is_hard_to_forge_is_verified(delivered: Delivered) -> None:
    """ "SHOULD include an opaque identifier or another hard-to-forge component", and "SHOULD verify
    that the opaque or hard-to-forge component is valid" """
    folder, _, token = delivered.url.rpartition("/")
    for at in range(0, len(token), 7):
        forged = f"{token[:at]}{'A' if token[at] != 'A' else 'B'}{token[at + 1 :]}"
        assert delivered.post(f"{folder}/{forged}").status_code == 404
    assert not delivered.is_suppressed(ANN)
    assert delivered.status(delivered.ann) == LeadStatus.EMAILED


def test_3_1_the_uri_names_neither_the_list_nor_the_subscriber_in_plain_text(
    delivered: Delivered,
) -> None:
    """ "in addition to, or instead of, the plaintext names of the list and the subscriber" """
    path = urlsplit(delivered.url).path.lower()
    assert all(name not in path for name in ("ann", "acme", "lunches"))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_1_to_fetch_the_address_unsubscribes_nobody(delivered: Delivered, method: str) -> None:
    """ "anti-spam software often fetches all resources in mail header fields automatically" """
    answer = delivered.receiver.request(method, delivered.url)
    assert answer.status_code == 200
    assert not delivered.is_suppressed(ANN)
    assert delivered.status(delivered.ann) == LeadStatus.EMAILED


def test_whoever_opens_the_link_later_is_told_that_it_is_done(delivered: Delivered) -> None:
    assert "No more mails?" in delivered.receiver.get(delivered.url).text
    delivered.post(delivered.url)
    after = delivered.receiver.get(delivered.url).text
    assert "gets no mail from us any more" in after
    assert "<form" not in after
