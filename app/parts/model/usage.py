"""What calls of a model took."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """What one or more model calls took. `usd` at list price; values add up with `+`."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0

    def __add__(self, other: "ModelUsage") -> "ModelUsage":
        return ModelUsage(
            self.calls + other.calls,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.usd + other.usd,
            self.seconds + other.seconds,
        )

    def split(self, parts: int) -> tuple["ModelUsage", ...]:
        """The same in `parts` shares that add up again; what cannot be shared goes to the first."""
        calls, input_tokens = self.calls // parts, self.input_tokens // parts
        output_tokens = self.output_tokens // parts
        share = ModelUsage(
            calls, input_tokens, output_tokens, self.usd / parts, self.seconds / parts
        )
        first = ModelUsage(
            self.calls - calls * (parts - 1),
            self.input_tokens - input_tokens * (parts - 1),
            self.output_tokens - output_tokens * (parts - 1),
            share.usd,
            share.seconds,
        )
        return (first, *[share] * (parts - 1))
