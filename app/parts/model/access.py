"""How an endpoint and the models at it are reached."""

from dataclasses import dataclass

OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach an endpoint. `timeout_seconds` is for each wait on the network."""

    api_key: str
    base_url: str | None
    timeout_seconds: float

    @property
    def address(self) -> str:
        """Without the last step, which the library adds: many copy the whole address."""
        return (self.base_url or OPENAI).rstrip("/").removesuffix("/chat/completions")


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model as its endpoint calls it, and the setting that says so: the one to mend."""

    name: str
    setting: str = "OPENAI_MODEL"
