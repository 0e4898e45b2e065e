"""What came back: the completion as the protocol defines it, and the typed reply inside. Pure.

Shape: https://platform.openai.com/docs/api-reference/chat/object, read leniently, because
compatible endpoints leave parts out.
"""

import json
import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.model.errors import (
    ModelFilteredError,
    ModelInvalidError,
    ModelRefusedError,
    ModelTruncatedError,
)

ReplyT = TypeVar("ReplyT", bound=BaseModel)

REFUSAL = re.compile(
    r"\W*(i'?m (very |so |truly )?sorry|sorry\b|i apologi[sz]e|i (can'?t|cannot|can ?not|won'?t|"
    r"am (not able|unable)|must decline)|i'?m (not able|unable)|as an ai\b|unfortunately,? i)",
    re.IGNORECASE,
)
THOUGHTS = re.compile(r"\s*<think>.*?</think>", re.DOTALL)


class Details(BaseModel):
    reasoning_tokens: int | None = None


class TokenCounts(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    completion_tokens_details: Details | None = None


class Message(BaseModel):
    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    message: Message = Message()
    finish_reason: str | None = None


class EndpointError(BaseModel):
    """Some gateways put the error of the endpoint behind them into a 200 answer."""

    code: int | str | None = None
    message: str = ""

    @property
    def status(self) -> int:
        """The HTTP status it stands for; 502 when its code is none."""
        code = str(self.code)
        return int(code) if re.fullmatch(r"[45]\d\d", code) else 502


class Completion(BaseModel):
    choices: list[Choice] | None = None
    usage: TokenCounts | None = None
    error: EndpointError | None = None

    @property
    def written(self) -> str:
        return (self.choices[0].message.content or "") if self.choices else ""

    @property
    def thought_too_long(self) -> bool:
        """Cut before the answer began, because thinking took what was meant for the answer."""
        if not self.choices or self.choices[0].finish_reason != "length":
            return False
        details = self.usage.completion_tokens_details if self.usage else None
        return bool(details and details.reasoning_tokens) or not self.choices[0].message.content


def parse_completion(body: bytes) -> Completion | None:
    """The completion, or None when the body is something else, such as a web page."""
    try:
        completion = Completion.model_validate(json.loads(body))
    except (ValueError, RecursionError):
        return None
    return completion if completion.choices is not None or completion.error else None


def read_reply(completion: Completion, reply: type[ReplyT]) -> ReplyT:
    """The typed reply. Raises the ModelError that says why there is none."""
    if not completion.choices:
        raise ModelInvalidError("The model sent no answer.")
    choice = completion.choices[0]
    if choice.finish_reason == "content_filter":
        raise ModelFilteredError("The provider's content filter withheld the answer.")
    if choice.message.refusal:
        raise ModelRefusedError("The model declined to answer.")
    if choice.finish_reason == "length":
        raise ModelTruncatedError("The answer stopped at the token limit.")
    return parse_reply(choice.message.content or "", reply)


def parse_reply(content: str, reply: type[ReplyT]) -> ReplyT:
    data = find_json(THOUGHTS.sub("", content, count=1))
    if data is None and REFUSAL.match(content):
        raise ModelRefusedError("The model declined to answer.")
    if data is None:
        what = "words instead of JSON" if content.strip() else "nothing"
        raise ModelInvalidError(f"The model answered with {what}.")
    try:
        return reply.model_validate(data)
    except ValidationError as error:
        # Only where it went wrong: the values are the model's, and may be the page's text.
        places = {".".join(map(str, item["loc"])) for item in error.errors(include_input=False)}
        raise ModelInvalidError(
            f"The answer is not of the shape asked for, at: {', '.join(sorted(places)[:5])[:200]}."
        ) from None


def find_json(content: str) -> dict[str, object] | None:
    """The first JSON object in `content`: bare, in a code block, or with words around it."""
    start = content.find("{")
    if start < 0:
        return None
    decoder = json.JSONDecoder(parse_constant=no_constant, object_pairs_hook=without_repeats)
    try:
        found, _end = decoder.raw_decode(content, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")  # RFC 8259, section 6: NaN and Infinity


def without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Which of two values under one name is meant cannot be known."""
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name is given twice")
    return names
