"""Getting the robots.txt of a site, and what its answer means (RFC 9309, 2.3.1)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Final

from app.parts.reading.types import BrokenError, GoneError, RestingError
from app.parts.web.addresses import Address, parse_address
from app.parts.web.fetching import answers
from app.parts.web.fetching.asking import Answer, Asker, Question
from app.parts.web.fetching.deadline import Deadline
from app.parts.web.fetching.failures import UnknownHostError
from app.parts.web.fetching.redirects import Step, follow, read_only_redirects
from app.parts.web.fetching.transport import Reply
from app.parts.web.fetching.unpacking import ACCEPT_ENCODING
from app.parts.web.limits import FetchLimits
from app.parts.web.retry_after import parse_retry_after
from app.parts.web.robots import decode_robots

_HEADERS: Final = {"Accept": "text/plain,*/*;q=0.1", "Accept-Encoding": ACCEPT_ENCODING}


@dataclass(frozen=True, slots=True)
class RobotsReader:
    """Reads robots.txt with the requests every page is read with."""

    asker: Asker
    limits: FetchLimits
    allowed_private_hosts: frozenset[str]
    clock: Callable[[], datetime]

    async def read(self, address: Address, deadline: Deadline) -> str:
        """The text; "" when the site has none. Raises when it cannot be had."""
        start = parse_address(f"{address.origin}/robots.txt", self.allowed_private_hosts)
        ask = partial(self._ask, deadline=deadline)
        hops, allowed = self.limits.max_redirects, self.allowed_private_hosts
        try:
            answer = await follow(start, ask, hops, allowed, self.clock())
        except GoneError:
            return ""  # redirects without end: as if there were none
        except RestingError:
            raise  # says itself that nothing may be asked
        except BrokenError as error:
            if isinstance(error, UnknownHostError) and error.host == address.host:
                raise  # robots.txt has no part in it: the site itself is not there
            words = f"Nothing is read at {address.host} while its robots.txt cannot be had: {error}"
            raise BrokenError(words, retry_after=error.retry_after) from error
        return decode_robots(self._whole_lines(answer.body))

    async def _ask(self, step: Step, deadline: Deadline) -> Answer:
        read = read_only_redirects if step.must_lead_on else self._read_reply
        return await self.asker.ask(
            step.address, Question({**_HEADERS, **step.headers}, read, deadline)
        )

    async def _read_reply(self, address: Address, reply: Reply) -> Answer:
        answer = Answer(address, reply.status, reply.headers, set_cookies=reply.set_cookies)
        if answer.redirects_to:
            return answer
        if 200 <= reply.status < 300:
            body = await reply.read_start(self.limits.max_robots_bytes)
            return Answer(address, reply.status, reply.headers, body)
        now = self.clock()
        failure = answers.failure_of(reply.status, reply.headers, b"", address.host, now)
        if failure and not _means_no_robots(reply, now):
            raise failure
        return answer

    def _whole_lines(self, body: bytes) -> bytes:
        """Half a rule at the cut would forbid more than the whole one."""
        if len(body) < self.limits.max_robots_bytes:
            return body
        return body[: body.rfind(b"\n") + 1]


def _means_no_robots(reply: Reply, now: datetime) -> bool:
    """Any 4xx does, by the RFC; but one that asks us to come back later is taken at its word."""
    if not 400 <= reply.status < 500:
        return False
    too_many = reply.status == HTTPStatus.TOO_MANY_REQUESTS
    return not (too_many and parse_retry_after(reply.headers.get("retry-after"), now) is not None)
