"""The HTML part of a mail to a lead: its text, with links that can be clicked; if it is tracked,
links that lead through us and a picture of one dot. The text part stays as it is.

Every address was in the text that somebody approved, and is signed: nobody can be led elsewhere.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from app.lib.settings.settings import Settings
from app.lib.signing import AddressSigner, Signer
from app.lib.templating import web_link
from app.parts.mail.tables import Mail

ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]']")
UNSUBSCRIBE = "/unsubscribe/"
LONGEST_TRACKED = 1_000
"""Bytes of an address that fits a token."""
LINK_DAYS = 3650
"""A link leads on for as long as anybody may keep the mail."""
PICTURE = '<img src="'
"""Stands in no text: there it would be escaped."""


@dataclass(frozen=True, slots=True)
class TrackedMail:
    """Which mail, and whose: an id of a mail may be given again after an erasure, a lead's not."""

    id: int
    lead_id: int


class TrackingLinks:
    """Tokens say which mail they stood in and where they lead, and nothing of the person."""

    def __init__(self, settings: Settings) -> None:
        self.public_url = settings.public_url
        self.pictures = Signer(settings.secret_keys, "opened", days=LINK_DAYS)
        self.addresses = AddressSigner(settings.secret_keys, "follow", days=LINK_DAYS)

    def picture(self, mail: TrackedMail) -> str:
        return f"{self.public_url}/opened/{self.pictures.sign(mail.id, mail.lead_id)}"

    def follow(self, mail: TrackedMail, address: str) -> str:
        """The address itself if it is not to be tracked: a way to object never is."""
        if UNSUBSCRIBE in address or not web_link(address, LONGEST_TRACKED):
            return address
        return f"{self.public_url}/follow/{self.addresses.sign(address, mail.id, mail.lead_id)}"

    def opened(self, token: str) -> TrackedMail:
        """Raises BadTokenError."""
        mail_id, lead_id = self.pictures.read(token, 2)
        return TrackedMail(mail_id, lead_id)

    def followed(self, token: str) -> tuple[str, TrackedMail]:
        """Where it leads, and the mail. Raises BadTokenError."""
        address, (mail_id, lead_id) = self.addresses.read(token, 2)
        return address, TrackedMail(mail_id, lead_id)


def dress(mail: Mail, tracked: TrackedMail | None, settings: Settings) -> None:
    """Makes the HTML part what it may be now. What is as it may be stays, byte for byte."""
    is_tracked = PICTURE in mail.html
    if tracked is not None and not is_tracked:
        mail.html = tracked_html(mail.text, tracked, TrackingLinks(settings))
    elif tracked is None and is_tracked:
        mail.html = as_html(mail.text)


def tracked_html(text: str, mail: TrackedMail, links: TrackingLinks) -> str:
    seen = html.escape(links.picture(mail))
    dot = f'<p>{PICTURE}{seen}" width="1" height="1" alt=""></p>'
    return f"{as_html(text, lambda address: links.follow(mail, address))}\n{dot}"


def as_html(text: str, leads_to: Callable[[str], str] = str) -> str:
    """The text as it is: a mail from a person has no design."""
    return "\n".join(f"<p>{linked(part, leads_to)}</p>" for part in text.split("\n\n"))


def linked(text: str, leads_to: Callable[[str], str]) -> str:
    made, end = [], 0
    for found in ADDRESS.finditer(text):
        address = html.escape(leads_to(found[0]))
        made += [html.escape(text[end : found.start()])]
        made += [f'<a href="{address}">{html.escape(found[0])}</a>']
        end = found.end()
    return "".join((*made, html.escape(text[end:]))).replace("\n", "<br>\n")
