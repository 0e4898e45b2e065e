"""Reports of mail servers that no standard describes, as their engines write them."""

import pytest

from app.agents.leads.inbox.incoming import IncomingMail, read_incoming

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.net>"
OURS = "thandi@debonairs.example"
RETURNED = (
    f"Return-Path: <{OURS}>\nReceived: by mx.example.net\nMessage-ID: <offer-1@debonairs.example>\n"
    f"From: {OURS}\nTo: lerato@vlei.example\nSubject: Lunch\n\nDo you know lunch?\n"
)
QMAIL = """\
Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<lerato@vlei.example>:
192.0.2.25 does not like recipient.
Remote host said: {said}
Giving up on 192.0.2.25.

--- Below this line is a copy of the message.

"""
EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  lerato@vlei.example
    host mx.vlei.example [192.0.2.25]
    SMTP error from remote mail server after {command}:
    {said}

------ This is a copy of the message, including all the headers. ------

"""
POSTFIX = """\
This is the mail system at host mx.example.net.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<lerato@vlei.example>: host mx.vlei.example[192.0.2.25] said: {said}
    (in reply to {command} command)

"""
NO_SUCH_USER = "550 5.1.1 <lerato@vlei.example>... User unknown"
FULL = "552 5.2.2 Mailbox full"


def notice(text: str, sender: str = DAEMON, subject: str = "failure notice") -> IncomingMail:
    return read_incoming(
        f"From: {sender}\nTo: {OURS}\nSubject: {subject}\n\n{text}{RETURNED}".encode()
    )


@pytest.mark.parametrize(
    "text",
    [
        QMAIL.format(said=NO_SUCH_USER),
        EXIM.format(command="RCPT TO:<lerato@vlei.example>", said=NO_SUCH_USER),
        POSTFIX.format(command="RCPT TO", said=NO_SUCH_USER),
        POSTFIX.format(command="RCPT TO", said="550 No such user here"),
        "Unknown user: lerato@vlei.example\n\nOriginal message follows.\n\n",
        "550 5.1.2 <lerato@vlei.example>... Host unknown (Name server: host not found)\n",
        "Could not be delivered to <lerato@vlei.example>: 550 Domain not found\n",
        POSTFIX.format(
            command="RCPT TO", said="550 5.4.310 DNS domain vlei.example does not exist"
        ),
        "<lerato@vlei.example>\n    all host address lookups failed permanently\n\n",
    ],
)
def test_an_address_that_does_not_exist_is_a_hard_bounce_in_any_engines_words(text: str) -> None:
    mail = notice(text)
    assert (mail.kind, mail.hard) == ("bounce", True)
    assert mail.recipients == ("lerato@vlei.example",)


@pytest.mark.parametrize(
    "text",
    [
        QMAIL.format(said=FULL),
        EXIM.format(command="initial connection", said="554 5.7.1 Missing reverse DNS"),
        EXIM.format(command="MAIL FROM:<thandi@debonairs.example>", said="550 No such domain"),
        EXIM.format(command="end of data", said="550 Rejected as spam"),
        POSTFIX.format(command="end of DATA", said="550 Unknown user lerato@vlei.example"),
        POSTFIX.format(command="RCPT TO", said="450 4.1.1 User unknown, try again later"),
        POSTFIX.format(command="RCPT TO", said="550 5.7.1 Sender blocked by policy"),
        "As their mailbox is full, your mail could not be delivered to lerato@vlei.example\n",
    ],
)
def test_any_other_refusal_may_be_otherwise_tomorrow(text: str) -> None:
    mail = notice(text)
    assert (mail.kind, mail.hard) == ("bounce", False)


def test_each_recipient_has_a_verdict_of_its_own() -> None:
    both = QMAIL.format(said=NO_SUCH_USER).replace(
        "--- Below",
        f"<info@vlei.example>:\n192.0.2.25 does not like recipient.\nRemote host said: {FULL}\n\n"
        "--- Below",
    )
    assert [(one.recipient, one.hard, one.status) for one in notice(both).reports] == [
        ("lerato@vlei.example", True, "5.1.1"),
        ("info@vlei.example", False, "5.2.2"),
    ]


def test_a_mail_that_is_still_tried_is_late_and_has_not_failed() -> None:
    text = (
        "THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\n\n"
        "Your message to lerato@vlei.example has been delayed. It will be retried for 4 days.\n\n"
    )
    mail = notice(text, subject="Delivery Status Notification (Delay)")
    assert (mail.kind, mail.hard, mail.recipients) == ("delayed", False, ("lerato@vlei.example",))


def test_the_mail_that_came_back_is_named() -> None:
    mail = notice(QMAIL.format(said=NO_SUCH_USER))
    assert mail.original_message_ids == ("offer-1@debonairs.example",)
    assert mail.original_recipients == ("lerato@vlei.example",)


def test_what_was_in_our_own_mail_is_no_verdict() -> None:
    """It is behind the line that says so: its words are ours, or whoever's we quoted."""
    mail = notice(QMAIL.format(said=FULL) + "550 5.1.1 user unknown\n")
    assert mail.hard is False


def test_fields_behind_a_boundary_that_is_not_the_declared_one_are_read() -> None:
    mail = read_incoming(
        f"From: {DAEMON}\nTo: {OURS}\nSubject: Undelivered Mail Returned to Sender\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="declared"\n\n'
        "--another\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        "Final-Recipient: rfc822; lerato@vlei.example\nAction: failed\nStatus: 5.1.1\n"
        f"\n--another\nContent-Type: message/rfc822\n\n{RETURNED}".encode()
    )
    assert (mail.kind, mail.hard, mail.recipients) == ("bounce", True, ("lerato@vlei.example",))


@pytest.mark.parametrize(
    "sender", ["Lerato <lerato@vlei.example>", "Postmaster <postmaster@vlei.example>"]
)
def test_a_person_who_complains_about_a_delivery_is_a_person(sender: str) -> None:
    mail = read_incoming(
        f"From: {sender}\nTo: {OURS}\nSubject: Re: Lunch\n\n"
        "Your driver was late and nobody was there.\n".encode()
    )
    assert mail.kind == "reply"


def test_a_person_who_copies_the_fields_of_a_report_is_a_person() -> None:
    fields = "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n"
    assert notice(f"What is this?\n\n{fields}\n", "Lerato <lerato@vlei.example>").kind == "reply"


@pytest.mark.parametrize("name", ["Postmaster", "Mail Service Durban", "Email Systems"])
def test_a_postmaster_who_answers_about_parcels_is_a_person(name: str) -> None:
    mail = read_incoming(
        f"From: {name} <postmaster@vlei.example>\nTo: {OURS}\nSubject: Re: Lunch\n\n"
        "The last one could not be delivered, the driver was unable to reach us.\n".encode()
    )
    assert mail.kind == "reply"


def test_an_automatic_answer_without_a_sender_is_no_bounce() -> None:
    mail = read_incoming(
        f"Return-Path: <>\nFrom: Lerato <lerato@vlei.example>\nTo: {OURS}\nSubject: Away\n\n"
        "I cannot be reached, and your mail will not be delivered to anybody else.\n".encode()
    )
    assert mail.kind == "auto_reply"


def test_a_person_who_sends_a_report_on_is_a_person() -> None:
    text = QMAIL.format(said=NO_SUCH_USER)
    mail = notice(f"Look what I got.\n\n{text}", "Lerato <lerato@vlei.example>", "Fwd: failure")
    assert mail.kind == "reply"
