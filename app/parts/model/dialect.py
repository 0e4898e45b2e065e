"""What an OpenAI-compatible endpoint understands, learnt from what it rejects. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from app.parts.model.error_words import NO_TOOLS

ReplyFormat = Literal["json_schema", "json_object", "text"]
NEXT_FORMAT: dict[ReplyFormat, ReplyFormat] = {"json_schema": "json_object", "json_object": "text"}
LimitName = Literal["max_completion_tokens", "max_tokens"]
OTHER_LIMIT: dict[LimitName, LimitName] = {
    "max_completion_tokens": "max_tokens",
    "max_tokens": "max_completion_tokens",
}
THINKING_TOKENS = 4_096
"""Models that think before they answer count their thoughts as output."""
NO_SYSTEM_ROLE = (
    "system role",
    "system message",
    "developer instruction",
    "roles must alternate",
    "only user and assistant roles",
)
ONLY_STREAMS = ("only support stream", "only supports stream", "enable the stream", "non-streaming")
STREAM = re.compile(r"\bstream")
STREAM_OPTIONS = ("stream_options", "include_usage")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to put a question so that this endpoint takes it. The first guess is the best case.

    `limit_by`: whether the limit's name was assumed, guessed from an answer that was cut too
    early, or told by the endpoint. `streams`: who decides that an answer comes in pieces, who asks
    or the endpoint. `learnt`: how far from the first guess; of two that both worked, the higher
    knows more.
    """

    reply_format: ReplyFormat = "json_schema"
    limit_name: LimitName = "max_completion_tokens"
    limit_by: Literal["assumption", "guess", "complaint"] = "assumption"
    temperature: float | None = 0.0
    effort: str = ""
    thinking_tokens: int = 0
    has_system_role: bool = True
    streams: Literal["as_asked", "always", "never"] = "as_asked"
    counts_in_stream: bool = True
    wants_thoughts: bool = False
    learnt: int = 0

    @classmethod
    def of_model(cls, thinking: str) -> "Dialect":
        """The first guess. Models that think take no temperature."""
        return cls(effort=thinking, temperature=None) if thinking else cls()

    def limit(self, max_output_tokens: int) -> int:
        return max_output_tokens + self.thinking_tokens

    def messages(self, system: str, user: str) -> list[dict[str, str]]:
        if not self.has_system_role:
            return [{"role": "user", "content": f"{system}\n\n{user}"}]
        return [{"role": "system", "content": system}, {"role": "user", "content": user}]

    def options(self, max_output_tokens: int, *, streams: bool = False) -> dict[str, object]:
        """The part of the request's JSON that differs between endpoints."""
        options: dict[str, object] = {self.limit_name: self.limit(max_output_tokens)}
        if self.effort:
            options["reasoning_effort"] = self.effort
        if self.temperature is not None:
            options["temperature"] = self.temperature
        return options | self._streaming(asked_for=streams)

    def _streaming(self, *, asked_for: bool) -> dict[str, object]:
        if asked_for and self.streams != "never" and self.counts_in_stream:
            return {"stream": True, "stream_options": {"include_usage": True}}
        if self.streams == "always" or (asked_for and self.streams == "as_asked"):
            return {"stream": True}
        return {}

    def format(self, name: str, schema: dict[str, object]) -> dict[str, object]:
        """How a reply of that schema is asked for."""
        if self.reply_format == "text":
            return {}
        if self.reply_format == "json_object":
            return {"response_format": {"type": "json_object"}}
        wanted = {"name": name, "strict": True, "schema": schema}
        return {"response_format": {"type": "json_schema", "json_schema": wanted}}

    def after(self, complaint: str, sent: Collection[str]) -> "Dialect | None":
        """What to try next when a request was rejected with these words; None: nothing left.

        `sent`: the names in the request, because what was not in it was not the reason.
        """
        words = complaint.lower()
        better = self._without_option(words) or self._put_otherwise(words)
        better = better or self._streaming_otherwise(words, sent)
        if better is None and not is_about_tools(words, sent):
            better = self._simpler(sent)
        return None if better is None else replace(better, learnt=self.learnt + 1)

    def _without_option(self, words: str) -> "Dialect | None":
        if "reasoning_content" in words and not self.wants_thoughts:
            return replace(self, wants_thoughts=True)
        if self.effort and ("effort" in words or "reasoning" in words):
            return replace(self, effort="")
        if "temperature" in words and self.temperature is not None:
            return replace(self, temperature=None)
        return None

    def _put_otherwise(self, words: str) -> "Dialect | None":
        if self.limit_by != "complaint" and any(name in words for name in OTHER_LIMIT):
            return replace(self, limit_name=OTHER_LIMIT[self.limit_name], limit_by="complaint")
        if self.has_system_role and any(part in words for part in NO_SYSTEM_ROLE):
            return replace(self, has_system_role=False)
        if self.streams != "always" and any(part in words for part in ONLY_STREAMS):
            return replace(self, streams="always")
        return None

    def _streaming_otherwise(self, words: str, sent: Collection[str]) -> "Dialect | None":
        if "stream_options" in sent and any(part in words for part in STREAM_OPTIONS):
            return replace(self, counts_in_stream=False)
        if "stream" in sent and self.streams == "as_asked" and STREAM.search(words):
            return replace(self, streams="never")
        return None

    def _simpler(self, sent: Collection[str]) -> "Dialect | None":
        """After a complaint that names no option: many say no more than "bad request". It is taken
        to be about what endpoints differ in most."""
        if "response_format" in sent:
            return replace(self, reply_format=NEXT_FORMAT[self.reply_format])
        if "stream_options" in sent:
            return replace(self, counts_in_stream=False)
        if "stream" in sent and self.streams == "as_asked":
            return replace(self, streams="never")
        return None

    def for_thinking(self) -> "Dialect | None":
        """With room for thoughts; None when it already has it."""
        if self.thinking_tokens:
            return None
        return replace(self, thinking_tokens=THINKING_TOKENS, learnt=self.learnt + 1)

    def with_other_limit(self) -> "Dialect | None":
        """For an endpoint that ignored the limit and took its own; None when that was tried."""
        if self.limit_by != "assumption":
            return None
        other = OTHER_LIMIT[self.limit_name]
        return replace(self, limit_name=other, limit_by="guess", learnt=self.learnt + 1)


def is_about_tools(words: str, sent: Collection[str]) -> bool:
    """Does the endpoint, or the model there, take no tools?"""
    return "tools" in sent and any(part in words for part in NO_TOOLS)
