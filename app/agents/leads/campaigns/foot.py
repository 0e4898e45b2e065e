"""What stands below every mail, and what of it the law asks for: who writes, from where, why they
get it, and how to have no more of it. Pure."""

from dataclasses import dataclass

from app.agents.leads.law.suppression import address_digest
from app.agents.leads.law.types import Element
from app.agents.leads.sequence.types import Foot, Step
from app.lib.settings.parts import OutreachSettings
from app.lib.signing import AddressSigner, BadTokenError, Signer
from app.parts.model.clean_text import comparable

PURPOSE = "unsubscribe"
UNSUBSCRIBE_DAYS = 3650
"""A link to have no more mails is good for as long as anybody may keep the mail."""
ADVERTISEMENT = "This mail is an advertisement."
NOTICE = "About your data:"
LABEL = "<ADV>"
BEFORE_FOOT = "\n\n-- \n"
"""RFC 3676, 4.3: what follows is no part of what was said."""


@dataclass(frozen=True, slots=True)
class Whose:
    """What a link to have no more mails says: the lead and campaign of the mail that it stood in,
    and the digest of the address that the mail was for; "" in links of earlier versions."""

    lead_id: int
    campaign_id: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class UnsubscribeLinks:
    """A link outlives its lead: once LEAD_RETENTION_DAYS has taken that away, it still says which
    address asks for no more mails, in a keyed digest."""

    public_url: str
    secrets: tuple[str, ...]

    def url(self, lead_id: int, campaign_id: int, address: str) -> str:
        digest = address_digest(address, self.secrets[0])
        token = AddressSigner(self.secrets, PURPOSE, UNSUBSCRIBE_DAYS).sign(
            digest, lead_id, campaign_id
        )
        return f"{self.public_url}/unsubscribe/{token}"

    def read(self, token: str) -> Whose:
        """Raises BadTokenError."""
        try:
            signed = AddressSigner(self.secrets, PURPOSE, UNSUBSCRIBE_DAYS).read(token, 2)
        except BadTokenError:
            lead_id, campaign_id = Signer(self.secrets, PURPOSE, UNSUBSCRIBE_DAYS).read(token, 2)
            return Whose(lead_id, campaign_id)
        digest, (lead_id, campaign_id) = signed
        return Whose(lead_id, campaign_id, digest)


def unsubscribe_links(public_url: str, secrets: tuple[str, ...]) -> UnsubscribeLinks:
    return UnsubscribeLinks(public_url, secrets)


def foot_of(
    settings: OutreachSettings,
    *,
    sender_name: str,
    source: str,
    elements: frozenset[Element],
    unsubscribe_url: str,
) -> Foot:
    """`source`: where the address is from, in words; `elements`: what the law asks for."""
    lines = [
        f"{sender_name}, {settings.postal_address or ''}",
        f"You get this mail because we think that our offer concerns your work; {source}.",
    ]
    if "advertisement" in elements:
        lines.append(ADVERTISEMENT)
    if "notice" in elements:
        lines.append(notice(settings, sender_name, source))
    return Foot("\n".join(lines), f"No more mails from us: {unsubscribe_url}")


def notice(settings: OutreachSettings, sender_name: str, source: str) -> str:
    """GDPR art. 14, POPIA s 18: who, what, where from, what for, how long, which rights."""
    return (
        f"{NOTICE} {sender_name} keeps your name, your work address and what public pages say of "
        f"your company, to write to you about this offer; {source}. It is deleted "
        f"{settings.lead_retention_days} days after our last contact. You may see it, correct it, "
        "have it deleted or object at any time, by a reply or by the link below, and you may "
        "complain to your data protection authority."
    )


def source_in_words(source: str | None, page: str | None) -> str:
    if page:
        return f"your address stands at {page}"
    return f"your address is from: {source}" if source else "your address was given to us"


def contained_in(
    subject: str, body: str, step: str, *, sender_name: str, postal_address: str
) -> frozenset[Element]:
    """What a mail has of what a law may ask for, read from the mail itself: whoever edits it may
    have taken something out. That the subject is true is what the guard and a person looked at."""
    said = comparable(body)
    found: dict[Element, bool] = {
        "sender_identity": comparable(sender_name) in said,
        "postal_address": bool(postal_address) and comparable(postal_address) in said,
        "opt_out": "/unsubscribe/" in body,
        "true_subject": bool(subject.strip()),
        "advertisement": comparable(ADVERTISEMENT) in said,
        "subject_label": subject.startswith(LABEL),
        "notice": comparable(NOTICE) in said,
        "consent_question": step == Step.CONSENT_REQUEST and "?" in body,
    }
    return frozenset(name for name, is_there in found.items() if is_there)
