"""The mail as files, for an installation without a mail server."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path

from app.parts.mail.failures import MailServerAwayError


@dataclass(frozen=True, slots=True)
class FileSender:
    """Writes each mail as an `.eml` file named by its Message-ID, whole or not at all."""

    directory: Path

    def send(self, message: EmailMessage, recipient: str, before_dot: Callable[[], None]) -> None:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            path = self.directory / self.file_name(message, recipient)
            draft = path.with_suffix(".part")
            draft.write_bytes(message.as_bytes(policy=policy.SMTPUTF8))
            before_dot()
            os.replace(draft, path)
        except OSError as error:
            raise MailServerAwayError(
                f"The mail could not be written to {self.directory}: {error.strerror}."
            ) from error

    def file_name(self, message: EmailMessage, recipient: str) -> str:
        unique = str(message["Message-ID"]).strip("<>").partition("@")[0]
        return re.sub(r"[^A-Za-z0-9._-]", "_", f"{unique}-{recipient}")[:150] + ".eml"

    def check(self) -> None:
        """Can files be written there? Raises MailServerAwayError."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MailServerAwayError(
                f"Mails cannot be written to {self.directory}: {error.strerror}."
            ) from error
