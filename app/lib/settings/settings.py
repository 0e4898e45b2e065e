"""Every setting, read once from the environment and `.env`; nothing else reads the environment.

A missing or malformed setting raises MisconfiguredError with one plain line for each. With
EMBEDDED=1 what is not configured gets its embedded default instead.
A command that needs no service reads a part of the settings, and only that part is checked.
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, model_validator

from app.lib.errors import MisconfiguredError
from app.lib.settings.embedded import DATA_DIRECTORY, embedded_defaults
from app.lib.settings.environment import given_values
from app.lib.settings.kinds import (
    LOOPBACK_HOSTS,
    Commas,
    DatabaseUrl,
    Key,
    LowerCase,
    PublicUrl,
    Recipients,
    RedisUrl,
    Secret,
    Sender,
    SmtpHost,
    TimeOfDay,
    TimeZoneName,
    UpperCase,
)
from app.lib.settings.parts import (
    JudgingSettings,
    MailboxSettings,
    OutreachSettings,
    ReadingSettings,
    ResearchSettings,
    SettingsPart,
)
from app.lib.settings.people import PeopleSettings
from app.lib.settings.problems import plain_problems
from app.lib.settings.team import CalendarSettings, TeamSettings, WebhookSettings


class Settings(
    JudgingSettings,
    ReadingSettings,
    MailboxSettings,
    OutreachSettings,
    ResearchSettings,
    PeopleSettings,
    TeamSettings,
    WebhookSettings,
    CalendarSettings,
):
    """All settings. `description` is what a missing one is said to be."""

    embedded: bool = Field(default=False, alias="EMBEDDED")
    data_directory: Path = Field(default=Path(DATA_DIRECTORY), alias="DATA_DIRECTORY")
    database_url: DatabaseUrl = Field(
        alias="DATABASE_URL",
        description="where runs, articles and votes are kept, for example sqlite:///data/scout.db",
    )
    postgres_password: SecretStr | None = Field(default=None, alias="POSTGRES_PASSWORD")
    redis_url: RedisUrl = Field(
        alias="REDIS_URL", description="the queue, for example redis://localhost:6379/0"
    )
    redis_password: SecretStr | None = Field(default=None, alias="REDIS_PASSWORD")
    openai_api_key: Key | None = Field(
        alias="OPENAI_API_KEY",
        description="the key of the language model, from your provider's account page",
    )
    smtp_host: SmtpHost | None = Field(
        alias="SMTP_HOST",
        description="the mail server that sends the summary, for example smtp.example.com",
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, alias="SMTP_PORT")
    smtp_username: str | None = Field(default=None, alias="SMTP_USERNAME")
    smtp_password: SecretStr | None = Field(default=None, alias="SMTP_PASSWORD")
    smtp_security: Annotated[Literal["starttls", "tls", "none"], LowerCase] = Field(
        default="starttls", alias="SMTP_SECURITY"
    )
    email_from: Sender = Field(
        alias="EMAIL_FROM", description="the sender, for example scout@example.com"
    )
    email_to: Recipients = Field(
        alias="EMAIL_TO",
        min_length=1,
        description="who gets the summary, for example ann@example.com,ben@example.com",
    )
    public_url: PublicUrl = Field(default="http://localhost:8000", alias="PUBLIC_URL")
    secret_key: Secret = Field(
        alias="SECRET_KEY",
        description="signs the links in the mails; make one with: openssl rand -hex 32",
    )
    api_token: SecretStr | None = Field(default=None, alias="API_TOKEN")
    # Parts of a minute are for trials: a real site should not be asked so often.
    interval_minutes: float = Field(
        default=10, ge=0.1, le=1440, allow_inf_nan=False, alias="AGENT_RUN_INTERVAL_MINUTES"
    )
    email_min_score: int = Field(default=60, ge=0, le=100, alias="EMAIL_MIN_SCORE")
    email_digest_times: Annotated[tuple[TimeOfDay, ...], Commas] = Field(
        default=(), alias="EMAIL_DIGEST_TIMES"
    )
    timezone: TimeZoneName = Field(default="Africa/Johannesburg", alias="TIMEZONE")
    on_unknown: Annotated[Literal["hold", "resend"], LowerCase] = Field(
        default="hold", alias="ON_UNKNOWN"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], UpperCase] = Field(
        default="INFO", alias="LOG_LEVEL"
    )
    log_file: Path | None = Field(default=None, alias="LOG_FILE")

    @model_validator(mode="after")
    def public_service_needs_a_token(self) -> "Settings":
        if self.api_token is None and urlsplit(self.public_url).hostname not in LOOPBACK_HOSTS:
            raise ValueError(
                "API_TOKEN is missing: PUBLIC_URL can be reached by others, so the dashboard and "
                "/run-agent need a password; make one with: openssl rand -hex 32"
            )
        return self

    @model_validator(mode="after")
    def a_password_needs_protection(self) -> "Settings":
        elsewhere = self.smtp_host is not None and self.smtp_host not in LOOPBACK_HOSTS
        if self.smtp_password is not None and self.smtp_security == "none" and elsewhere:
            raise ValueError(
                f"SMTP_SECURITY is none although {self.smtp_host} is another machine: "
                "SMTP_PASSWORD would travel unprotected; set it to starttls or tls"
            )
        return self

    @property
    def public_path(self) -> str:
        """The path of PUBLIC_URL: "", or "/scout" when the service is reached below it."""
        return urlsplit(self.public_url).path

    @property
    def front_page_url(self) -> str:
        """With its slash: a reverse proxy for /scout/ may know no page /scout."""
        return f"{self.public_url}/"

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key that signs, then older ones whose links are still good."""
        return tuple(self.secret_key.get_secret_value().split())

    @property
    def interval(self) -> timedelta:
        return timedelta(minutes=self.interval_minutes)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


REQUIRED_UNLESS_EMBEDDED = {
    name: field
    for name, field in Settings.model_fields.items()
    if field.is_required() and field.alias
}


DESCRIPTIONS = {
    str(field.alias): str(field.description) for field in REQUIRED_UNLESS_EMBEDDED.values()
}
Part = TypeVar("Part", bound=SettingsPart)


def load_settings(
    environ: Mapping[str, str] | None = None, dotenv_path: Path = Path(".env")
) -> Settings:
    """The settings from the environment over `.env`. Raises MisconfiguredError."""
    values = given_values(Settings, environ, dotenv_path)
    if values.get("EMBEDDED", "").lower() in {"1", "true", "t", "yes", "y", "on"}:
        return checked(Settings, {**embedded_defaults(values), **values})
    return checked(Settings, values)


def load_part(
    part: type[Part],
    environ: Mapping[str, str] | None = None,
    dotenv_path: Path = Path(".env"),
) -> Part:
    """As load_settings, for a command that uses no others. Raises MisconfiguredError."""
    return checked(part, given_values(part, environ, dotenv_path))


def checked(part: type[Part], values: Mapping[str, object]) -> Part:
    try:
        return part.model_validate(values)
    except ValidationError as error:
        raise MisconfiguredError(plain_problems(error, DESCRIPTIONS)) from error
