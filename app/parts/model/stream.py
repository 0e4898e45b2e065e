"""Reads an answer that comes in pieces: server-sent events, or a line of JSON for each piece.

Events: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
Pieces: https://platform.openai.com/docs/api-reference/chat-streaming
"""

import codecs
import json
import re
from dataclasses import replace

from app.parts.model.call_pieces import CallPieces
from app.parts.model.message import Message, listed, message_of

LINE_END = re.compile(r"\r\n|\n|\r")
DONE = "[DONE]"
WELL_ENDED = {"stop", "tool_calls", "function_call", "end_turn"}


class EventReader:
    """Takes bytes as they come and gives the data of each event that is whole by then."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._rest = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> list[str]:
        text = self._rest + self._decoder.decode(chunk)
        # A line end that is cut in two must not count for two lines.
        whole = len(text) - text.endswith("\r")
        *lines, self._rest = LINE_END.split(text[:whole])
        self._rest += text[whole:]
        return [data for line in lines for data in self._take(line)]

    def end(self) -> list[str]:
        """What the last event holds: not every server ends it with an empty line."""
        return [*self.feed(b"\n\n")]

    def _take(self, line: str) -> list[str]:
        if not line:
            data, self._data = self._data, []
            return ["\n".join(data)] if data else []
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
        return []


class Pieces:
    """Puts the pieces of a completion together.

    It is whole once a piece said why the model stopped, or the stream said that it is done and of
    no error before: some servers end a stream that failed like any other. A stream that ends before
    was cut, however complete its words look. What still comes after the reason belongs to the
    answer; what comes after the stream said that it is done does not.
    """

    def __init__(self) -> None:
        self._is_done = False
        self._content = ""
        self._thoughts = ""
        self._refusal = ""
        self._calls = CallPieces()
        self._finish_reason = ""
        self._usage: object = None
        self._error: object = None

    @property
    def is_whole(self) -> bool:
        return bool(self._finish_reason) or (self._is_done and self._error is None)

    @property
    def content(self) -> str:
        """The words so far."""
        return self._content

    def take(self, data: str) -> None:
        """The data of one event. What is none of ours, such as a sign of life, is passed over."""
        if self._is_done:
            return
        if data.strip() == DONE:
            self._is_done = True
            return
        for piece in json_lines(data):
            self._take_piece(piece)

    def completion(self) -> dict[str, object]:
        """As it would have come in one piece."""
        message = {
            "content": self._content,
            "reasoning_content": self._thoughts,
            "refusal": self._refusal,
            "tool_calls": self._calls.whole(),
        }
        choice = {"message": message, "finish_reason": self._finish_reason}
        return {"choices": [choice], "usage": self._usage, "error": self._error}

    def _take_piece(self, piece: dict[str, object]) -> None:
        self._usage = piece.get("usage") or self._usage
        self._error = piece.get("error") or self._error
        for choice in listed(piece.get("choices"))[:1] or [piece]:
            if isinstance(choice, dict) and choice.get("index", 0) == 0:
                self._take_choice(choice)

    def _take_choice(self, choice: dict[str, object]) -> None:
        self._error = choice.get("error") or self._error
        delta = choice.get("delta") or {"content": choice.get("text") or choice.get("response")}
        self._add(message_of(delta))
        if isinstance(choice.get("message"), dict):
            self._take_message(message_of(choice["message"]), is_last="done" not in choice)
        reason = choice.get("finish_reason") or (choice.get("done") and choice.get("done_reason"))
        if reason or choice.get("done") is True:
            self._end(str(reason or "stop"))

    def _end(self, reason: str) -> None:
        """Some say twice why it ended: that an answer was cut or withheld stays true."""
        if not self._finish_reason or reason not in WELL_ENDED:
            self._finish_reason = reason

    def _take_message(self, message: Message, *, is_last: bool) -> None:
        """Some repeat the whole message in their last piece; others send pieces of that name."""
        if is_last and message.content:
            self._content = ""
        if is_last and self._calls:
            message = replace(message, calls=())
        self._add(message)

    def _add(self, message: Message) -> None:
        self._content += message.content
        self._thoughts += message.thoughts
        self._refusal += message.refusal
        for call in message.calls:
            self._calls.add(call)


def json_lines(data: str) -> list[dict[str, object]]:
    """The objects in it: one, or one a line where a server leaves out the empty lines between."""
    parts = [data] if is_json(data) else [line for line in data.splitlines() if is_json(line)]
    return [found for found in map(json.loads, parts) if isinstance(found, dict)]


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def is_event_stream(text: str) -> bool:
    return re.search(r"^\ufeff?data:", text, re.MULTILINE) is not None


def pieces_of(body: bytes) -> Pieces | None:
    """The pieces in a whole body; None when it is no stream."""
    text = body.decode("utf-8", "replace")
    pieces, reader = Pieces(), EventReader()
    if is_event_stream(text):
        for data in (*reader.feed(body), *reader.end()):
            pieces.take(data)
        return pieces
    lines = text.strip().splitlines()
    if len(lines) < 2 or not all(is_piece(line) for line in lines if line.strip()):
        return None
    for line in lines:
        pieces.take(line)
    return pieces


def is_piece(line: str) -> bool:
    return any("choices" in one or "done" in one or "error" in one for one in json_lines(line))
