"""The settings of the team's agents and of the webhooks."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, SecretStr

from app.lib.settings.kinds import (
    EACH_AGENT,
    HttpUrl,
    Key,
    LowerCase,
    MailAddress,
    Secret,
)
from app.lib.settings.parts import SettingsPart

ModelName = Annotated[str, Field(min_length=1, max_length=200)]


class TeamSettings(SettingsPart):
    """Which models the agents ask, how much they do at once, and where the engineer's code runs."""

    model_by_agent: Mapping[str, ModelName] = Field(default={}, alias=f"MODEL_{EACH_AGENT}")
    max_concurrent_model_calls: int = Field(
        default=3, ge=1, le=100, alias="MAX_CONCURRENT_MODEL_CALLS"
    )
    max_concurrent_scrapes: int = Field(default=4, ge=1, le=100, alias="MAX_CONCURRENT_SCRAPES")
    mail_per_minute: int = Field(default=250, ge=1, le=10_000, alias="MAIL_PER_MINUTE")
    code_sandbox: Annotated[Literal["auto", "off"], LowerCase] = Field(
        default="auto", alias="CODE_SANDBOX"
    )

    def model_of(self, agent: str) -> str | None:
        """The model that MODEL_<AGENT> names; None: the one for all."""
        return self.model_by_agent.get(agent.upper())


class WebhookSettings(SettingsPart):
    """Who may report events to us. Without a secret or an audience no webhook is taken."""

    webhook_secret: SecretStr | None = Field(default=None, alias="WEBHOOK_SECRET")
    pubsub_audience: str | None = Field(default=None, alias="PUBSUB_AUDIENCE")
    pubsub_service_account: MailAddress | None = Field(default=None, alias="PUBSUB_SERVICE_ACCOUNT")
    internal_signing_key: Secret | None = Field(default=None, alias="INTERNAL_SIGNING_KEY")
    gmail_client_id: Key | None = Field(default=None, alias="GMAIL_CLIENT_ID")
    gmail_client_secret: Key | None = Field(default=None, alias="GMAIL_CLIENT_SECRET")


class CalendarSettings(SettingsPart):
    """A calendar of the team that booked calls are also kept in, by CalDAV (RFC 4791)."""

    caldav_url: HttpUrl | None = Field(default=None, alias="CALDAV_URL")
    caldav_username: str | None = Field(default=None, alias="CALDAV_USERNAME")
    caldav_password: SecretStr | None = Field(default=None, alias="CALDAV_PASSWORD")
