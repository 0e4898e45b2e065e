"""The kinds of settings: what their text must look like, checked with a plain reason."""

import re
import unicodedata
from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from app.lib.mail_address import (
    MAX_NAME,
    ascii_domain,
    is_domain,
    parse_address,
    parse_sender,
    split_name,
)
from app.lib.printable import LINE_ENDS, harmless, one_line
from app.lib.settings.urls import (
    check_database_url,
    check_http_url,
    check_public_url,
    check_redis_url,
)
from app.lib.weekly_window import NotAWindowError, parse_window

PLACEHOLDER = re.compile(r"change.?me|your.?secret|placeholder|example|secret.?key|(.)\1{15}", re.I)
IP_V6 = re.compile(r"[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*")
EACH_AGENT = "<AGENT>"
"""The end of a setting that each agent may have: there stands its name, in capitals."""
LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
HOST_AND_PORT = re.compile(r"([^\s/:@?#\[\],;]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")


def split_commas(value: object) -> object:
    """`"a, b"` as `("a", "b")`; anything else is left for pydantic to judge."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def lower_case(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def upper_case(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def check_address(address: str) -> str:
    """As it is written, for people to see; parse_address makes of it what is sent."""
    parse_address(address)
    return address


def check_sender(sender: str) -> str:
    """A name that could not be sent as it is written is refused, not changed."""
    parse_sender(sender)
    name = split_name(sender)[0]
    if len(name) > MAX_NAME:
        raise ValueError(f"the name is longer than {MAX_NAME} characters")
    if any(unicodedata.category(char) in LINE_ENDS for char in name):
        raise ValueError("the name holds a line break or a control character")
    return sender


def without_repeats(addresses: tuple[str, ...]) -> tuple[str, ...]:
    """One mailbox written twice, in other letters too, gets one mail."""
    mailboxes: dict[str, str] = {}
    for one in addresses:
        mailboxes.setdefault(str(parse_address(one)).lower(), one)
    return tuple(mailboxes.values())


def check_smtp_host(host: str) -> str:
    return check_mail_host(host, "smtp")


def check_imap_host(host: str) -> str:
    return check_mail_host(host, "imap")


def check_mail_host(host: str, protocol: str) -> str:
    """A name or an IP address, without brackets."""
    if IP_V6.fullmatch(host.strip("[]")):
        return host.strip("[]")
    if "://" in host:
        raise ValueError(f"it must be the server's name alone, without {protocol}:// before it")
    if re.fullmatch(r"[^:]+:\d+", host):
        setting = f"{protocol.upper()}_PORT"
        raise ValueError(f"it must be the server's name alone; its port goes into {setting}")
    name = ascii_domain(host.removesuffix("."))
    if not is_domain(name):
        example = f"{protocol}.example.com"
        raise ValueError(f"it must be the name of a mail server, for example {example}")
    return name


def check_folder(name: str) -> str:
    """Of a mailbox. It travels in a line of its own."""
    if harmless(name) != name:
        raise ValueError("it holds a character that cannot be seen; type it anew")
    return name


def ssl_is_tls(value: object) -> object:
    """Mail programs call it by either name."""
    return "tls" if value == "ssl" else value


def check_key(key: SecretStr) -> SecretStr:
    """It travels in a header of HTTP, which takes no other characters."""
    if not re.fullmatch(r"[!#-&(-~]+", key.get_secret_value()):
        raise ValueError(
            "it may hold only letters, digits and signs, no accents, spaces and quotes; "
            "copy it anew from the provider's page"
        )
    return key


def check_secret(secret: SecretStr) -> SecretStr:
    for key in secret.get_secret_value().split():
        if len(key) < 32:
            raise ValueError("it must be at least 32 characters long")
        if PLACEHOLDER.search(key):
            raise ValueError("it is a placeholder, not a secret of your own")
    return secret


def check_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("it is not a time zone such as Africa/Johannesburg") from error
    return name


def check_time_of_day(text: object) -> object:
    """ "08:00" as a time. It stands in TIMEZONE, so it must not name a zone of its own."""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", text) if isinstance(text, str) else None
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise ValueError(
        f"'{text}' is not a time of day such as 08:00 (in TIMEZONE, without a zone of its own)"
    )


def check_window(text: str) -> str:
    try:
        parse_window(text)
    except NotAWindowError as error:
        raise ValueError(str(error)) from error
    return text


def check_country(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("it must be the two letters of ISO 3166, for example ZA")
    return text.upper()


def check_postal_address(text: str) -> str:
    """It stands in the foot of a mail; line breaks may be written as commas."""
    plain = one_line(text, 300)
    if len(plain) < SHORTEST_POSTAL_ADDRESS or not re.search(r"\d", plain):
        raise ValueError(
            "it must be a whole postal address with a number and a town, for example "
            "1 Main Road, Cape Town 8001, South Africa"
        )
    return plain


def check_host_and_port(text: str) -> str:
    found = HOST_AND_PORT.fullmatch(text)
    if found and int(text.rpartition(":")[2]) in range(1, 65536):
        return text.lower()
    raise ValueError(f"'{text}' must be written as host:port, for example nas.example.com:8080")


SHORTEST_POSTAL_ADDRESS = 10
Window = Annotated[str, AfterValidator(check_window)]
Country = Annotated[str, AfterValidator(check_country)]
PostalAddress = Annotated[str, AfterValidator(check_postal_address)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Commas = BeforeValidator(split_commas)
LowerCase = BeforeValidator(lower_case)
UpperCase = BeforeValidator(upper_case)
HttpUrl = Annotated[str, AfterValidator(check_http_url)]
PublicUrl = Annotated[str, AfterValidator(check_public_url)]
MailAddress = Annotated[str, AfterValidator(check_address)]
Recipients = Annotated[tuple[MailAddress, ...], Commas, AfterValidator(without_repeats)]
Sender = Annotated[str, AfterValidator(check_sender)]
SmtpHost = Annotated[str, AfterValidator(check_smtp_host)]
ImapHost = Annotated[str, AfterValidator(check_imap_host)]
Folder = Annotated[str, AfterValidator(check_folder)]
SslIsTls = BeforeValidator(ssl_is_tls)
DatabaseUrl = Annotated[str, AfterValidator(check_database_url)]
RedisUrl = Annotated[str, AfterValidator(check_redis_url)]
Key = Annotated[SecretStr, AfterValidator(check_key)]
Secret = Annotated[SecretStr, AfterValidator(check_secret)]
TimeOfDay = Annotated[time, BeforeValidator(check_time_of_day)]
TimeZoneName = Annotated[str, AfterValidator(check_timezone)]
HostAndPort = Annotated[str, AfterValidator(check_host_and_port)]
