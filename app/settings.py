"""Every setting, read once from the environment and `.env`; nothing else reads the environment.

A missing or malformed setting raises MisconfiguredError with one plain line for each. With
EMBEDDED=1 what is not configured gets its embedded default instead (see app/embedded.py).
"""

import os
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from app.errors import MisconfiguredError
from app.setting_kinds import (
    Commas,
    DatabaseUrl,
    HttpUrl,
    MailAddress,
    PublicUrl,
    RedisUrl,
    Secret,
    Sender,
    TimeOfDay,
    TimeZoneName,
)

DATA_DIRECTORY = Path("data")
"""Where embedded services keep what is theirs, beside the place the process was started in."""

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(BaseModel):
    """The settings of CONTRACT section 3. `description` is what a missing one is said to be."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    embedded: bool = Field(default=False, alias="EMBEDDED")
    database_url: DatabaseUrl = Field(
        alias="DATABASE_URL",
        description="where runs, articles and votes are kept, for example sqlite:///data/scout.db",
    )
    redis_url: RedisUrl = Field(
        alias="REDIS_URL", description="the queue, for example redis://localhost:6379/0"
    )
    openai_api_key: SecretStr | None = Field(
        alias="OPENAI_API_KEY",
        description="the key of the language model, from your provider's account page",
    )
    openai_base_url: HttpUrl | None = Field(default=None, alias="OPENAI_BASE_URL")
    openai_model: str = Field(default="gpt-6-luna", alias="OPENAI_MODEL")
    smtp_host: str | None = Field(
        alias="SMTP_HOST",
        description="the mail server that sends the summary, for example smtp.example.com",
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, alias="SMTP_PORT")
    smtp_username: str | None = Field(default=None, alias="SMTP_USERNAME")
    smtp_password: SecretStr | None = Field(default=None, alias="SMTP_PASSWORD")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", alias="SMTP_SECURITY"
    )
    email_from: Sender = Field(
        alias="EMAIL_FROM", description="the sender, for example scout@example.com"
    )
    email_to: Annotated[tuple[MailAddress, ...], Commas] = Field(
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
    brand_repo_path: Path = Field(default=Path("brand_repo.yaml"), alias="BRAND_REPO_PATH")
    brand_ids: Annotated[tuple[str, ...], Commas] = Field(
        default=("debonairs",), min_length=1, alias="BRAND_ID"
    )
    # Parts of a minute are for trials: a real site should not be asked so often.
    interval_minutes: float = Field(
        default=10, ge=0.1, le=1440, allow_inf_nan=False, alias="AGENT_RUN_INTERVAL_MINUTES"
    )
    email_min_score: int = Field(default=60, ge=0, le=100, alias="EMAIL_MIN_SCORE")
    email_digest_times: Annotated[tuple[TimeOfDay, ...], Commas] = Field(
        default=(), alias="EMAIL_DIGEST_TIMES"
    )
    timezone: TimeZoneName = Field(default="Africa/Johannesburg", alias="TIMEZONE")
    llm_timeout_seconds: float = Field(default=60, ge=1, le=300, alias="LLM_TIMEOUT_SECONDS")
    llm_daily_budget_usd: float = Field(default=1.0, ge=0, alias="LLM_DAILY_BUDGET_USD")
    fetch_allowed_private_hosts: Annotated[frozenset[str], Commas] = Field(
        default=frozenset(), alias="FETCH_ALLOWED_PRIVATE_HOSTS"
    )
    on_unknown: Literal["hold", "resend"] = Field(default="hold", alias="ON_UNKNOWN")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
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
    def sender_address(self) -> str:
        """The bare address of EMAIL_FROM."""
        return parseaddr(self.email_from)[1]

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


def load_settings(
    environ: Mapping[str, str] | None = None, dotenv_path: Path = Path(".env")
) -> Settings:
    """The settings from the environment over `.env`. Raises MisconfiguredError.

    A setting that is present but blank counts as not set: compose files pass such.
    """
    given = {**read_dotenv(dotenv_path), **(os.environ if environ is None else environ)}
    aliases = {str(field.alias) for field in Settings.model_fields.values()}
    values: dict[str, object] = {
        name: text.strip() for name, text in given.items() if name in aliases and text.strip()
    }
    if values.get("EMBEDDED") in {"1", "true", "yes", "on"}:
        values = {**embedded_defaults(), **values}
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise MisconfiguredError(plain_problems(error)) from error


def read_raw(name: str, dotenv_path: Path = Path(".env")) -> str:
    """One setting as it is written, for a command that needs no other; "" when not set."""
    return os.environ.get(name) or read_dotenv(dotenv_path).get(name, "")


def read_dotenv(path: Path) -> dict[str, str]:
    try:
        return {name: text for name, text in dotenv_values(path).items() if text is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise MisconfiguredError([f"{path} cannot be read: {error}"]) from error


def embedded_defaults() -> dict[str, object]:
    """What takes the place of a service that is not configured; None means "has no such"."""
    return {
        "DATABASE_URL": f"sqlite:///{DATA_DIRECTORY}/scout.db",
        "REDIS_URL": "unix://",
        "OPENAI_API_KEY": None,
        "SMTP_HOST": None,
        "EMAIL_FROM": "Brand Scout <scout@localhost>",
        "EMAIL_TO": "team@localhost",
        "SECRET_KEY": kept_secret(DATA_DIRECTORY / "secret_key"),
    }


def kept_secret(path: Path) -> str:
    """The secret kept at `path`; made at the first call. Two processes agree on one.

    Written aside and linked into place: a link fails when another process was first, and no
    process ever reads half a secret.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def plain_problems(error: ValidationError) -> list[str]:
    """One line for each problem, without the values: they may be secrets."""
    problems = []
    for item in error.errors(include_url=False, include_context=False):
        name = str(item["loc"][0]) if item["loc"] else ""
        reason = item["msg"].removeprefix("Value error, ")
        if item["type"] == "missing":
            problems.append(f"{name} is missing: {description_of(name)}")
        elif name:
            problems.append(f"{name} is not right: {in_plain_words(reason)}")
        else:
            problems.append(reason)
    return list(dict.fromkeys(problems))


def description_of(alias: str) -> str:
    return next(
        str(field.description) for field in Settings.model_fields.values() if field.alias == alias
    )


def in_plain_words(reason: str) -> str:
    reason = reason.replace("Input should be", "it should be")
    return re.sub(r", unable to parse.*", "", reason)
