"""Connections on which what is wrong behind an answer costs the rest, not the answer."""

import asyncio
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
        head, rest = _split(data)
        super().data_received(head)
        if rest and self.exception() is None:
            super().data_received(rest)


def _answer_reader(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return _AnswerReader(loop)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Head and rest of an answer; anything else is one piece, and where it is cut is no matter."""
    end = data.find(b"\r\n\r\n") + 4 if data.startswith(b"HTTP/1.") else 0
    return (data[:end], data[end:]) if end > 4 else (data, b"")
