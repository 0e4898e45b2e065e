"""The mail as it leaves, taken apart again: what strangers wrote changes nothing of how it is made.

A hundred hostile titles, five to a mail, against the same mail with harmless titles.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import lru_cache
from itertools import cycle
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from app.agents.scout.report.summary_mail import RunReport, build_mail, subject_of
from app.lib.printable import one_line
from app.parts.mail.message import Envelope, MailContent, build_message, fixed_message_id
from tests.scout.hostile_text import HOSTILE_TEXTS
from tests.scout.sample_report import NOON, PUBLIC_URL, STORIES, TOKEN, sample_report

GMAIL_CUTS_AT = 102 * 1024
RECIPIENT, SENDER = "ann@example.com", "Scout <scout@example.com>"
BEFORE = (
    '"><b>',
    "</title><a href='https://evil.example'>",
    "\r\nBcc: thief@example.net\r\n",
    "=?",
)
AFTER = (
    "\n\n<img src=x onerror=alert(1)>",
    "?=",
    "</table></html>",
    "\u202e\0 https://evil.example",
)
FINDS = len(STORIES)


def hostile_titles() -> list[str]:
    """Each text as it is, and once more between others; of those that read the same, one."""
    around = zip(HOSTILE_TEXTS, cycle(BEFORE), cycle((*AFTER, "'")), strict=False)
    titles = [*HOSTILE_TEXTS, *(f"{start}{text[:80]}{end}" for text, start, end in around)]
    return list({one_line(title, 200): title for title in titles if one_line(title, 200)}.values())


TITLES = hostile_titles()
BUNCHES = [TITLES[at : at + FINDS] for at in range(0, len(TITLES) - FINDS + 1, FINDS)]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A mail as its reader's program gets it."""

    raw: bytes
    message: EmailMessage
    soup: BeautifulSoup

    @property
    def headers(self) -> list[str]:
        return self.message.keys()

    @property
    def elements(self) -> Counter[str]:
        return Counter(f"{tag.name} {sorted(tag.attrs)}" for tag in self.soup.find_all(True))

    @property
    def links(self) -> Counter[str]:
        with_address = self.soup.select("[href], [src], [action], [background]")
        return Counter(str(tag.get("href") or tag) for tag in with_address)

    def part(self, subtype: str) -> str:
        body = self.message.get_body((subtype,))
        assert isinstance(body, EmailMessage)
        return str(body.get_content())


def reported(titles: Sequence[str]) -> RunReport:
    """The sample's finds with other titles, each at an address of its own."""
    finds = sample_report().finds
    return sample_report(
        finds=tuple(
            one.model_copy(update={"title": title, "url": source(place)})
            for place, (one, title) in enumerate(zip(finds, titles, strict=False))
        )
    )


def source(place: int) -> str:
    return f"https://source.example/{place}"


def arrived(titles: Sequence[str]) -> Arrived:
    raw = build_message(build_mail(reported(titles)), envelope()).as_bytes(policy=SMTP)
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("html",))
    assert isinstance(body, EmailMessage)
    return Arrived(raw, message, BeautifulSoup(str(body.get_content()), "lxml"))


def envelope() -> Envelope:
    return Envelope(
        sender=SENDER,
        recipient=RECIPIENT,
        message_id=fixed_message_id("run-7", RECIPIENT, "scout@example.com"),
        date=NOON,
        list_id="brand-scout.example.com",
        unsubscribe_url=f"{PUBLIC_URL}/pause/{TOKEN}",
        auto_submitted=True,
    )


@lru_cache(maxsize=1)
def harmless() -> Arrived:
    return arrived([f"A harmless title {number}" for number in range(FINDS)])


@lru_cache(maxsize=1)
def hostile() -> tuple[Arrived, ...]:
    return tuple(arrived(bunch) for bunch in BUNCHES)


def test_there_are_at_least_a_hundred_different_hostile_titles() -> None:
    assert sum(len(bunch) for bunch in BUNCHES) >= 100


def test_hostile_titles_add_no_header_and_take_none_away() -> None:
    for mail in hostile():
        assert mail.headers == harmless().headers
        assert not mail.message.defects
        for name in set(mail.headers) - {"Subject"}:
            assert mail.message[name] == harmless().message[name]
        assert [part.get_content_type() for part in mail.message.walk()] == [
            "multipart/alternative",
            "text/plain",
            "text/html",
        ]


def test_each_hostile_title_makes_a_subject_and_no_other_header() -> None:
    for title in TITLES:
        content = MailContent(subject_of(reported([title])), "t", "<p>h</p>")
        raw = build_message(content, envelope()).as_bytes(policy=SMTP)
        message = message_from_bytes(raw, policy=default)
        assert message.keys() == harmless().headers
        assert message["Subject"].endswith(", a find for Debonairs Pizza")


def test_hostile_titles_add_no_element_and_no_attribute() -> None:
    for mail in hostile():
        assert mail.elements == harmless().elements


def test_hostile_titles_add_no_link() -> None:
    for mail in hostile():
        assert mail.links == harmless().links


def test_each_hostile_title_can_be_read_in_both_parts_as_it_was_written() -> None:
    for bunch, mail in zip(BUNCHES, hostile(), strict=True):
        shown = [title.get_text() for title in mail.soup.select("h2.title")]
        assert shown == [one_line(title, 200) for title in bunch]
        text = "".join(mail.part("plain").split())
        assert all("".join(title.split()) in text for title in shown)


def test_every_link_goes_to_the_source_or_to_the_service() -> None:
    finds = sample_report().finds
    others = {urlsplit(other.url).hostname for one in finds for other in one.also_in}
    expected = {"source.example", urlsplit(PUBLIC_URL).hostname, *others}
    for mail in (harmless(), *hostile()):
        parts = [urlsplit(link) for link in mail.links]
        assert {part.scheme for part in parts} == {"https"}
        assert {part.hostname for part in parts} == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Message-ID", f"<{envelope().message_id}>"),
        ("Auto-Submitted", "auto-generated"),
        ("List-Unsubscribe", f"<{PUBLIC_URL}/pause/{TOKEN}>"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("To", RECIPIENT),
    ],
)
def test_the_headers_are_as_the_contract_has_them(name: str, value: str) -> None:
    for mail in hostile():
        assert mail.message.get_all(name) == [value]


def test_the_message_id_is_fixed_by_run_and_recipient() -> None:
    same = fixed_message_id("run-7", RECIPIENT, "scout@example.com")
    assert same == envelope().message_id
    assert same != fixed_message_id("run-8", RECIPIENT, "scout@example.com")
    assert same != fixed_message_id("run-7", "ben@example.com", "scout@example.com")


def test_the_same_run_leaves_the_same_bytes() -> None:
    assert arrived(BUNCHES[0]).raw == hostile()[0].raw


def test_no_mail_is_as_long_as_what_gmail_cuts_off() -> None:
    assert max(len(mail.raw) for mail in hostile()) < GMAIL_CUTS_AT
