"""What came back: the completion as the protocol defines it. Pure.

Shape: https://platform.openai.com/docs/api-reference/chat/object, read leniently, because
compatible endpoints leave parts out, write others in their own way, and stream without being
asked to.
"""

import json
from dataclasses import dataclass

from app.parts.model.json_in_text import has_begun
from app.parts.model.message import Message, listed, message_of
from app.parts.model.stream import pieces_of

CUT = {"length", "max_tokens", "max_output_tokens", "model_length", "token_limit"}
FILTERED = {
    "content_filter",
    "content_filtered",
    "safety",
    "recitation",
    "prohibited_content",
    "blocklist",
    "spii",
    "sensitive",
    "guardrail_intervened",
}
FAILED = {"error", "network_error", "abort", "aborted", "insufficient_system_resource"}
"""Why the model stopped, in the words of one endpoint or another; any other one means: done."""

MOST_TOKENS = 10_000_000
"""In one question and its answer no model takes more; the database has room for a run of them."""


@dataclass(frozen=True, slots=True)
class TokenCounts:
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    reasoning_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """`error`: the one that a gateway put into a good answer; `is_cut_off`: the stream ended
    before the model had; `is_filtered`: what it said was withheld."""

    message: Message | None = None
    finish_reason: str = ""
    usage: TokenCounts | None = None
    error: object = None
    is_cut_off: bool = False
    is_filtered: bool = False

    @property
    def written(self) -> str:
        """All that the model wrote, thoughts included."""
        if self.message is None:
            return ""
        calls = (call.name + call.arguments for call in self.message.calls)
        return "".join((self.message.thoughts, self.message.content, *calls))

    @property
    def is_cut(self) -> bool:
        """By a limit on its tokens."""
        return self.finish_reason in CUT

    @property
    def has_failed(self) -> bool:
        """The model broke off, through no fault of the question."""
        return self.is_cut_off or self.finish_reason in FAILED

    @property
    def thought_too_long(self) -> bool:
        """Cut before the answer began, because thinking took what was meant for the answer."""
        if not self.is_cut or self.message is None:
            return False
        return self.has_thought or not has_begun(self.message.content)

    @property
    def has_thought(self) -> bool:
        counted = self.usage is not None and bool(self.usage.reasoning_tokens)
        return counted or (self.message is not None and bool(self.message.thoughts))


def parse_completion(body: bytes) -> Completion | None:
    """The completion, or None when the body is something else, such as a web page."""
    try:
        return completion_of(unwrapped(json.loads(body.decode("utf-8-sig", "replace"))))
    except (ValueError, RecursionError):
        pieces = pieces_of(body)
    if pieces is None:
        return None
    return completion_of(pieces.completion(), is_cut_off=not pieces.is_whole)


def unwrapped(data: object) -> object:
    """Without what a gateway packs around it: a list of one, a string, "data" or the like."""
    if isinstance(data, str):
        return json.loads(data)
    if isinstance(data, list) and len(data) == 1:
        return data[0]
    if isinstance(data, dict) and "choices" not in data:
        inner = (data.get(name) for name in ("data", "response", "result", "body"))
        return next((one for one in inner if isinstance(one, dict) and "choices" in one), data)
    return data


def completion_of(data: object, *, is_cut_off: bool = False) -> Completion | None:
    if not isinstance(data, dict):
        return None
    choices, error = data.get("choices"), error_in(data)
    if error is None and ("choices" not in data or not isinstance(choices, list | None)):
        return None
    choice = next(filter(None, listed(choices)), None)
    if choice is None:
        return Completion(error=error, is_filtered=was_withheld(data))
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict | None):
        return Completion(error=error) if error is not None else None
    return completion_with(choice, data, error, is_cut_off=is_cut_off)


def completion_with(
    choice: dict[str, object], data: dict[str, object], error: object, *, is_cut_off: bool
) -> Completion:
    message = message_of(choice.get("message") or choice.get("delta"))
    if not message.content and choice.get("text"):
        message = message_of({"content": choice["text"]})
    reason = str(choice.get("finish_reason") or "").lower().rpartition(".")[2]
    says_nothing = not (message.content or message.calls)
    return Completion(
        message=message,
        finish_reason=reason,
        usage=counts_of(data.get("usage")),
        error=choice.get("error") or (error if says_nothing or is_cut_off else None),
        is_cut_off=is_cut_off,
        is_filtered=reason in FILTERED or (says_nothing and was_withheld(data)),
    )


def error_in(data: dict[str, object]) -> object:
    """The error in an answer that came with a good status, in any of the ways in use."""
    if data.get("error") or data.get("errors"):
        return data.get("error") or data.get("errors")
    names = ("message", "detail", "msg", "error_msg")
    says_why = any(isinstance(data.get(name), str) for name in names)
    is_error = data.get("object") == "error" or "choices" not in data
    return data if says_why and is_error else None


def was_withheld(data: dict[str, object]) -> bool:
    """By a filter that says so beside the empty choices."""
    return any(data.get(name) for name in ("promptFeedback", "prompt_feedback"))


def counts_of(raw: object) -> TokenCounts | None:
    if not isinstance(raw, dict):
        return None
    details = raw.get("completion_tokens_details")
    return TokenCounts(
        prompt_tokens=whole(raw.get("prompt_tokens")),
        completion_tokens=whole(raw.get("completion_tokens")),
        reasoning_tokens=whole(details.get("reasoning_tokens"))
        if isinstance(details, dict)
        else None,
    )


def whole(value: object) -> int | None:
    """A count, also one that is written as text or with a point; a number that no count can be is
    none."""
    try:
        count = max(0, int(float(value))) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None
    return count if count is None or count <= MOST_TOKENS else None
