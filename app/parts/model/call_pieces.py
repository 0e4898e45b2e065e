"""Puts calls of tools together from the pieces of a stream. Pure.

Pieces: https://platform.openai.com/docs/api-reference/chat-streaming, as endpoints really send
them: several calls by turns, all of them with the index 0, without an index, without an id, with
the id or the name in each piece or only in the first.
"""

from dataclasses import dataclass, field

from app.parts.model.message import RawCall


@dataclass(slots=True)
class OpenCall:
    id: str
    name: str
    kept: object
    arguments: list[str] = field(default_factory=list)

    @property
    def looks_closed(self) -> bool:
        """It has arguments that may be whole; looking no closer costs nothing at each piece."""
        return bool(self.arguments) and self.arguments[-1].rstrip().endswith("}")

    def ends_before(self, piece: RawCall) -> bool:
        """Does the piece begin another call, though its index is the same or it has none?"""
        if not piece.name:
            return False
        return piece.id != self.id if piece.id and self.id else self.looks_closed

    def add(self, piece: RawCall) -> None:
        self.id, self.name = self.id or piece.id, self.name or piece.name
        self.kept = piece.kept or self.kept
        if piece.arguments:
            self.arguments.append(piece.arguments)


class CallPieces:
    """A piece belongs to the call of its index. One without an index belongs to the call of its
    id, else to the last."""

    def __init__(self) -> None:
        self._calls: list[OpenCall] = []
        self._by_index: dict[int, OpenCall] = {}
        self._by_id: dict[str, OpenCall] = {}

    def __bool__(self) -> bool:
        return bool(self._calls)

    def add(self, piece: RawCall) -> None:
        call = self._call_of(piece)
        if call is None or call.ends_before(piece):
            call = OpenCall(piece.id, piece.name, piece.kept)
            self._calls.append(call)
        if piece.index is not None:
            self._by_index[piece.index] = call
        if piece.id:
            self._by_id.setdefault(piece.id, call)
        call.add(piece)

    def whole(self) -> list[dict[str, object]]:
        """As they would have come in one piece."""
        return [
            {
                "id": call.id,
                "function": {"name": call.name, "arguments": "".join(call.arguments)},
                "extra_content": call.kept,
            }
            for call in self._calls
        ]

    def _call_of(self, piece: RawCall) -> OpenCall | None:
        if piece.index is not None:
            return self._by_index.get(piece.index)
        return self._by_id.get(piece.id) or (self._calls[-1] if self._calls else None)
