"""The settings of commands that need no service: only the part that is used is checked."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.mail_address import parse_sender
from app.setting_kinds import Commas, HostAndPort, HttpUrl, Key, Sender


class SettingsPart(BaseModel):
    model_config = ConfigDict(frozen=True, populate_by_name=True)


class JudgingSettings(SettingsPart):
    """What judging needs: without a key the keyword scorer does it."""

    brand_repo_path: Path = Field(default=Path("brand_repo.yaml"), alias="BRAND_REPO_PATH")
    brand_ids: Annotated[tuple[str, ...], Commas] = Field(
        default=("debonairs",), min_length=1, alias="BRAND_ID"
    )
    openai_api_key: Key | None = Field(default=None, alias="OPENAI_API_KEY")
    openai_base_url: HttpUrl | None = Field(default=None, alias="OPENAI_BASE_URL")
    openai_model: str = Field(default="gpt-6-luna", alias="OPENAI_MODEL")
    llm_timeout_seconds: float = Field(
        default=60, ge=1, le=300, allow_inf_nan=False, alias="LLM_TIMEOUT_SECONDS"
    )
    llm_daily_budget_usd: float = Field(
        default=1.0, ge=0, allow_inf_nan=False, alias="LLM_DAILY_BUDGET_USD"
    )


class ReadingSettings(SettingsPart):
    """What reading the web needs: whom a site's owner may write to, and what else may be read."""

    email_from: Sender = Field(default="scout@localhost", alias="EMAIL_FROM")
    fetch_allowed_private_hosts: Annotated[frozenset[HostAndPort], Commas] = Field(
        default=frozenset(), alias="FETCH_ALLOWED_PRIVATE_HOSTS"
    )

    @property
    def sender_address(self) -> str:
        """The bare address of EMAIL_FROM, in ASCII."""
        return str(parse_sender(self.email_from))
