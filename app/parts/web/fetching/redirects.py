"""From an address to the page it leads to, over redirects of every kind: a page itself may send its
readers on, with the Refresh header or its place in HTML's head.
"""

import html
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.parts.reading.types import GoneError, RefusedAddressError
from app.parts.web.addresses import Address, follow_redirect
from app.parts.web.fetching.asking import Answer
from app.parts.web.fetching.cookies import Cookies
from app.parts.web.fetching.transport import Reply

# Nothing that is shown for two seconds is there to be read.
_LONGEST_SECONDS: Final = 2
_LOOKED_AT_BYTES: Final = 16 * 1024
_PAGES: Final = frozenset({"", "text/html", "application/xhtml+xml"})
# HTML, "shared declarative refresh steps"; `url=` may be left out.
_REFRESH: Final = re.compile(
    r"\s*(?=[\d.])(\d{0,9})[\d.]*\s*[;,\s]\s*(?:url\s*=\s*)?(\S.*)", re.IGNORECASE | re.DOTALL
)
_OTHER_SCHEME: Final = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# What is no part of the page, or only for a reader that runs no scripts: most often a notice.
_PASSED_OVER: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"|<(script|style|noscript|template|textarea|title|iframe)\b.*?(?:</\1|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_META: Final = re.compile(rb"<meta[\s/]([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(
    rb"([a-z-]{1,20})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Step:
    """An address to ask on the way, and what is sent with the question.

    `must_lead_on`: the way was protected before, and only a redirect is taken from this address.
    """

    address: Address
    headers: Mapping[str, str]
    must_lead_on: bool = False


Ask = Callable[[Step], Awaitable[Answer]]


async def follow(
    start: Address,
    ask: Ask,
    max_redirects: int,
    allowed_private_hosts: frozenset[str],
    now: datetime,
) -> Answer:
    """The answer at the end of the redirects, each of whose addresses is checked before it is
    asked. Raises GoneError for a circle or too long a chain, RefusedAddressError on the way."""
    way = _Way(start, allowed_private_hosts, Cookies(now))
    for _ in range(max_redirects + 1):
        answer = await ask(way.step)
        if not way.leads_on(answer):
            return answer
    raise GoneError(f"{start.host} redirects more than {max_redirects} times.")


async def read_only_redirects(address: Address, reply: Reply) -> Answer:
    """The reader for a step that must lead on. Raises RefusedAddressError for anything else."""
    answer = Answer(address, reply.status, reply.headers, set_cookies=reply.set_cookies)
    if answer.redirects_to is None:
        raise _stepped_down(address.host, address)
    return answer


class _Way:
    """Where a fetch has been and is. The same question a second time is a circle, but for one
    that an address sends straight back to itself: some answer properly then."""

    def __init__(self, start: Address, allowed: frozenset[str], cookies: Cookies) -> None:
        self._allowed = allowed
        self._cookies = cookies
        self._start = start
        self._last_protected: Address | None = None
        self._asked_again = False
        self._move(start)
        self._asked = {self._question(start)}

    def leads_on(self, answer: Answer) -> bool:
        """Take the step that the answer says; False when it is the end."""
        location = answer.redirects_to or answer.refreshes_to
        if location is None:
            return False
        here = self.step.address
        self._cookies.take(here, answer.set_cookies)
        target = follow_redirect(here, location, self._allowed, may_step_down=True)
        self._check_protection(here, target)
        if not self._is_new(here, target):
            if answer.redirects_to is None:
                return False  # a page that shows itself anew
            raise GoneError(f"{self._start.host} redirects in a circle.")
        self._move(target)
        return True

    def _move(self, address: Address) -> None:
        if address.scheme == "https":
            self._last_protected = address
        cookie = self._cookies.header_for(address)
        must_lead_on = address.scheme == "http" and self._last_protected is not None
        self.step = Step(address, {"Cookie": cookie} if cookie else {}, must_lead_on)

    def _is_new(self, here: Address, target: Address) -> bool:
        question = self._question(target)
        if question not in self._asked:
            self._asked.add(question)
            return True
        may_ask_again = here.url == target.url and not self._asked_again
        self._asked_again = True
        return may_ask_again

    def _question(self, address: Address) -> tuple[str, str]:
        return address.url, self._cookies.header_for(address)

    def _check_protection(self, here: Address, target: Address) -> None:
        """Down to http and up again leads nowhere but back to the same host: whoever sits on the
        open stretch can say no more than which of its pages is read."""
        before = self._last_protected
        if before is None or (here.scheme == target.scheme == "https"):
            return
        if _bare(before.host) != _bare(target.host):
            raise _stepped_down(before.host, target)


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _stepped_down(host: str, target: Address) -> RefusedAddressError:
    return RefusedAddressError(
        f"{host} redirects from https down to http ({target.host}): not followed."
    )


def refresh_target(headers: Mapping[str, str], media: str, body: bytes) -> str | None:
    """Where a page sends its reader at once, as it is written; None for a page to read."""
    stated = headers.get("refresh")
    if stated is None and media in _PAGES:
        stated = _stated_in(body[:_LOOKED_AT_BYTES])
    return _target(stated) if stated else None


def _stated_in(start: bytes) -> str | None:
    if b"refresh" not in start.lower():
        return None
    for meta in _META.finditer(_PASSED_OVER.sub(b"", start)):
        said = {
            found[1].lower(): found[2] or found[3] or found[4] or b""
            for found in _ATTRIBUTE.finditer(meta[1])
        }
        if said.get(b"http-equiv", b"").strip().lower() == b"refresh" and b"content" in said:
            return html.unescape(said[b"content"].decode("utf-8", "replace"))
    return None


def _target(stated: str) -> str | None:
    found = _REFRESH.match(stated)
    if found is None or int(found[1] or 0) > _LONGEST_SECONDS:
        return None
    target = found[2].strip()
    if target[0] in "\"'":
        target = target[1:].partition(target[0])[0].strip()
    return None if not target or _OTHER_SCHEME.match(target) else target
