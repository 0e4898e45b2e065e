"""Which settings the lead agent goes by, what lacks, and what to do. Pure; shows no secret."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.lib.settings.kinds import LOOPBACK_HOSTS
from app.lib.settings.settings import Settings
from app.parts.http.pages import Badge

IS_SET, LACKS, WITHOUT = Badge("Set", "good"), Badge("Missing", "bad"), Badge("Not set", "quiet")
DEFAULT = Badge("As it comes", "quiet")


@dataclass(frozen=True, slots=True)
class SettingLine:
    """`says` is what stands there, or what goes on without; `to_do` "" where nothing is wanting."""

    name: str
    badge: Badge
    says: str
    to_do: str = ""


@dataclass(frozen=True, slots=True)
class SettingsView:
    lines: tuple[SettingLine, ...]

    @property
    def problems(self) -> tuple[SettingLine, ...]:
        return tuple(line for line in self.lines if line.badge == LACKS)

    @property
    def others(self) -> tuple[SettingLine, ...]:
        return tuple(line for line in self.lines if line.badge != LACKS)


def settings_view(settings: Settings) -> SettingsView:
    return SettingsView((*sending(settings), *listening(settings), *finding_out(settings)))


def sending(settings: Settings) -> Iterator[SettingLine]:
    yield needed(
        "OUTREACH_FROM",
        settings.outreach_from,
        "No campaign can start: there is no mailbox that writes to leads.",
        "Set it to the mailbox that people may answer to, for example Ann Nkosi <ann@example.com>.",
    )
    yield needed(
        "POSTAL_ADDRESS",
        settings.postal_address,
        "No campaign can start: most countries want the sender's postal address in every mail.",
        "Set it to a whole address with a town, for example 1 Main Road, Cape Town 8001.",
    )
    yield needed(
        "SENDER_COUNTRY",
        settings.sender_country,
        "The law of your own country is not known, so it cannot be kept.",
        "Set it to two letters, for example ZA.",
    )
    yield public_url(settings)
    host = settings.smtp_host
    yield SettingLine(
        "SMTP_HOST",
        IS_SET if host else WITHOUT,
        host or "Mails are written into files and reach nobody, which is good for a trial.",
    )
    yield of_default("OUTREACH_DAILY_CAP", settings.outreach_daily_cap, 50, "mails a day at most")
    window = settings.outreach_window
    yield of_default("OUTREACH_WINDOW", window, "Mon-Fri 09:00-17:00", "on the lead's own clock")


def public_url(settings: Settings) -> SettingLine:
    public = urlsplit(settings.public_url)
    if public.scheme == "https" or public.hostname in LOOPBACK_HOSTS:
        return SettingLine("PUBLIC_URL", IS_SET, settings.public_url)
    return SettingLine(
        "PUBLIC_URL",
        LACKS,
        f"It is {settings.public_url}, and a link to unsubscribe has to be https (RFC 8058).",
        "Put the service behind https and write that address there.",
    )


def listening(settings: Settings) -> Iterator[SettingLine]:
    yield needed(
        "IMAP_HOST",
        settings.imap_host,
        "No mailbox is read: whether somebody answered, objected or could not be reached stays "
        "unseen, and the sequence goes on.",
        "Set it, with IMAP_USERNAME and IMAP_PASSWORD, to the mailbox that answers come to.",
    )
    days = settings.lead_retention_days
    yield of_default("LEAD_RETENTION_DAYS", days, 365, "days that a lead is kept")


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


def needed(name: str, value: str | None, without: str, to_do: str) -> SettingLine:
    if value:
        return SettingLine(name, IS_SET, value)
    return SettingLine(name, LACKS, without, to_do)


def of_default(name: str, value: str | int, default: str | int, what: str) -> SettingLine:
    return SettingLine(name, DEFAULT if value == default else IS_SET, f"{value}: {what}")
