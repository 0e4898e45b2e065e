"""Whether an address is gone for good, by what a server said of it.

`hard` means that there is no such mailbox or no such domain. Everything else (full, blocked,
refused for its sender or its content, switched off for now) may be otherwise tomorrow, whatever
the class of its status says: RFC 3463 calls a refusal of the sender as permanent as a wrong
address. A word like "unknown user" counts where it answers the recipient's address. Some servers
say it of a mail whose content they turned down (after DATA), or of one they filter, under another
status.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from app.agents.leads.inbox.phrases import Phrases, squeezed

Command = Literal["connect", "mail", "rcpt", "data", ""]

NO_SUCH_ADDRESS: Final = frozenset({"1.0", "1.1", "1.2", "1.3", "1.6", "1.10", "4.4"})
"""Subject and detail of the codes of RFC 3463 that say it: bad address, bad domain, moved, no
route to the domain; 5.1.10 is the null MX of RFC 7505."""
UNSPECIFIC: Final = frozenset({"0.0", "3.0", "5.0", ""})
"""What a server fills in when it has no code."""
NEAR: Final = 120
"""Characters about a phrase that belong to it."""

_COMMANDS: Final[tuple[tuple[Command, "re.Pattern[str]"], ...]] = (
    (
        "rcpt",
        re.compile(r"rcpt[_ ]to\b|rcpt command|smtp:rcpt|not like recipient|rejected recipient"),
    ),
    ("data", re.compile(r"end of data|>>> data|data command|command data|text command|i sent the")),
    ("mail", re.compile(r"mail[_ ]from\b|mail command|sender was rejected")),
    ("connect", re.compile(r"initial connection|my name was rejected|>>> (?:helo|ehlo)")),
)
_STATUS: Final = re.compile(r"(?<![\d.])([245])\.(\d{1,2})\.(\d{1,3})(?![\d.])")
_REPLY: Final = re.compile(r"(?<![\d.\[])[45]\d\d(?=[ ,-])(?!-\d\d)")
_ECHOED: Final = re.compile(r"@[^\s<>]{1,255}>?\s?(?:\.\.\.|:)")
"""As Postfix and sendmail answer RCPT: the address, then what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of one recipient. `diagnostic` are the server's words, `around` all that the
    notice says of the recipient, `status` that of the report's field."""

    diagnostic: str
    around: str
    status: str = ""


def status_of(said: Said) -> str:
    """The enhanced status code (RFC 3463) that counts: the server's own words are nearer to what
    happened than the field, which says 5.0.0 for what it does not know. "" when there is none."""
    for text in (said.diagnostic, said.status or said.around):
        codes = [match.group() for match in _STATUS.finditer(text)]
        telling = [code for code in codes if code[2:] not in UNSPECIFIC]
        if telling:
            return telling[0]
    return said.status


def is_hard(said: Said, phrases: Phrases) -> bool:
    status = status_of(said)
    around = squeezed(said.around)
    diagnostic = squeezed(said.diagnostic) if said.diagnostic or said.status else around
    if _is_for_now(said, status, diagnostic):
        return False
    names_other = phrases.found("other_reason", diagnostic)
    text = diagnostic if names_other or _no_such(diagnostic, phrases) else around
    found = _no_such(text, phrases)
    if phrases.found("surely_no_such_address", diagnostic):
        return True
    command = _command(around, found.group() if found else "")
    if command in {"mail", "connect"}:
        return False
    if status[2:] in NO_SUCH_ADDRESS:
        return found is not None or not names_other
    return found is not None and _answers_address(text, found, status, command, phrases)


def _no_such(text: str, phrases: Phrases) -> "re.Match[str] | None":
    groups = ("no_such_address", "no_such_domain", "no_such_address_if_asked")
    return next(filter(None, (phrases.found(group, text) for group in groups)), None)


def _is_for_now(said: Said, status: str, diagnostic: str) -> bool:
    """4.x.x, or 4xx without it. A field 4.0.0 gives way to a reply code 5xx."""
    reply = _REPLY.search(diagnostic)
    if status.startswith("4") and status == said.status and reply and status[2:] in UNSPECIFIC:
        return reply.group().startswith("4")
    if status:
        return status.startswith("4")
    return reply is not None and reply.group().startswith("4")


def _answers_address(
    text: str, found: "re.Match[str]", status: str, command: Command, phrases: Phrases
) -> bool:
    before, after = _one_answer(text, found)
    if phrases.found("other_reason", f"{before} {after}"):
        return False
    if command:
        return command == "rcpt"
    if status[2:] not in UNSPECIFIC:
        return False
    if phrases.found("no_such_domain", text):
        return True
    is_asked = bool(_ECHOED.search(before)) or not _REPLY.match(before)
    return is_asked and phrases.found("no_such_address", text) is not None


def _one_answer(text: str, found: "re.Match[str]") -> tuple[str, str]:
    """What stands before and after the phrase, between its reply code and the next."""
    before = text[max(0, found.start() - NEAR) : found.start()]
    replies = list(_REPLY.finditer(before))
    after = text[found.end() : found.end() + NEAR]
    following = _REPLY.search(after)
    return (
        before[replies[-1].start() :] if replies else before,
        after[: following.start()] if following else after,
    )


def _command(around: str, phrase: str) -> Command:
    """The SMTP command that was answered: the nearest before the phrase, or else after it."""
    at = max(around.find(phrase), 0) if phrase else 0
    named = [
        (match.start(), command)
        for command, pattern in _COMMANDS
        for match in pattern.finditer(around)
    ]
    before = [one for one in named if one[0] <= at]
    after = [one for one in named if one[0] > at]
    if before:
        return max(before)[1]
    return min(after)[1] if after else ""
