"""The settings of commands that need no service: only the part that is used is checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic.fields import FieldInfo

from app.lib.mail_address import parse_sender
from app.lib.settings.kinds import (
    EACH_AGENT,
    LOOPBACK_HOSTS,
    Commas,
    Country,
    Dollars,
    Folder,
    HostAndPort,
    HttpUrl,
    ImapHost,
    Key,
    LowerCase,
    PostalAddress,
    Sender,
    SslIsTls,
    Window,
)
from app.lib.weekly_window import WeeklyWindow, parse_window

DAILY_BUDGET = "LLM_DAILY_BUDGET_USD"


class SettingsPart(BaseModel):
    """A field whose alias ends with EACH_AGENT maps what stands there to the value that is set."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    @classmethod
    def field_of(cls, name: str) -> FieldInfo | None:
        """What an environment variable of this name sets."""
        for field in cls.model_fields.values():
            prefix = prefix_of(str(field.alias))
            if name == field.alias or (prefix and name.startswith(prefix)):
                return field
        return None

    @model_validator(mode="before")
    @classmethod
    def gather_by_agent(cls, values: Mapping[str, object]) -> Mapping[str, object]:
        gathered = dict(values)
        for alias in (str(field.alias) for field in cls.model_fields.values()):
            prefix = prefix_of(alias)
            names = [name for name in values if prefix and name.startswith(prefix)]
            if names:
                gathered[alias] = {n.removeprefix(prefix): gathered.pop(n) for n in names}
        return gathered


def prefix_of(alias: str) -> str:
    """Of the variables for each agent; "" for a setting that is one variable."""
    return alias.removesuffix(EACH_AGENT) if alias.endswith(EACH_AGENT) else ""


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
    llm_daily_budget_usd: Dollars = Field(default=1.0, alias=DAILY_BUDGET)
    llm_daily_budget_usd_by_agent: Mapping[str, Dollars] = Field(
        default={}, alias=f"{DAILY_BUDGET}_{EACH_AGENT}"
    )

    def daily_budget_usd_of(self, agent: str) -> float | None:
        """The agent's own ceiling, beside the one for all together, if it has one."""
        return self.llm_daily_budget_usd_by_agent.get(agent.upper())

    def lowest_daily_budget_usd(self, agent: str) -> float:
        """For an agent that has no ledger, and cannot know what others spent."""
        own = self.daily_budget_usd_of(agent)
        return min(self.llm_daily_budget_usd, self.llm_daily_budget_usd if own is None else own)


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


class MailboxSettings(SettingsPart):
    """The mailbox that answers and bounces come to; without a host none is read."""

    imap_host: ImapHost | None = Field(default=None, alias="IMAP_HOST")
    imap_given_port: int | None = Field(default=None, ge=1, le=65535, alias="IMAP_PORT")
    imap_username: str | None = Field(default=None, alias="IMAP_USERNAME")
    imap_password: SecretStr | None = Field(default=None, alias="IMAP_PASSWORD")
    imap_security: Annotated[Literal["tls", "starttls", "none"], SslIsTls, LowerCase] = Field(
        default="tls", alias="IMAP_SECURITY"
    )
    imap_folder: Folder = Field(default="INBOX", alias="IMAP_FOLDER")

    @model_validator(mode="after")
    def a_mailbox_is_opened_with_a_password(self) -> "MailboxSettings":
        for name, value in (
            ("IMAP_USERNAME", self.imap_username),
            ("IMAP_PASSWORD", self.imap_password),
        ):
            if self.imap_host is not None and value is None:
                raise ValueError(f"{name} is missing: IMAP_HOST is set, and a mailbox needs it")
        return self

    @model_validator(mode="after")
    def a_mailbox_needs_protection(self) -> "MailboxSettings":
        elsewhere = self.imap_host is not None and self.imap_host not in LOOPBACK_HOSTS
        if self.imap_security == "none" and elsewhere:
            raise ValueError(
                f"IMAP_SECURITY is none although {self.imap_host} is another machine: password "
                "and mails would travel unprotected; set it to tls or starttls"
            )
        return self

    @property
    def imap_port(self) -> int:
        return self.imap_given_port or (993 if self.imap_security == "tls" else 143)


class OutreachSettings(SettingsPart):
    """What mails to leads need. Without sender and postal address no campaign starts."""

    outreach_from: Sender | None = Field(default=None, alias="OUTREACH_FROM")
    outreach_reply_to: Sender | None = Field(default=None, alias="OUTREACH_REPLY_TO")
    outreach_daily_cap: int = Field(default=50, ge=1, le=2000, alias="OUTREACH_DAILY_CAP")
    outreach_window: Window = Field(default="Mon-Fri 09:00-17:00", alias="OUTREACH_WINDOW")
    postal_address: PostalAddress | None = Field(default=None, alias="POSTAL_ADDRESS")
    sender_country: Country | None = Field(default=None, alias="SENDER_COUNTRY")
    tracking: bool = Field(default=False, alias="TRACKING")
    lead_retention_days: int = Field(default=365, ge=1, le=3650, alias="LEAD_RETENTION_DAYS")

    @property
    def window(self) -> WeeklyWindow:
        """Of OUTREACH_WINDOW; the clock is the lead's own."""
        return parse_window(self.outreach_window)


class ResearchSettings(SettingsPart):
    """What lead research may use beside the fetcher. Without a search it reads companies' own sites
    and given links; `browser`: Chromium for pages that are empty without scripts; `apify_…`: an
    actor of Apify for those that cannot be had otherwise."""

    search_provider: Annotated[Literal["searxng", "brave", "serper"], LowerCase] | None = Field(
        default=None, alias="SEARCH_PROVIDER"
    )
    search_url: HttpUrl | None = Field(default=None, alias="SEARCH_URL")
    search_api_key: Key | None = Field(default=None, alias="SEARCH_API_KEY")
    browser: bool = Field(default=False, alias="BROWSER")
    apify_api_token: Key | None = Field(default=None, alias="APIFY_API_TOKEN")
    apify_daily_budget_usd: Dollars = Field(default=1.0, alias="APIFY_DAILY_BUDGET_USD")

    @model_validator(mode="after")
    def a_search_needs_what_its_provider_asks_for(self) -> "ResearchSettings":
        if self.search_provider == "searxng" and self.search_url is None:
            raise ValueError(
                "SEARCH_URL is missing: SEARCH_PROVIDER is searxng, which is a server of your own, "
                "for example http://localhost:8080"
            )
        if self.search_provider in {"brave", "serper"} and self.search_api_key is None:
            raise ValueError(
                f"SEARCH_API_KEY is missing: {self.search_provider} wants a key, from the account "
                "page there"
            )
        if self.search_provider is None and (self.search_url or self.search_api_key):
            raise ValueError(
                "SEARCH_PROVIDER is missing: SEARCH_URL and SEARCH_API_KEY are of a search; set it "
                "to searxng, brave or serper"
            )
        return self
