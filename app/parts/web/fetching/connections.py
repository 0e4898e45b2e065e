"""Connections on which what is wrong behind an answer costs the rest, not the answer."""

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler


class Connector(aiohttp.TCPConnector):
    """aiohttp's, with another reader of answers. It has no public way to name one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = partial(_answer_reader, self._loop)


class _AnswerReader(ResponseHandler):
    """aiohttp parses a packet whole or not at all: bytes that follow a 304, or a body longer than
    it says, in the packet of the answer itself would take the answer with them. So the head is
    parsed for itself. What is wrong after it then closes the connection, and no more.
    """

    def data_received(self, data: bytes) -> None:
        for part in _parts(data):
            if self.exception() is None:
                super().data_received(part)


def _answer_reader(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _AnswerReader(loop)


def _parts(data: bytes) -> Iterator[bytes]:
    """The heads at the start, each for itself, and the rest. In the middle of a body that looks
    like a head it is no matter where it is cut."""
    start = 0
    while data.startswith(b"HTTP/1.", start):
        end = data.find(b"\r\n\r\n", start) + 4
        if end < 4:
            break
        yield data[start:end]
        start = end
    if start < len(data):
        yield data[start:]
