"""The model that the settings name, and what its client loads where it is used."""

import math
from importlib import import_module
from typing import Final

from pydantic import SecretStr

from app.lib.settings.parts import JudgingSettings
from app.parts.model.client import ModelClient
from app.parts.model.connection import trusted_certificates
from app.parts.model.patience import Patience

LIBRARIES: Final = (
    "openai.resources.chat.completions.completions",
    "openai.lib._chat_completion_resources",
    "httpx2",
    "httpcore2",
    "anyio._backends._asyncio",
)
"""A process that asks no model does not pay for them."""


def client_of(
    settings: JudgingSettings,
    api_key: SecretStr,
    *,
    waits_until: float | None = None,
    at_most_seconds: float = math.inf,
    patience: Patience = Patience(),  # noqa: B008 (frozen)
) -> ModelClient:
    """`api_key` is OPENAI_API_KEY: whoever has none asks no model. `at_most_seconds` for a
    question, where LLM_TIMEOUT_SECONDS is more than there is; `waits_until` and `patience` as
    ModelClient has them."""
    return ModelClient(
        api_key=api_key.get_secret_value(),
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        timeout_seconds=min(settings.llm_timeout_seconds, at_most_seconds),
        patience=patience,
        waits_until=waits_until,
    )


def load_libraries() -> None:
    """Once, before a worker forks: each run would spend half a second on it."""
    for name in LIBRARIES:
        import_module(name)
    trusted_certificates()
