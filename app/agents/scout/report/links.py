"""The links people get in a mail: signed, and saying nothing about who they are."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.lib.settings.settings import Settings
from app.lib.signing import Signer


@dataclass(frozen=True, slots=True)
class VoteLinks:
    """Of one find, for one recipient. `different`: by article that is told beside it, where one
    says that it is not the same story."""

    yes: str
    no: str
    different: Mapping[int, str] = field(default_factory=dict)


class MailLinks:
    """A vote token names the mail (whose recipient is the voter) and the pick, not the answer; that
    about a story names also the article that was told beside the find."""

    def __init__(self, settings: Settings) -> None:
        self.public_url = settings.public_url
        secrets = settings.secret_keys
        self.key = hashlib.sha256(secrets[0].encode()).digest()
        self.votes = Signer(secrets, "feedback")
        self.stories = Signer(secrets, "story")
        self.pauses = Signer(secrets, "pause", days=3650)

    def vote(self, mail_id: int, pick_id: int, answer: str) -> str:
        return f"{self.public_url}/feedback/{self.votes.sign(mail_id, pick_id)}/{answer}"

    def story(self, mail_id: int, pick_id: int, article_id: int, label: str) -> str:
        token = self.stories.sign(mail_id, pick_id, article_id)
        return f"{self.public_url}/feedback/{token}/story/{label}"

    def votes_on(self, mail_id: int, pick_id: int, beside: Iterable[int] = ()) -> VoteLinks:
        """`beside`: the articles told beside the find."""
        yes, no = (self.vote(mail_id, pick_id, answer) for answer in ("yes", "no"))
        different = {id_: self.story(mail_id, pick_id, id_, "different") for id_ in beside}
        return VoteLinks(yes, no, different)

    def pause(self, mail_id: int) -> str:
        return f"{self.public_url}/pause/{self.pauses.sign(mail_id)}"

    def source_of(self, host: str) -> str:
        """Tells whether two requests came from one place, without keeping where that is."""
        return hashlib.blake2b(host.encode(), key=self.key, digest_size=8).hexdigest()

    def run(self, run_id: int) -> str:
        return f"{self.public_url}/runs/{run_id}"
