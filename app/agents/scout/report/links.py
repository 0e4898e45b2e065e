"""The links people get in a mail: signed, and saying nothing about who they are."""

import hashlib
from dataclasses import dataclass

from app.lib.settings.settings import Settings
from app.lib.signing import Signer


@dataclass(frozen=True, slots=True)
class VoteLinks:
    """Of one find, for one recipient."""

    yes: str
    no: str


class MailLinks:
    """A vote token names the mail (whose recipient is the voter) and the pick, not the answer."""

    def __init__(self, settings: Settings) -> None:
        self.public_url = settings.public_url
        secrets = settings.secret_keys
        self.key = hashlib.sha256(secrets[0].encode()).digest()
        self.votes = Signer(secrets, "feedback")
        self.pauses = Signer(secrets, "pause", days=3650)

    def vote(self, mail_id: int, pick_id: int, answer: str) -> str:
        return f"{self.public_url}/feedback/{self.votes.sign(mail_id, pick_id)}/{answer}"

    def votes_on(self, mail_id: int, pick_id: int) -> VoteLinks:
        return VoteLinks(*(self.vote(mail_id, pick_id, answer) for answer in ("yes", "no")))

    def pause(self, mail_id: int) -> str:
        return f"{self.public_url}/pause/{self.pauses.sign(mail_id)}"

    def source_of(self, host: str) -> str:
        """Tells whether two requests came from one place, without keeping where that is."""
        return hashlib.blake2b(host.encode(), key=self.key, digest_size=8).hexdigest()

    def run(self, run_id: int) -> str:
        return f"{self.public_url}/runs/{run_id}"
