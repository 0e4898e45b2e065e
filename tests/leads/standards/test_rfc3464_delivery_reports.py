"""RFC 3464, "An Extensible Message Format for Delivery Status Notifications", with the codes of RFC
3463: what a report says of each recipient, and whose mail it is about."""

import pytest

from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.tables import LeadStatus
from tests.leads.listening.desk import ANN, Desk, id_of

BEN = "ben@vlei.example"
REPORT = """\
Date: Thu, 7 May 2026 17:16:05 +0200
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.vlei.example>
Message-ID: <{number}.report@mx.vlei.example>
Subject: Returned mail
To: <lunch@debonairs.example>
MIME-Version: 1.0
Content-Type: {content_type}

--a/b.c
Content-Type: text/plain

The mail could not be delivered.

--a/b.c
content-type: {status_type}

{fields}
--a/b.c
content-type: {returned_type}

{returned}
--a/b.c--
"""
MULTIPART = 'multipart/report; report-type=delivery-status;\n      boundary="a/b.c"'
STATUS = "message/delivery-status"
OF_MESSAGE = "Reporting-MTA: dns; mx.vlei.example\nArrival-Date: Thu, 7 May 2026 17:10:28 +0200\n"
FAILED = f"{OF_MESSAGE}\nFinal-Recipient: rfc822;{ANN}\nAction: failed\nStatus: 5.1.1\n"
NOT_THERE = "Diagnostic-Code: smtp; 550 5.1.1 no such user\n"


def report(
    fields: str,
    *,
    of: str = "",
    content_type: str = MULTIPART,
    status_type: str = STATUS,
    returned_type: str = "text/rfc822-headers",
) -> bytes:
    """`of`: the Message-ID of the mail that it returns."""
    returned = f"Subject: Lunch\nMessage-ID: <{of}>\n" if of else "[the mail]\n"
    number = abs(hash((fields, of)))
    return REPORT.format(**locals()).encode()


def of_each(fields: str) -> list[tuple[str, str, str]]:
    return [
        (one.recipient, one.outcome, one.status) for one in read_incoming(report(fields)).reports
    ]


@pytest.mark.parametrize(
    ("content_type", "status_type", "returned_type"),
    [
        (MULTIPART, STATUS, "message/rfc822"),
        (MULTIPART, STATUS, "text/rfc822-headers"),
        (
            'Multipart/Report; REPORT-TYPE="Delivery-Status"; boundary="a/b.c"',
            "Message/Delivery-Status",
            "Message/RFC822",
        ),
        (MULTIPART, f'{STATUS}; name="report.txt"', "message/rfc822"),
        (MULTIPART, "message/global-delivery-status", "message/global-headers"),  # RFC 6533
    ],
)
def test_2_a_report_is_a_multipart_report_of_that_type(
    content_type: str, status_type: str, returned_type: str
) -> None:
    """ "a MIME message with a top-level content-type of multipart/report": for people, for
    machines, and the returned mail or its header fields."""
    raw = report(
        FAILED,
        of="offer-1@debonairs.example",
        content_type=content_type,
        status_type=status_type,
        returned_type=returned_type,
    )
    mail = read_incoming(raw)
    assert (mail.kind, mail.hard, mail.status, mail.recipients) == ("bounce", True, "5.1.1", (ANN,))
    assert "offer-1@debonairs.example" in mail.original_message_ids


def test_2_the_returned_mail_is_optional() -> None:
    """ "the third component ... is optional" """
    raw = report(FAILED).replace(
        b"--a/b.c\ncontent-type: text/rfc822-headers\n\n[the mail]\n\n", b""
    )
    assert b"[the mail]" not in raw
    assert read_incoming(raw).recipients == (ANN,)


def test_2_1_fields_of_the_message_then_of_each_recipient() -> None:
    """ "one or more groups of per-recipient fields", each "preceded by a blank line": of one mail
    some of it failed, some waits and some arrived."""
    fields = (
        f"{OF_MESSAGE}\n"
        f"Original-Recipient: rfc822;{ANN}\nFinal-Recipient: rfc822;{ANN}\nAction: failed\n"
        "Status: 5.0.0 (permanent failure)\nDiagnostic-Code: smtp;\n 550 no registered user\n"
        "Remote-MTA: dns; mx.vlei.example\n\n"
        f"Final-Recipient: rfc822;{BEN}\nAction: delayed\nStatus: 4.0.0 (host name lookup)\n\n"
        "Final-Recipient: rfc822;eve@vlei.example\nAction: delivered\nStatus: 2.0.0\n\n"
        "Final-Recipient: rfc822;joe@vlei.example\nAction: failed\nStatus: 5.2.2\n"
    )
    assert of_each(fields) == [
        (ANN, "bounce", "5.0.0"),
        (BEN, "delayed", "4.0.0"),
        ("eve@vlei.example", "delivered", "2.0.0"),
        ("joe@vlei.example", "bounce", "5.2.2"),
    ]
    assert read_incoming(report(fields)).recipients == (ANN, "joe@vlei.example")


@pytest.mark.parametrize(
    ("field", "address"),
    [
        (f"Final-Recipient: rfc822;{ANN}", ANN),
        (f"Final-Recipient: rfc822; {ANN}", ANN),
        (f"Final-Recipient: RFC822 ;  <{ANN}>", ANN),
        (f"FINAL-RECIPIENT: Rfc822;\n {ANN}", ANN),
        (f"final-recipient: rfc822; {ANN} (Ann)", ANN),
        ("Final-Recipient: utf-8; änn@vlei.example", "änn@vlei.example"),  # RFC 6533
        ("Final-Recipient: x400; /c=ZA/a= /p=vlei/s=ann/", ""),
        ('Final-Recipient: local; "|/usr/bin/vacation"', ""),
    ],
)
def test_2_1_2_an_address_has_a_type_and_names_and_types_have_no_case(
    field: str, address: str
) -> None:
    """ "address-type ";" generic-address", type and field names "are case-insensitive" """
    fields = f"{OF_MESSAGE}\n{field}\nAction: failed\nStatus: 5.1.1\n"
    assert of_each(fields) == [(address, "bounce", "5.1.1")]


def test_2_3_1_the_original_recipient_is_whom_the_sender_wrote_to() -> None:
    """ "the original recipient address as specified by the sender": a mailbox that sends on fails
    under another name than the one we know."""
    fields = (
        f"{OF_MESSAGE}\nOriginal-Recipient: rfc822;{ANN}\n"
        "Final-Recipient: rfc822;a.botha@elsewhere.example\nAction: failed\nStatus: 5.1.1\n"
    )
    mail = read_incoming(report(fields))
    assert mail.recipients == ("a.botha@elsewhere.example",)
    assert ANN in mail.original_recipients


@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        ("failed", "bounce"),
        ("delayed", "delayed"),
        ("delivered", "delivered"),
        ("relayed", "delivered"),
        ("expanded", "delivered"),
        ("Failed", "bounce"),
        ("DELAYED", "delayed"),
        ("failed (after 5 days)", "bounce"),
        (" Relayed (to a gateway)", "delivered"),
    ],
)
def test_2_3_3_the_five_actions(action: str, outcome: str) -> None:
    """ "failed" / "delayed" / "delivered" / "relayed" / "expanded", in any case, with a comment."""
    status = {"bounce": "5.1.1", "delayed": "4.4.1", "delivered": "2.1.5"}[outcome]
    fields = f"{OF_MESSAGE}\nFinal-Recipient: rfc822;{ANN}\nAction: {action}\nStatus: {status}\n"
    assert of_each(fields) == [(ANN, outcome, status)]


def test_2_3_3_a_delay_is_no_failure() -> None:
    """ "the reporting MTA has so far been unable to deliver" and "will continue to attempt" """
    fields = (
        f"{OF_MESSAGE}\nFinal-Recipient: rfc822;{ANN}\nStatus: 4.0.0 (unknown temporary failure)\n"
        "Action: delayed\nWill-Retry-Until: Tue, 12 May 2026 17:16:05 +0200\n"
    )
    mail = read_incoming(report(fields))
    assert (mail.kind, mail.hard) == ("delayed", False)


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),  # bad destination mailbox address
        ("5.1.2", True),  # bad destination system address
        ("5.1.6", True),  # the mailbox has moved
        ("5.1.10", True),  # the domain takes no mail (RFC 7505)
        ("5.1.8", False),  # bad sender's system address
        ("5.2.1", False),  # mailbox disabled
        ("5.2.2", False),  # mailbox full
        ("5.3.4", False),  # message too big
        ("5.7.1", False),  # delivery not authorized
        ("4.1.1", False),  # not for good
    ],
)
def test_2_3_4_the_status_says_whether_an_address_is_gone(status: str, *, hard: bool) -> None:
    """ "a three-digit code" of RFC 3463, 3.2 to 3.8, after which a comment may stand."""
    fields = f"Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: {status} (why)\n"
    mail = read_incoming(report(f"{OF_MESSAGE}\n{fields}"))
    assert (mail.hard, mail.status) == (hard, status)


def test_2_3_6_a_server_s_own_code_is_read_where_the_status_is_general() -> None:
    """ "the diagnostic code issued by the mail transport protocol", with its type before it; a
    field may be folded over lines."""
    fields = (
        f"{OF_MESSAGE}\nFinal-Recipient: rfc822;{ANN}\nAction: failed\nStatus: 5.0.0\n"
        "Diagnostic-Code: SMTP;\n 550-5.1.1 the mailbox\n\t550 5.1.1 does not exist\n"
    )
    mail = read_incoming(report(fields))
    assert (mail.hard, mail.status) == (True, "5.1.1")


def test_2_4_a_field_that_is_not_known_is_passed_over() -> None:
    """Extension fields "X-..." and names that others have registered."""
    fields = FAILED.replace(
        "Action:", "X-Actual-Recipient: rfc822;c@d.example\nUnheard-Of: x\nAction:"
    )
    assert of_each(fields) == [(ANN, "bounce", "5.1.1")]


def test_4_1_a_report_counts_only_when_it_names_a_mail_of_ours(desk: Desk) -> None:
    """ "DSNs may be forged as easily as ordinary Internet electronic mail" """
    lead = desk.write_to()
    forged = report(FAILED + NOT_THERE, of="sequence-77-1@debonairs.example")
    assert desk.receive(forged) == []
    assert desk.lead(lead).status == LeadStatus.EMAILED
    assert not desk.is_suppressed(ANN)

    assert desk.receive(report(FAILED + NOT_THERE, of=id_of(lead))) == ["bounced"]
    assert desk.lead(lead).status == LeadStatus.BOUNCED
    assert desk.is_suppressed(ANN)
    assert desk.is_silent(lead)


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_2_3_3_what_did_not_fail_ends_no_sequence(desk: Desk, action: str) -> None:
    lead = desk.write_to()
    status = "4.4.1" if action == "delayed" else "2.0.0"
    fields = f"{OF_MESSAGE}\nFinal-Recipient: rfc822;{ANN}\nAction: {action}\nStatus: {status}\n"
    kind = "delayed" if action == "delayed" else "delivered"
    assert desk.receive(report(fields, of=id_of(lead))) == [kind]
    assert desk.way(lead).ended_at is None
    assert not desk.is_suppressed(ANN)


def test_appendix_e_a_report_after_days_of_trying_may_be_otherwise_tomorrow() -> None:
    """As the "Simple DSN" of the appendix: failed, but with a code that is not permanent."""
    fields = (
        f"{OF_MESSAGE}\nOriginal-Recipient: rfc822;{ANN}\nFinal-Recipient: rfc822;{ANN}\n"
        "Action: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; 426 connection timed out\n"
        "Last-Attempt-Date: Thu, 7 May 2026 17:15:49 +0200\n"
    )
    mail = read_incoming(report(fields))
    assert (mail.kind, mail.hard, mail.status) == ("bounce", False, "4.0.0")
    assert mail.recipients == mail.original_recipients == (ANN,)


def test_appendix_e_a_gateway_reports_of_a_foreign_system() -> None:
    """As the "DSN from gateway": an address with slashes, and a server named by another type."""
    fields = (
        "Reporting-MTA: dns; gateway.vlei.example\nReceived-From-MTA: mts-name-form; mts\n\n"
        "Final-Recipient: rfc822;/g=ann/s=botha/@vlei.example\nAction: delivered\nStatus: 2.0.0\n"
    )
    mail = read_incoming(report(fields))
    assert (mail.kind, mail.hard) == ("delivered", None)
