"""The mailbox that answers come to, as the settings name it."""

from dataclasses import dataclass, field

from app.lib.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class Account:
    """`security`: tls, starttls or none."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    def __str__(self) -> str:
        """In a sentence: "the mailbox team@example.com at imap.example.com"."""
        return f"mailbox {self.username} at {self.host}"

    @property
    def name(self) -> str:
        """The folder's own, among all there are."""
        return f"{self.username}@{self.host}:{self.port}/{self.folder}"


def account_of(settings: Settings) -> Account | None:
    """None where no mailbox is read."""
    if settings.imap_host is None or settings.imap_password is None:
        return None
    return Account(
        settings.imap_host,
        settings.imap_port,
        settings.imap_security,
        settings.imap_username or "",
        settings.imap_password.get_secret_value(),
        settings.imap_folder,
    )
