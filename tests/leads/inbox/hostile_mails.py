"""Mails that somebody wrote to do harm: to be slow, to crash, to be read as what they are not."""

from collections.abc import Mapping
from functools import lru_cache

HEAD = (
    b"From: Mallory <mallory@example.com>\r\nTo: thandi@debonairs.example\r\n"
    b"Subject: Re: Lunch\r\nDate: Tue, 12 May 2026 11:40:00 +0200\r\n"
)
LONG = 1_000_000


@lru_cache(maxsize=1)
def hostile_mails() -> Mapping[str, bytes]:
    """By what is wrong with them."""
    return {
        **_of_structure(),
        **_of_headers(),
        **{f"a long line of {what}": _plain(line) for what, line in _long_lines().items()},
        **{f"HTML of {what}": _html(body) for what, body in _html_bodies().items()},
        **_of_reports(),
    }


def _plain(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + body


def _html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


def _long_lines() -> Mapping[str, bytes]:
    return {
        "one letter": b"a" * LONG,
        "spaces": b"x" + b" " * LONG + b"x",
        "quote signs": b">" * LONG,
        "quote signs and spaces": b"> " * (LONG // 2),
        "dashes": b"-" * LONG,
        "underscores and words": b"__ a " * (LONG // 5),
        "at signs": b"a@" * (LONG // 2),
        "dots": b"a." * (LONG // 2),
        "almost addresses": b"<a@b" * (LONG // 4),
        "digits": b"1 " * (LONG // 2),
        "almost dates": b"on 12 may " * (LONG // 10),
        "almost wrote": b"On 12:00 a@b " * (LONG // 13),
        "almost objections": b"please remove me remove my " * (LONG // 27),
        "status codes": b"5.1.1 550 " * (LONG // 10),
        "header names": b"From: a@b.cd Sent: To: " * (LONG // 23),
        "short lines": b"On 5 May 2026 at 10:00 x\n" * (LONG // 25),
        "quoted short lines": b"> a\nb\n" * (LONG // 6),
        "closings": b"Regards,\n" * (LONG // 9),
    }


def _html_bodies() -> Mapping[str, bytes]:
    return {
        "deep elements": b"<div>" * 50_000 + b"deep",
        "deep quotations": b"<blockquote>" * 50_000 + b"deep",
        "open tags": b"<" * LONG,
        "attributes": b"<div " + b"a=b " * (LONG // 4) + b">",
        "comments": b"<!--" * (LONG // 4),
        "entities": b"&amp" * (LONG // 4),
        "tables": b"<table><tr><td>" * 20_000,
    }


def _of_headers() -> Mapping[str, bytes]:
    body = b"\r\nHello\r\n"
    return {
        "many headers": HEAD + b"X-A: b\r\n" * 100_000 + body,
        "a long header": HEAD + b"References: " + b"<a@b> " * 100_000 + b"\r\n" + body,
        "many encoded words": HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\r\n" + body,
        "an unknown charset": HEAD + b"Subject: =?klingon?q?hi?=\r\n" + body,
        "a charset of control characters": HEAD
        + b'Content-Type: text/plain; charset="u\\0tf\r\n 8"\r\n'
        + body,
        "a broken base64": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n%%%%=a\r\n",
        "an unknown encoding": HEAD + b"Content-Transfer-Encoding: rot13\r\n" + body,
        "no headers": b"\r\n\r\nHello",
        "nothing but a line": b"Hello",
        "bytes that are no text": bytes(range(256)) * 100,
        "a date of no calendar": HEAD.replace(b"12 May 2026", b"99 May 99999") + body,
        "many addresses": HEAD + b"From: " + b"a@b.example, " * 50_000 + b"\r\n" + body,
        "comments in comments": HEAD + b"From: " + b"(" * 50_000 + b"a@b.example\r\n" + body,
    }


def _of_structure() -> Mapping[str, bytes]:
    return {
        "nested multiparts": HEAD
        + b"".join(
            b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number)
            for number in range(500)
        )
        + b"\r\nHello",
        "nested mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2_000 + b"Hello",
        "many parts": HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + b"--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n" * 20_000
        + b"--b--",
        "a boundary that never comes": HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\nHello\r\n',
        "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nHello\r\n",
        "a multipart in base64": HEAD
        + b'Content-Type: multipart/mixed; boundary="b"\r\nContent-Transfer-Encoding: base64\r\n'
        + b"\r\n--b\r\n\r\nHello\r\n--b--",
    }


def _of_reports() -> Mapping[str, bytes]:
    head = HEAD.replace(b"Mallory <mallory@example.com>", b"MAILER-DAEMON@example.com")
    report = b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    fields = b"Final-Recipient: rfc822; a%d@b.example\nAction: failed\nStatus: 5.1.1\n\n"
    many = b"".join(fields % number for number in range(5_000))
    return {
        "a report of many recipients": head
        + report
        + b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; b\n\n"
        + many
        + b"--b--",
        "a notice of many recipients": head
        + b"\r\nCould not be delivered:\n"
        + b"".join(b"<a%d@b.example>: user unknown\n" % number for number in range(20_000)),
        "a report of nothing": head
        + report
        + b"--b\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--b--",
        "a long diagnostic": head
        + report
        + b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; b\n\n"
        + b"Final-Recipient: rfc822; a@b.example\nAction: failed\nDiagnostic-Code: smtp; "
        + b"550 5.1.1 " * 100_000
        + b"\n--b--",
    }
