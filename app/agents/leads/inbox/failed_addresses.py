"""Whom a notice without fields says it could not reach, and what it says of each.

qmail, Exim, old sendmail, Exchange and many gateways write prose: an address at the beginning of a
line, or behind "RCPT TO:", and what a server said below it.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from app.agents.leads.inbox.addresses import ADDRESS, addresses_in, unique

MOST_LINES: Final = 2_000
LINE_LENGTH: Final = 1_000
MOST_WITHOUT_NAME: Final = 5_000
SEVERAL: Final = 2
_AT_THE_BEGINNING: Final = re.compile(rf"\W{{0,12}}(?:\d{{3}}\W{{1,3}})?({ADDRESS.pattern})")
_AFTER_RCPT: Final = re.compile(
    rf"(?:rcpt to|addressed to|to:|recipients?:?|address)\W{{0,4}}({ADDRESS.pattern})", re.I
)
_IS_REPLY: Final = re.compile(r"[245]\d\d[ -]")
_OF_SENDER: Final = re.compile(r"mail from|sender|^\W{0,4}(from|cc|subject|return-path)\b", re.I)


def failed_addresses(notice: str, not_these: Sequence[str]) -> tuple[str, ...]:
    """In the order of the notice. `not_these` are the reporter's address and the sender's own,
    taken only when there is no other."""
    lines = [line[:LINE_LENGTH] for line in notice.splitlines()[:MOST_LINES]]
    told = [line for line in lines if not _OF_SENDER.search(line.partition("@")[0])]
    ours = {address.casefold() for address in not_these}
    for found in (_begins(told), _after_rcpt(told), addresses_in("\n".join(told))):
        others = [one for one in found if one.casefold() not in ours]
        if others:
            return unique(others)
    return unique(_after_rcpt(told) or _begins(told))


def _begins(lines: Sequence[str]) -> list[str]:
    matches = (_AT_THE_BEGINNING.match(line) for line in lines)
    return [one for match in matches if match for one in addresses_in(match.group(1))]


def _after_rcpt(lines: Sequence[str]) -> list[str]:
    matches = (_AFTER_RCPT.search(line) for line in lines)
    return [one for match in matches if match for one in addresses_in(match.group(1))]


def said_of_each(recipients: Sequence[str], notice: str) -> Mapping[str, str]:
    """For each the lines from one that names it to one that names another. All of the notice for
    an only recipient, and for one that the notice does not name."""
    if len({one.casefold() for one in recipients}) < SEVERAL:
        return dict.fromkeys(recipients, notice)
    known = {recipient.casefold() for recipient in recipients}
    said: defaultdict[str, list[str]] = defaultdict(list)
    named: set[str] = set()
    for line in notice.splitlines()[:MOST_LINES]:
        on_line = {one.casefold() for one in addresses_in(line[:LINE_LENGTH])} & known
        named = on_line or named
        for address in named:
            said[address].append(line)
    whole = notice[:MOST_WITHOUT_NAME]
    return {one: _its_own(said[one.casefold()], one) or whole for one in recipients}


def _its_own(lines: Sequence[str], address: str) -> str:
    """In the transcript of old sendmail each reply names whom it is about: the next line may be
    about the host of the next address."""
    at_reply = next((at for at, line in enumerate(lines) if _IS_REPLY.match(line)), None)
    if at_reply is None or address.casefold() not in lines[at_reply].casefold():
        return "\n".join(lines)
    own = [line for line in lines if not _IS_REPLY.match(line) or address in line]
    return "\n".join(own)
