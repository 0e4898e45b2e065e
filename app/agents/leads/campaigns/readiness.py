"""What a campaign needs before it may start, in plain words: what is missing, and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.agents.leads.campaigns.handing_over import mailbox_of
from app.agents.leads.campaigns.offer import CampaignRefusedError, offer_of, steps_of
from app.agents.leads.campaigns.sender_dns import SenderDns
from app.agents.leads.tables import Campaign
from app.lib.settings.kinds import LOOPBACK_HOSTS
from app.lib.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Lacking:
    """A setting without which no campaign starts. `how` it stands follows its name."""

    name: str
    how: str
    why: str
    to_do: str

    def __str__(self) -> str:
        return f"{self.name} {self.how}: {self.why} {self.to_do}"


def missing_settings(settings: Settings) -> Iterator[Lacking]:
    if settings.outreach_from is None:
        yield Lacking(
            "OUTREACH_FROM",
            "is missing",
            "there is no mailbox that writes to leads.",
            "Set it to the mailbox that people may answer to, for example "
            "Ann Nkosi <ann@example.com>.",
        )
    if settings.postal_address is None:
        yield Lacking(
            "POSTAL_ADDRESS",
            "is missing",
            "the law of most countries wants the sender's postal address in every mail.",
            "Set it to a whole address with a town, for example 1 Main Road, Cape Town 8001.",
        )
    if not can_be_unsubscribed_from(settings.public_url):
        yield Lacking(
            "PUBLIC_URL",
            f"is {settings.public_url}",
            "the link to unsubscribe has to be https (RFC 8058).",
            "Put the service behind https and write that address there.",
        )


def can_be_unsubscribed_from(public_url: str) -> bool:
    """Mail programs press the link of RFC 8058 by themselves, over https only; on a loopback
    address everything is a trial."""
    public = urlsplit(public_url)
    return public.scheme == "https" or public.hostname in LOOPBACK_HOSTS


def missing_of_campaign(campaign: Campaign, leads: int) -> Iterator[str]:
    try:
        offer_of(campaign)
        steps_of(campaign)
    except CampaignRefusedError as error:
        yield str(error)
    if not leads:
        yield "The campaign has no leads: add some first."


def missing_here(settings: Settings, campaign: Campaign, leads: int) -> list[str]:
    """All but the sender's DNS, which takes seconds to ask."""
    return [*map(str, missing_settings(settings)), *missing_of_campaign(campaign, leads)]


def why_not_to_start(
    settings: Settings,
    campaign: Campaign,
    leads: int,
    dns: SenderDns,
    selectors: Sequence[str] = (),
) -> list[str]:
    """Empty when nothing is in the way. The sender's DNS is asked only when all else is there, and
    not where mails go to files: those reach nobody."""
    found = missing_here(settings, campaign, leads)
    if found or settings.smtp_host is None:
        return found
    return list(dns(mailbox_of(settings).rpartition("@")[2], selectors))
