"""RFC 5965, "An Extensible Format for Email Feedback Reports" (ARF): somebody pressed "this is
spam", and their provider tells us."""

import pytest

from app.agents.leads.inbox.incoming import read_incoming
from app.agents.leads.tables import LeadStatus
from tests.leads.listening.desk import ANN, Desk, id_of

REPORT = """\
From: <feedback@provider.example>
Date: Thu, 7 May 2026 17:40:36 +0200
Subject: FW: Lunch
To: <lunch@debonairs.example>
Message-ID: <{number}.feedback@provider.example>
MIME-Version: 1.0
Content-Type: {content_type}

--part
Content-Type: text/plain; charset="US-ASCII"

This is an email abuse report for a message received from 192.0.2.1.

--part
Content-Type: {feedback_part}

{fields}
--part
Content-Type: {third}
Content-Disposition: inline

From: <lunch@debonairs.example>
To: <Undisclosed Recipients>
Subject: Lunch
Message-ID: <{of}>

Do you know lunch?
--part--
"""
MULTIPART = 'multipart/report; report-type=feedback-report;\n     boundary="part"'
REQUIRED = "Feedback-Type: {}\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n"
OTHERS = "sequence-77-1@debonairs.example"


def feedback(
    kind: str = "abuse",
    more: str = "",
    *,
    of: str = OTHERS,
    fields: str = "",
    content_type: str = MULTIPART,
    feedback_part: str = "message/feedback-report",
    third: str = "message/rfc822",
) -> bytes:
    """`of`: the Message-ID of the mail that it is about."""
    fields = fields or REQUIRED.format(kind) + more
    number = abs(hash((fields, of)))
    return REPORT.format(**locals()).encode()


@pytest.mark.parametrize("third", ["message/rfc822", "text/rfc822-headers"])
def test_2_three_parts_of_a_multipart_report(third: str) -> None:
    """For people, "message/feedback-report" for machines, and third the mail "in its entirety" or
    its header: by it we know which it was."""
    mail = read_incoming(feedback(third=third))
    assert (mail.kind, mail.hard, mail.feedback_type) == ("complaint", None, "abuse")
    assert mail.original_message_ids == (OTHERS,)


def test_2_types_and_names_have_no_case() -> None:
    raw = feedback(
        fields="FEEDBACK-TYPE: Abuse\nuser-agent: x/1\nVERSION: 0.1\n",
        content_type='Multipart/Report; Report-Type=Feedback-Report; boundary="part"',
        feedback_part="Message/Feedback-Report",
    )
    assert (read_incoming(raw).kind, read_incoming(raw).feedback_type) == ("complaint", "abuse")


def test_3_1_the_three_required_fields_are_enough() -> None:
    """ "Feedback-Type", "User-Agent" and "Version", each "exactly once" """
    assert read_incoming(feedback()).kind == "complaint"


@pytest.mark.parametrize("lacking", ["Feedback-Type", "User-Agent", "Version"])
def test_3_1_a_report_that_lacks_one_is_still_somebody_s_complaint(lacking: str) -> None:
    """Theirs is the fault of form, ours would be to write on: silence is the safe side."""
    lines = REQUIRED.format("abuse").splitlines(keepends=True)
    fields = "".join(line for line in lines if not line.startswith(lacking))
    mail = read_incoming(feedback(fields=fields))
    assert (mail.kind, mail.original_message_ids) == ("complaint", (OTHERS,))


def test_3_2_the_optional_fields_that_may_stand_once() -> None:
    more = (
        "Original-Envelope-Id: 42\nOriginal-Mail-From: <lunch@debonairs.example>\n"
        "Arrival-Date: Thu, 7 May 2026 14:00:00 +0200\nReporting-MTA: dns; mx.provider.example\n"
        "Source-IP: 192.0.2.1\nIncidents: 3\n"
    )
    mail = read_incoming(feedback(more=more))
    assert (mail.kind, mail.recipients) == ("complaint", ())


def test_3_3_several_recipients_may_be_named() -> None:
    """ "Original-Rcpt-To", "Reported-Domain" and "Reported-URI" may stand "any number of times" """
    more = (
        f"Original-Rcpt-To: <{ANN}>\nOriginal-Rcpt-To: <ben@vlei.example>\n"
        "Reported-Domain: debonairs.example\nReported-URI: https://debonairs.example/\n"
        "Authentication-Results: mx.provider.example;\n  spf=pass smtp.mail=x@debonairs.example\n"
    )
    assert read_incoming(feedback(more=more)).recipients == (ANN, "ben@vlei.example")


def test_3_fields_that_are_not_known_are_ignored() -> None:
    """ "extensible": names that are registered later, and X- fields, change nothing."""
    more = "X-Feedback-Id: 7\nDelivery-Result: delivered\nOriginal-Rcpt-To: ann@vlei.example\n"
    assert read_incoming(feedback(more=more)).recipients == (ANN,)


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("abuse", "complaint"),
        ("fraud", "complaint"),
        ("virus", "complaint"),
        ("other", "complaint"),
        ("something-new", "complaint"),
        ("not-spam", "other"),  # RFC 6430
        ("auth-failure", "other"),  # RFC 6591: no person wrote it
        ("opt-out", "unsubscribe"),  # of the drafts before it, and still sent
    ],
)
def test_7_3_the_type_says_what_the_recipient_wants(kind: str, read_as: str) -> None:
    """The registry of feedback types; a type that is not known is a complaint."""
    assert read_incoming(feedback(kind)).kind == read_as


@pytest.mark.parametrize("third", ["message/rfc822", "text/rfc822-headers"])
def test_7_3_abuse_of_a_mail_of_ours_suppresses_for_good(desk: Desk, third: str) -> None:
    """ "unsolicited email or some other kind of email abuse" """
    lead = desk.write_to()
    assert desk.receive(feedback(of=id_of(lead), third=third)) == ["complained"]
    assert desk.lead(lead).status == LeadStatus.UNSUBSCRIBED
    assert desk.is_suppressed(ANN)
    assert desk.is_silent(lead)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure"])
def test_7_3_what_is_no_complaint_ends_nothing(desk: Desk, kind: str) -> None:
    """ "not-spam": "an entity is reporting that the message is not spam" """
    lead = desk.write_to()
    desk.receive(feedback(kind, of=id_of(lead)))
    assert desk.lead(lead).status == LeadStatus.EMAILED
    assert desk.way(lead).ended_at is None
    assert not desk.is_suppressed(ANN)


def test_8_2_a_report_that_names_no_mail_of_ours_suppresses_nobody(desk: Desk) -> None:
    """ "forgeries" of reports are foreseen: the Message-ID of our mail is what a stranger does not
    have."""
    lead = desk.write_to()
    named = f"Original-Rcpt-To: <{ANN}>\n"
    assert desk.receive(feedback(more=named)) == []
    assert desk.lead(lead).status == LeadStatus.EMAILED
    assert not desk.is_suppressed(ANN)
