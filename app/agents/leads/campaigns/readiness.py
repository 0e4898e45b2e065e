"""What a campaign needs before it may start, in plain words: what is missing, and what to do."""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from app.agents.leads.campaigns.handing_over import mailbox_of
from app.agents.leads.campaigns.offer import CampaignRefusedError, offer_of, steps_of
from app.agents.leads.campaigns.sender_dns import SenderDns
from app.agents.leads.tables import Campaign
from app.lib.settings.kinds import LOOPBACK_HOSTS
from app.lib.settings.settings import Settings


def missing_settings(settings: Settings) -> Iterator[str]:
    if settings.outreach_from is None:
        yield (
            "OUTREACH_FROM is missing: the mailbox that writes to leads, for example "
            "Ann Nkosi <ann@example.com>."
        )
    if settings.postal_address is None:
        yield (
            "POSTAL_ADDRESS is missing: the law of most countries wants the sender's postal "
            "address in every mail."
        )
    public = urlsplit(settings.public_url)
    if public.scheme != "https" and public.hostname not in LOOPBACK_HOSTS:
        yield (
            f"PUBLIC_URL is {settings.public_url}: the link to unsubscribe has to be https "
            "(RFC 8058). Put the service behind https and write that address there."
        )


def missing_of_campaign(campaign: Campaign, leads: int) -> Iterator[str]:
    try:
        offer_of(campaign)
        steps_of(campaign)
    except CampaignRefusedError as error:
        yield str(error)
    if not leads:
        yield "The campaign has no leads: add some first."


def why_not_to_start(
    settings: Settings,
    campaign: Campaign,
    leads: int,
    dns: SenderDns,
    selectors: Sequence[str] = (),
) -> list[str]:
    """Empty when nothing is in the way. The sender's DNS is asked only when all else is there, and
    not where mails go to files: those reach nobody."""
    found = [*missing_settings(settings), *missing_of_campaign(campaign, leads)]
    if found or settings.smtp_host is None:
        return found
    return list(dns(mailbox_of(settings).rpartition("@")[2], selectors))
