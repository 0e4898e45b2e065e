"""What senders report, as their documentation shows it."""

from base64 import b64encode
from typing import Any

from tests.team.webhooks.senders import as_json

MESSAGE = (
    b"From: Ann Example <ann@acme.example>\r\nTo: ben@example.com\r\nSubject: Re: Lunch\r\n"
    b"Message-ID: <answer-1@acme.example>\r\nIn-Reply-To: <mail-1@example.com>\r\n"
    b"Date: Fri, 20 Nov 2026 12:00:00 +0000\r\n\r\nYes, gladly.\r\n"
)
BOUNDARY = "xYzZY"


def multipart(fields: dict[str, bytes], boundary: str = BOUNDARY) -> bytes:
    parts = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (boundary.encode(), name.encode(), value)
        for name, value in fields.items()
    )
    return parts + b"--%s--\r\n" % boundary.encode()


HEADERS = [
    ["Message-Id", "<answer-1@acme.example>"],
    ["In-Reply-To", "<mail-1@example.com>"],
    ["Content-Type", "text/plain"],
]
MAILGUN = {
    "recipient": b"ben@example.com",
    "sender": b"ann@acme.example",
    "from": b"Ann Example <ann@acme.example>",
    "subject": b"Re: Lunch",
    "body-plain": b"Yes, gladly.",
    "message-headers": as_json(HEADERS),
    "timestamp": b"1763640000",
    "token": b"abc",
    "signature": b"def",
}
SENDGRID = {
    "headers": b"Message-ID: <answer-1@acme.example>\nIn-Reply-To: <mail-1@example.com>\n"
    b"From: Ann Example <ann@acme.example>\nContent-Type: multipart/alternative; boundary=q\n",
    "to": b"ben@example.com",
    "from": b"Ann Example <ann@acme.example>",
    "subject": b"Re: Lunch",
    "text": "Ja, gerne. Grüße".encode("latin-1"),
    "envelope": b'{"to":["ben@example.com"],"from":"ann@acme.example"}',
    "charsets": b'{"text":"iso-8859-1"}',
    "attachments": b"0",
}
POSTMARK: dict[str, Any] = {
    "From": "ann@acme.example",
    "To": "ben@example.com",
    "Subject": "Re: Lunch",
    "MessageID": "22c74902-a0c1-4511-804f-341342852c90",
    "TextBody": "Yes, gladly.",
    "HtmlBody": "<p>Yes, gladly.</p>",
    "Headers": [{"Name": name, "Value": value} for name, value in HEADERS],
    "Attachments": [
        {
            "Name": "invite.ics",
            "Content": b64encode(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").decode(),
            "ContentType": "text/calendar; method=REPLY",
            "ContentLength": 32,
        },
        {"Name": "cat.png", "Content": "AAAA", "ContentType": "image/png", "ContentLength": 3},
    ],
}
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
MAILS = {
    "raw": ("message/rfc822", MESSAGE),
    "raw without a type": ("", MESSAGE),
    "Mailgun's form": (MULTIPART, multipart(MAILGUN)),
    "Mailgun's raw form": (MULTIPART, multipart({"body-mime": MESSAGE, "recipient": b"b@x.y"})),
    "Mailgun's short form": (
        "application/x-www-form-urlencoded",
        b"from=Ann+Example+%3Cann%40acme.example%3E&body-plain=Yes%2C+gladly."
        b"&In-Reply-To=%3Cmail-1%40example.com%3E&Message-Id=%3Canswer-1%40acme.example%3E",
    ),
    "SendGrid's form": (MULTIPART, multipart(SENDGRID)),
    "SendGrid's raw form": (MULTIPART, multipart({"email": MESSAGE, "to": b"b@x.y"})),
    "SendGrid as JSON": (
        "application/json",
        as_json({name: value.decode("latin-1") for name, value in SENDGRID.items()}),
    ),
    "Postmark's JSON": ("application/json; charset=utf-8", as_json(POSTMARK)),
    "Postmark's raw JSON": ("application/json", as_json({"RawEmail": MESSAGE.decode()})),
    "raw in base64": (
        "application/json",
        as_json({"raw_base64": b64encode(MESSAGE).decode()}),
    ),
}


def alert(name: str, status: str, minute: int, **labels: str) -> dict[str, Any]:
    starts = f"2026-11-20T12:{minute:02d}:00.123456789Z"
    ends = f"2026-11-20T13:{minute:02d}:00Z" if status == "resolved" else "0001-01-01T00:00:00Z"
    return {
        "status": status,
        "labels": {"alertname": name, "severity": "critical", **labels},
        "annotations": {"summary": f"{name} <b>is</b> too high"},
        "startsAt": starts,
        "endsAt": ends,
        "generatorURL": "http://prometheus:9090/graph",
        "fingerprint": f"fp-{name}-{labels}",
    }


def notification(*alerts: dict[str, Any]) -> bytes:
    return as_json(
        {
            "version": "4",
            "groupKey": "{}:{}",
            "truncatedAlerts": 0,
            "status": alerts[0]["status"],
            "receiver": "scout",
            "groupLabels": {},
            "commonLabels": {},
            "commonAnnotations": {},
            "externalURL": "http://alertmanager:9093",
            "alerts": list(alerts),
        }
    )


def apify(run_id: str, status: str = "SUCCEEDED", **more: Any) -> bytes:
    return as_json(
        {
            "userId": "u",
            "createdAt": "2026-11-20T12:00:00.000Z",
            "eventType": f"ACTOR.RUN.{status}",
            "eventData": {"actorId": "a", "actorRunId": run_id},
            "resource": {
                "id": run_id,
                "actId": "a",
                "status": status,
                "statusMessage": "It ended.",
            },
            **more,
        }
    )


ITEMS = [
    {"url": "https://acme.example/", "title": "Acme", "text": "We cook.\u202e"},
    {"url": "javascript:alert(1)", "text": "no page"},
    {"name": "Ann", "companyName": "Acme", "email": "ann@acme.example"},
]


def cal_com(trigger: str, uid: str, hour: int, minute: int = 0, **more: Any) -> bytes:
    """`minute`: of the report."""
    payload = {
        "type": "30min",
        "title": "Lunch with Ann",
        "startTime": f"2026-12-01T{hour:02d}:00:00Z",
        "endTime": f"2026-12-01T{hour:02d}:30:00Z",
        "organizer": {"name": "Ben", "email": "ben@example.com", "timeZone": "Africa/Johannesburg"},
        "attendees": [{"email": "ann@acme.example", "name": "Ann", "timeZone": "Europe/Berlin"}],
        "location": "integrations:daily",
        "uid": uid,
        **more,
    }
    created = f"2026-11-20T12:{minute:02d}:00.538Z"
    return as_json({"triggerEvent": trigger, "createdAt": created, "payload": payload})


def calendly(event: str, invitee: str, hour: int, minute: int = 0, **more: Any) -> bytes:
    root = "https://api.calendly.com/scheduled_events"
    payload = {
        "uri": f"{root}/E/invitees/{invitee}",
        "email": "ann@acme.example",
        "name": "Ann",
        "timezone": "Europe/Berlin",
        "old_invitee": None,
        "questions_and_answers": [{"question": "What about?", "answer": "Lunch"}],
        "scheduled_event": {
            "uri": f"{root}/E",
            "name": "30 minutes",
            "start_time": f"2026-12-01T{hour:02d}:00:00.000000Z",
            "end_time": f"2026-12-01T{hour:02d}:30:00.000000Z",
            "location": {"type": "zoom", "join_url": "https://zoom.example/1"},
            "event_memberships": [{"user": "U", "user_email": "ben@example.com"}],
        },
        **more,
    }
    created = f"2026-11-20T12:{minute:02d}:00.000000Z"
    return as_json({"event": event, "created_at": created, "payload": payload})


def icalendar(method: str, uid: str, hour: int, sequence: int = 0) -> bytes:
    return (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nSEQUENCE:{sequence}\r\nDTSTAMP:20261120T12{sequence:02d}00Z\r\n"
        f"DTSTART:20261201T{hour:02d}0000Z\r\nDTEND:20261201T{hour:02d}3000Z\r\nSUMMARY:Call\r\n"
        "ORGANIZER:mailto:ben@example.com\r\nATTENDEE;CN=Ann:MAILTO:ann@acme.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


BOOKINGS = (
    ("application/json", cal_com("BOOKING_CREATED", "c1", 9, 1)),
    ("application/json", cal_com("BOOKING_RESCHEDULED", "c2", 10, 2, rescheduleUid="c1")),
    ("application/json", cal_com("BOOKING_CREATED", "c3", 11, 3)),
    ("application/json", cal_com("BOOKING_CANCELLED", "c3", 11, 4)),
    ("application/json", cal_com("MEETING_ENDED", "c2", 10, 5)),
    ("application/json", calendly("invitee.created", "i1", 12, 1)),
    ("application/json", calendly("invitee.canceled", "i1", 12, 2)),
    (
        "application/json",
        calendly(
            *("invitee.created", "i2", 13, 3),
            old_invitee="https://api.calendly.com/scheduled_events/E/invitees/i1",
        ),
    ),
    ("text/calendar; method=REQUEST", icalendar("REQUEST", "u1", 14)),
    ("text/calendar; method=REQUEST", icalendar("REQUEST", "u1", 15, 1)),
    ("text/calendar", icalendar("REQUEST", "u2", 16)),
    ("text/calendar", icalendar("CANCEL", "u2", 16, 1)),
)
"""In the order in which it happened."""
AT_LAST = {
    *(("c1", "cancelled", 9), ("c2", "confirmed", 10), ("c3", "cancelled", 11)),
    *(("i1", "cancelled", 12), ("i2", "confirmed", 13)),
    *(("u1", "confirmed", 15), ("u2", "cancelled", 16)),
}
