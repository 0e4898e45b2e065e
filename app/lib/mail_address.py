"""Mail addresses: as people write them in settings, and as mail servers take them.

The one parser of EMAIL_FROM, EMAIL_TO and of every address a mail goes to: what is accepted when
a process starts can be sent, and what cannot be sent is refused there.
"""

import re
import unicodedata
from dataclasses import dataclass

import idna

from app.lib.printable import LEFT_OUT, harmless, one_line

MAX_LOCAL_BYTES = 64
MAX_ADDRESS_BYTES = 254
"""RFC 5321, 4.5.3.1; the path of 256 bytes has two angle brackets."""
MAX_DOMAIN = 253
MAX_NAME = 150
IN_A_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]")
LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


class NotAnAddressError(ValueError):
    """In plain words what is wrong with the text, which it quotes."""

    def __init__(self, text: str, reason: str) -> None:
        shown = one_line(text, 80)
        super().__init__(f"'{shown}' is not a mail address such as team@example.com: {reason}")


@dataclass(frozen=True, slots=True)
class MailAddress:
    """`domain` is in ASCII ("xn--…" for other scripts), as DNS and every mail server know it.

    A `local` part beyond ASCII is taken only by servers that offer SMTPUTF8 (RFC 6531).
    """

    local: str
    domain: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def needs_utf8(self) -> bool:
        return not self.local.isascii()


def parse_sender(text: str) -> MailAddress:
    """`scout@example.com` or `Any name, as it is <scout@example.com>`.

    Raises NotAnAddressError, also for an address that most servers refuse as a sender.
    """
    name, bare = split_name(text)
    parsed = parse_address(bare)
    if parsed.needs_utf8:
        raise NotAnAddressError(bare, "a sender may have only a-z, digits and signs before the @")
    return MailAddress(parsed.local, parsed.domain, one_line(name, MAX_NAME))


def parse_address(text: str) -> MailAddress:
    """A bare address, without a name. Raises NotAnAddressError."""
    address = unicodedata.normalize("NFC", text.strip())
    if any(unicodedata.category(char) in LEFT_OUT for char in address):
        raise NotAnAddressError(text, "it holds a character that cannot be seen; type it anew")
    if address.endswith(">"):
        raise NotAnAddressError(text, "the address stands alone here, without a name")
    local, at, domain = address.rpartition("@")
    reason = fault_of(local, at, domain)
    if reason is None:
        parsed = MailAddress(local, ascii_domain(domain))
        reason = fault_of_length(parsed) or fault_of_domain(parsed.domain)
    if reason is not None:
        raise NotAnAddressError(text, reason)
    return parsed


def split_name(text: str) -> tuple[str, str]:
    """The name as it reads, without quotes around it, and the bare address."""
    text = text.strip()
    if not text.endswith(">"):
        return "", text
    name, _, bare = text[:-1].rpartition("<")
    name = name.strip()
    quoted = QUOTED.fullmatch(name)
    if quoted:
        return re.sub(r"\\(.)", r"\1", quoted[1]), bare
    if "<" in name or ">" in name:
        raise NotAnAddressError(text, "only one address, in < and >, may follow the name")
    return name, bare


def fault_of(local: str, at: str, domain: str) -> str | None:
    if not at:
        return "it has no @"
    if "@" in local:
        return "it has more than one @ (several addresses are separated by commas)"
    if not local or not domain:
        return f"nothing stands {'after' if local else 'before'} the @"
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return "before the @ a dot may stand neither first nor last nor beside another"
    wrong = next((char for char in local if not may_be_local(char)), None)
    if wrong is not None:
        return f"{in_words(wrong)} may not stand before the @"
    return None


def may_be_local(char: str) -> bool:
    if char.isascii():
        return IN_A_LOCAL_PART.fullmatch(char) is not None
    return harmless(char) == char and not char.isspace()


def in_words(char: str) -> str:
    if char.isspace():
        return "a space"
    return f"'{char}'" if char.isprintable() else "a control character"


def ascii_domain(domain: str) -> str:
    """As DNS knows it (RFC 5890); as it is where there is no such form."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return domain


def fault_of_domain(domain: str) -> str | None:
    if domain.startswith("["):
        return "after the @ the name of a mail domain is needed, not an IP address in brackets"
    return None if is_domain(domain) else "what stands after the @ is not the name of a domain"


def is_domain(text: str) -> bool:
    """In ASCII. Underscores are let through: names inside a network have them."""
    return len(text) <= MAX_DOMAIN and all(LABEL.fullmatch(label) for label in text.split("."))


def fault_of_length(parsed: MailAddress) -> str | None:
    if len(parsed.local.encode(errors="replace")) > MAX_LOCAL_BYTES:
        return f"what stands before the @ is longer than {MAX_LOCAL_BYTES} bytes"
    if len(str(parsed).encode(errors="replace")) > MAX_ADDRESS_BYTES:
        return f"it is longer than {MAX_ADDRESS_BYTES} bytes"
    return None
