"""Which settings the lead agent goes by, what lacks, and what to do. Pure; shows no secret.

What keeps a campaign from starting is known in campaigns/readiness.py, and what a setting is by
itself in the settings' model: neither is said again here."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.agents.leads.campaigns.readiness import missing_settings
from app.lib.settings.settings import Settings
from app.parts.http.pages import Badge

IS_SET, LACKS, WITHOUT = Badge("Set", "good"), Badge("Missing", "bad"), Badge("Not set", "quiet")
UNUSABLE = Badge("Does not work", "bad")
SHOULD = Badge("Better set", "warn")
DEFAULT = Badge("As it comes", "quiet")
OF_SENDING = ("outreach_from", "postal_address", "public_url")
"""What missing_settings looks at."""


@dataclass(frozen=True, slots=True)
class SettingLine:
    """`says` is what stands there, or what goes on without; `to_do` "" where nothing is wanting."""

    name: str
    badge: Badge
    says: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class SettingsView:
    """`lacking` keeps campaigns from starting, `better` does not."""

    lines: tuple[SettingLine, ...]

    @property
    def lacking(self) -> tuple[SettingLine, ...]:
        return tuple(line for line in self.lines if line.badge in (LACKS, UNUSABLE))

    @property
    def better(self) -> tuple[SettingLine, ...]:
        return tuple(line for line in self.lines if line.badge == SHOULD)

    @property
    def others(self) -> tuple[SettingLine, ...]:
        return tuple(line for line in self.lines if not line.to_do)


def settings_view(settings: Settings) -> SettingsView:
    return SettingsView((*sending(settings), *listening(settings), *finding_out(settings)))


def sending(settings: Settings) -> Iterator[SettingLine]:
    lacking = {one.name: one for one in missing_settings(settings)}
    for field in OF_SENDING:
        name, value = alias_of(field), getattr(settings, field)
        found = lacking.get(name)
        if found is None:
            yield SettingLine(name, IS_SET, str(value))
        else:
            stands = f"It {found.how}. " if value else ""
            says = f"{stands}No campaign can start: {found.why}"
            yield SettingLine(name, UNUSABLE if value else LACKS, says, found.to_do)
    yield recommended(
        "SENDER_COUNTRY",
        settings.sender_country,
        "The law of your own country is not known, so it cannot be kept.",
        "Set it to two letters, for example ZA.",
    )
    host = settings.smtp_host
    yield SettingLine(
        "SMTP_HOST",
        IS_SET if host else WITHOUT,
        host or "Mails are written into files and reach nobody, which is good for a trial.",
    )
    yield of_default(settings, "outreach_daily_cap", "mails a day at most")
    yield of_default(settings, "outreach_window", "on the lead's own clock")
    yield SettingLine(
        "TRACKING",
        IS_SET if settings.tracking else WITHOUT,
        "Opens and clicks are counted of leads whose law asks for no consent to it, or who gave it."
        if settings.tracking
        else "Nobody sees whether a mail is opened or its links are followed.",
    )


def listening(settings: Settings) -> Iterator[SettingLine]:
    yield recommended(
        "IMAP_HOST",
        settings.imap_host,
        "No mailbox is read: whether somebody answered, objected or could not be reached stays "
        "unseen, and the sequence goes on.",
        "Set it, with IMAP_USERNAME and IMAP_PASSWORD, to the mailbox that answers come to.",
    )
    yield of_default(settings, "lead_retention_days", "days that a lead is kept")


def finding_out(settings: Settings) -> Iterator[SettingLine]:
    provider = settings.search_provider
    yield SettingLine(
        "SEARCH_PROVIDER",
        IS_SET if provider else WITHOUT,
        provider or "Research reads companies' own sites and given links, and asks no search.",
    )
    yield SettingLine(
        "BROWSER",
        IS_SET if settings.browser else WITHOUT,
        "Pages that are empty without scripts are drawn by Chromium."
        if settings.browser
        else "Pages that are empty without scripts stay empty.",
    )
    ceiling = f"up to ${settings.apify_daily_budget_usd:.2f} a day (APIFY_DAILY_BUDGET_USD)"
    yield SettingLine(
        "APIFY_API_TOKEN",
        IS_SET if settings.apify_api_token else WITHOUT,
        f"A front page that cannot be had otherwise is read by Apify, {ceiling}."
        if settings.apify_api_token
        else "A front page that turns this service away stays unread.",
    )
    model = settings.openai_model if settings.openai_api_key else ""
    yield SettingLine(
        "OPENAI_API_KEY",
        IS_SET if model else WITHOUT,
        model or "Facts are read without a model, and mails are made from the team's templates.",
    )
    for agent in ("lead_research", "lead_sequence"):
        own = settings.daily_budget_usd_of(agent)
        yield SettingLine(
            f"LLM_DAILY_BUDGET_USD_{agent.upper()}",
            WITHOUT if own is None else IS_SET,
            f"${settings.llm_daily_budget_usd if own is None else own:.2f} a day"
            + (", together with all other agents" if own is None else ""),
        )


def recommended(name: str, value: str | None, without: str, to_do: str) -> SettingLine:
    return SettingLine(name, IS_SET, value) if value else SettingLine(name, SHOULD, without, to_do)


def of_default(settings: Settings, field: str, what: str) -> SettingLine:
    value = getattr(settings, field)
    is_default = value == Settings.model_fields[field].default
    return SettingLine(alias_of(field), DEFAULT if is_default else IS_SET, f"{value}: {what}")


def alias_of(field: str) -> str:
    """The setting's name, as it stands in .env."""
    return str(Settings.model_fields[field].alias)
