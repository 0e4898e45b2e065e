"""Reads an incoming mail, whatever is in it.

A message that our own code cannot read counts as an answer of whoever sent it: it must neither
hold up those behind it nor let a sequence write on.
"""

import re

import structlog

from app.agents.leads.inbox.addresses import addresses_in, message_ids_in
from app.agents.leads.inbox.incoming import IncomingMail, read_incoming

log = structlog.get_logger("mailbox")


def read_safely(raw: bytes, where: str) -> IncomingMail:
    """`where` it came from, for the log.

    One of the service's catch-all boundaries: a message that trips our own code up holds up no
    other. It is taken for an answer."""
    try:
        return read_incoming(raw)
    except Exception:
        log.exception("mailbox.unreadable", where=where)
        return unread(raw)


def unread(raw: bytes) -> IncomingMail:
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "replace")
    sender = re.search(r"^from:(.*)$", head, re.I | re.M)
    return IncomingMail(
        kind="reply",
        sender=next(iter(addresses_in(sender[1])), "") if sender else "",
        original_message_ids=message_ids_in(head),
    )
