"""Reports and automatic answers as the standards print them."""

from datetime import date

import pytest

from app.agents.leads.inbox.incoming import read_incoming

# RFC 3464, Appendix E: "Simple DSN".
SIMPLE = """\
Date: Thu, 7 Jul 1994 17:16:05 -0400
From: Mail Delivery Subsystem <MAILER-DAEMON@CS.UTK.EDU>
Message-Id: <199407072116.RAA14128@CS.UTK.EDU>
Subject: Returned mail: Cannot send message for 5 days
To: <owner-info-mime@cs.utk.edu>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
      boundary="RAA14128.773615765/CS.UTK.EDU"

--RAA14128.773615765/CS.UTK.EDU

The original message was received at Sat, 2 Jul 1994 17:10:28 -0400
from root@localhost

   ----- The following addresses had delivery problems -----
<louisl@larry.slip.umd.edu>  (unrecoverable error)

----- Transcript of session follows -----
<louisl@larry.slip.umd.edu>... Deferred: Connection timed out
      with larry.slip.umd.edu.
Message could not be delivered for 5 days
Message will be deleted from queue

--RAA14128.773615765/CS.UTK.EDU
content-type: message/delivery-status

Reporting-MTA: dns; cs.utk.edu

Original-Recipient: rfc822;louisl@larry.slip.umd.edu
Final-Recipient: rfc822;louisl@larry.slip.umd.edu
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; 426 connection timed out
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400

--RAA14128.773615765/CS.UTK.EDU
content-type: message/rfc822

[original message goes here]

--RAA14128.773615765/CS.UTK.EDU--
"""

# The same appendix: "Multi-Recipient DSN", its fields.
OF_SEVERAL = """\
Reporting-MTA: dns; cs.utk.edu

Original-Recipient: rfc822;arathib@vnet.ibm.com
Final-Recipient: rfc822;arathib@vnet.ibm.com
Action: failed
Status: 5.0.0 (permanent failure)
Diagnostic-Code: smtp;
 550 'arathib@vnet.IBM.COM' is not a registered gateway user
Remote-MTA: dns; vnet.ibm.com

Original-Recipient: rfc822;johnh@hpnjld.njd.hp.com
Final-Recipient: rfc822;johnh@hpnjld.njd.hp.com
Action: delayed
Status: 4.0.0 (hpnjld.njd.jp.com: host name lookup failure)

Original-Recipient: rfc822;wsnell@sdcc13.ucsd.edu
Final-Recipient: rfc822;wsnell@sdcc13.ucsd.edu
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 user unknown
Remote-MTA: dns; sdcc13.ucsd.edu
"""

# "Delayed DSN", its fields.
DELAYED = """\
Reporting-MTA: dns; sun2.nsfnet-relay.ac.uk

Final-Recipient: rfc822;thomas@de-montfort.ac.uk
Status: 4.0.0 (unknown temporary failure)
Action: delayed
"""

# "DSN from gateway to foreign system", its fields.
OF_GATEWAY = """\
Reporting-MTA: dns; cs.utk.edu
Received-From-MTA: mts-name-form; gateway.example.com

Final-Recipient: rfc822;/g=foo/s=bar/@example.net
Action: delivered
Status: 2.0.0
"""

# RFC 5965, Appendix B: "A Simple Report for Email Abuse without Optional Headers".
FEEDBACK = """\
From: <abusedesk@example.com>
Date: Thu, 8 Mar 2005 17:40:36 EDT
Subject: FW: Earn money
To: <abuse@example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report;
     boundary="part1_13d.2e68ed54_boundary"

--part1_13d.2e68ed54_boundary
Content-Type: text/plain; charset="US-ASCII"
Content-Transfer-Encoding: 7bit

This is an email abuse report for an email message
received from IP 192.0.2.1 on Thu, 8 Mar 2005 14:00:00 EDT.
For more information about this format please see
http://www.mipassoc.org/arf/.

--part1_13d.2e68ed54_boundary
Content-Type: message/feedback-report

Feedback-Type: {feedback_type}
User-Agent: SomeGenerator/1.0
Version: 1
{more}
--part1_13d.2e68ed54_boundary
Content-Type: message/rfc822
Content-Disposition: inline

Received: from mailserver.example.net
     (mailserver.example.net [192.0.2.1])
     by example.com with ESMTP id M63d4137594e46;
     Thu, 08 Mar 2005 14:00:00 -0400
From: <somespammer@example.net>
To: <Undisclosed Recipients>
Subject: Earn money
MIME-Version: 1.0
Content-type: text/plain
Message-ID: 8787KJKJ3K4J3K4J3K4J3.mail@example.net
Date: Thu, 02 Sep 2004 12:31:03 -0500

Spam Spam Spam
Spam Spam Spam
--part1_13d.2e68ed54_boundary--
"""


def report(fields: str) -> bytes:
    head, _, rest = SIMPLE.partition("Reporting-MTA: dns; cs.utk.edu\n")
    tail = rest[rest.index("--RAA14128") :]
    return f"{head}{fields}\n{tail}".encode()


def test_the_simple_report_of_rfc_3464_is_a_bounce_that_may_be_otherwise_tomorrow() -> None:
    mail = read_incoming(SIMPLE.encode())
    assert (mail.kind, mail.hard, mail.status) == ("bounce", False, "4.0.0")
    assert mail.recipients == mail.original_recipients == ("louisl@larry.slip.umd.edu",)


def test_a_report_of_rfc_3464_on_several_recipients_tells_of_each() -> None:
    mail = read_incoming(report(OF_SEVERAL))
    assert mail.kind == "bounce"
    assert [(one.recipient, one.outcome, one.status) for one in mail.reports] == [
        ("arathib@vnet.ibm.com", "bounce", "5.0.0"),
        ("johnh@hpnjld.njd.hp.com", "delayed", "4.0.0"),
        ("wsnell@sdcc13.ucsd.edu", "bounce", "5.0.0"),
    ]
    assert mail.recipients == ("arathib@vnet.ibm.com", "wsnell@sdcc13.ucsd.edu")


def test_a_delay_of_rfc_3464_is_no_failure() -> None:
    mail = read_incoming(report(DELAYED))
    assert (mail.kind, mail.hard) == ("delayed", False)


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_delivery_of_rfc_3464_is_no_bounce(action: str) -> None:
    mail = read_incoming(report(OF_GATEWAY.replace("delivered", action)))
    assert (mail.kind, mail.hard) == ("delivered", None)


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
def test_the_codes_of_rfc_3463_say_whether_an_address_is_gone(status: str, *, hard: bool) -> None:
    fields = f"Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: {status}\n"
    assert read_incoming(report(f"Reporting-MTA: dns; b.example\n\n{fields}")).hard is hard


@pytest.mark.parametrize(
    "value",
    [
        "auto-replied",
        "auto-generated",
        "Auto-Replied",
        "auto-replied; owner-email=a@example.com",
        "(by the vacation program) auto-replied (twice)",
        "auto-notified; x=y",  # RFC 5436
        "something-new",  # an extension: anything but "no" was submitted by a machine
    ],
)
def test_what_rfc_3834_calls_auto_submitted_is_an_automatic_reply(value: str) -> None:
    mail = read_incoming(answer(f"Auto-Submitted: {value}\n", "Back on 5 June."))
    assert (mail.kind, mail.returns_on) == ("auto_reply", date(2026, 6, 5))


@pytest.mark.parametrize("value", ["no", "No", "no (a person)", "no; why=because"])
def test_what_rfc_3834_calls_not_auto_submitted_is_a_persons(value: str) -> None:
    mail = read_incoming(answer(f"Auto-Submitted: {value}\n", "Back on 5 June."))
    assert (mail.kind, mail.returns_on) == ("reply", None)


def answer(headers: str, body: str) -> bytes:
    return (
        "From: Lerato <lerato@example.com>\nSubject: Re: Lunch\n"
        f"Date: Tue, 12 May 2026 11:40:00 +0200\n{headers}\n{body}\n"
    ).encode()


def test_the_report_of_rfc_5965_is_a_complaint() -> None:
    mail = read_incoming(FEEDBACK.format(feedback_type="abuse", more="").encode())
    assert (mail.kind, mail.hard, mail.feedback_type) == ("complaint", None, "abuse")
    assert mail.original_message_ids == ("8787KJKJ3K4J3K4J3K4J3.mail@example.net",)


def test_a_report_of_rfc_5965_names_its_recipient() -> None:
    more = "Original-Mail-From: <somespammer@example.net>\nOriginal-Rcpt-To: <user@example.com>\n"
    mail = read_incoming(FEEDBACK.format(feedback_type="abuse", more=more).encode())
    assert mail.recipients == ("user@example.com",)


@pytest.mark.parametrize(
    ("feedback_type", "kind"),
    [
        ("fraud", "complaint"),
        ("virus", "complaint"),
        ("other", "complaint"),
        ("something-new", "complaint"),
        ("not-spam", "other"),
        ("auth-failure", "other"),  # RFC 6591: no person wrote it
        ("opt-out", "unsubscribe"),  # of the drafts before it, and still sent
    ],
)
def test_the_types_of_rfc_5965_say_what_the_recipient_wants(feedback_type: str, kind: str) -> None:
    raw = FEEDBACK.format(feedback_type=feedback_type, more="").encode()
    assert read_incoming(raw).kind == kind
