"""What an OpenAI-compatible endpoint understands, learnt from what it rejects. Pure."""

from dataclasses import dataclass, replace
from typing import Literal

ReplyFormat = Literal["json_schema", "json_object", "text"]
NEXT_FORMAT: dict[ReplyFormat, ReplyFormat] = {"json_schema": "json_object", "json_object": "text"}
THINKING_TOKENS = 4_096
"""Models that think before they answer count their thoughts as output."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to put a question so that this endpoint takes it. The first guess is the best case."""

    reply_format: ReplyFormat = "json_schema"
    limit_name: str = "max_completion_tokens"
    temperature: float | None = 0.0
    effort: str = ""
    thinking_tokens: int = 0

    @classmethod
    def of_model(cls, thinking: str) -> "Dialect":
        """The first guess. Models that think take no temperature."""
        return cls(effort=thinking, temperature=None) if thinking else cls()

    @property
    def learnt(self) -> int:
        """How far from the first guess: of two that both worked, the higher knows more."""
        formats: tuple[ReplyFormat, ...] = ("json_schema", "json_object", "text")
        left_out = [self.limit_name == "max_tokens", self.temperature is None, not self.effort]
        return formats.index(self.reply_format) + sum(left_out) + bool(self.thinking_tokens)

    def limit(self, max_output_tokens: int) -> int:
        return max_output_tokens + self.thinking_tokens

    def options(
        self, schema_name: str, schema: dict[str, object], max_output_tokens: int
    ) -> dict[str, object]:
        """The part of the request's JSON that differs between endpoints."""
        options: dict[str, object] = {self.limit_name: self.limit(max_output_tokens)}
        if self.effort:
            options["reasoning_effort"] = self.effort
        if self.temperature is not None:
            options["temperature"] = self.temperature
        if self.reply_format == "json_schema":
            wanted = {"name": schema_name, "strict": True, "schema": schema}
            options["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif self.reply_format == "json_object":
            options["response_format"] = {"type": "json_object"}
        return options

    def after(self, complaint: str) -> "Dialect | None":
        """What to try next when a request was rejected with these words; None: nothing left.

        A complaint that names none of the options is taken to be about the reply format: that is
        what endpoints differ in most, and many say no more than "bad request".
        """
        words = complaint.lower()
        if self.effort and ("effort" in words or "reasoning" in words):
            return replace(self, effort="")
        if "temperature" in words and self.temperature is not None:
            return replace(self, temperature=None)
        if "max_completion_tokens" in words and self.limit_name != "max_tokens":
            return replace(self, limit_name="max_tokens")
        if self.reply_format in NEXT_FORMAT:
            return replace(self, reply_format=NEXT_FORMAT[self.reply_format])
        return None

    def for_thinking(self) -> "Dialect | None":
        """With room for thoughts; None when it already has it."""
        return None if self.thinking_tokens else replace(self, thinking_tokens=THINKING_TOKENS)
