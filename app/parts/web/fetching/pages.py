"""From a reply to a Page: which answers are read to the end, and what is made of them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from app.parts.reading.types import BrokenError, GoneError, NotModified, Page, Validators
from app.parts.web.addresses import Address
from app.parts.web.fetching import answers, media_types
from app.parts.web.fetching.asking import Answer
from app.parts.web.fetching.body import start_of
from app.parts.web.fetching.media_types import Accept
from app.parts.web.fetching.redirects import refresh_target
from app.parts.web.fetching.transport import Reply
from app.parts.web.fetching.unpacking import ACCEPT_ENCODING
from app.parts.web.limits import FetchLimits

_ERROR_PAGE_BYTES: Final = 16 * 1024
# What a server may have us keep and repeat to it: plain, and no longer than sense needs.
_VALIDATOR: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,510}[\x21-\x7e])?")


@dataclass(frozen=True, slots=True)
class PageReader:
    """What to ask for, and how to read what comes."""

    accept: Accept
    validators: Validators
    limits: FetchLimits
    clock: Callable[[], datetime]

    def headers(self) -> dict[str, str]:
        asked = {
            "Accept": media_types.accept_header(self.accept),
            "Accept-Encoding": ACCEPT_ENCODING,
            "If-None-Match": _sane_validator(self.validators.etag),
            "If-Modified-Since": _sane_validator(self.validators.last_modified),
        }
        return {name: value for name, value in asked.items() if value}

    async def read(self, address: Address, reply: Reply) -> Answer:
        """The whole body of a page; of an error page, enough to know it by. Raises the failure
        that any other answer stands for."""
        answer = Answer(address, reply.status, reply.headers, set_cookies=reply.set_cookies)
        if answer.redirects_to or self._is_unchanged(answer):
            return answer
        media = media_types.media_type(reply.headers.get("content-type"))
        if answers.is_page(reply.status):
            media_types.check_type(media, self.accept)
            body = await self._whole_body(reply)
        else:
            body = await _start_of_error_page(reply)
        failure = answers.failure_of(reply.status, reply.headers, body, address.host, self.clock())
        if failure:
            raise failure
        target = refresh_target(reply.headers, media, body)
        return replace(answer, body=body, refreshes_to=target)

    def page(self, requested_url: str, answer: Answer) -> Page | NotModified:
        """The value for the stages after. Raises GoneError for what is no text."""
        if self._is_unchanged(answer):
            return NotModified(requested_url)
        content_type, body = answer.headers.get("content-type"), answer.body
        media = media_types.unpacked_type(media_types.media_type(content_type))
        charset = media_types.charset(content_type)
        if not body:
            raise BrokenError(f"{answer.address.host} answered with an empty page.")
        media_types.check_bytes(media, charset, start_of(body))
        url = answer.address.url
        return Page(url, requested_url, media, charset, body, _validators(answer.headers))

    async def _whole_body(self, reply: Reply) -> bytes:
        """A sitemap may be larger than a page, as its standard says."""
        is_asked_for = Accept.SITEMAP in self.accept
        largest = self.limits.max_sitemap_bytes if is_asked_for else 0
        return await reply.read(self.limits.max_body_bytes, largest)

    def _is_unchanged(self, answer: Answer) -> bool:
        asked = self.validators.etag or self.validators.last_modified
        return bool(asked) and answer.status == answers.NOT_MODIFIED


async def _start_of_error_page(reply: Reply) -> bytes:
    try:
        return await reply.read_start(_ERROR_PAGE_BYTES)
    except (BrokenError, GoneError):
        return b""  # the status says enough


def _validators(headers: Mapping[str, str]) -> Validators:
    return Validators(
        etag=_sane_validator(headers.get("etag")),
        last_modified=_sane_validator(headers.get("last-modified")),
    )


def _sane_validator(value: str | None) -> str | None:
    return value if value and _VALIDATOR.fullmatch(value) else None
