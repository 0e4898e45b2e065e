"""The one parser of a lead's fields: what a lead is from here on.

A wrong mail address refuses the lead, for it says whom the rest is about. What else cannot be read
is left out, and said.
"""

import re
from dataclasses import dataclass
from typing import Final, get_args

from app.agents.leads.facts.phones import e164, parse_number
from app.agents.leads.intake.addresses import AddressRefusedError, address_kind, mail_address
from app.agents.leads.intake.given import GivenLead
from app.agents.leads.intake.names_and_links import (
    NETWORKS,
    LinkRefusedError,
    name_key,
    profile_address,
    site_address,
    written_name,
)
from app.agents.leads.law.country_names import country_of
from app.agents.leads.law.grounds import GroundName
from app.agents.leads.law.suppression import normalised_address
from app.lib.errors import PermanentError
from app.lib.mail_address import NotAnAddressError, split_name
from app.lib.printable import harmless, one_line

GROUNDS: Final = get_args(GroundName)
LONGEST_TEXT: Final = 200
LONGEST_PROFILE: Final = 20_000
LONGEST_TAG: Final = 60
MOST_TAGS: Final = 50
NOTHING_SAID: Final = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "?"})
"""What people and programs write into a cell that is empty."""
_GUARDED: Final = re.compile(r"^'(?=[=+\-@])")
"""A formula's beginning that an export put out of harm's way."""


class LeadRefusedError(PermanentError):
    """Nothing of it is stored; says why, for whoever gave it."""


@dataclass(frozen=True, slots=True)
class LeadFields:
    """A lead's own data, parsed; None is what is not known.

    `email_key` tells doubles, `name_key` likely ones. `phone` in E.164, or as given where its
    country is not known; `country` ISO 3166 alpha-2, or as given where it names none. `left_out`
    says of each field that could not be read why.
    """

    name: str | None = None
    email: str | None = None
    email_key: str | None = None
    name_key: str | None = None
    company: str | None = None
    title: str | None = None
    website_url: str | None = None
    linkedin_url: str | None = None
    twitter_url: str | None = None
    ig_url: str | None = None
    phone: str | None = None
    location: str | None = None
    country: str | None = None
    source: str | None = None
    ground: str | None = None
    profile_text: str | None = None
    tags: tuple[str, ...] = ()
    is_role_address: bool = False
    is_disposable: bool = False
    left_out: tuple[str, ...] = ()


def parse_lead(given: GivenLead) -> LeadFields:
    """Raises LeadRefusedError."""
    left_out: list[str] = []
    shown_name, email = _email(given.email)
    name = written_name(_text(given.name) or shown_name)
    company = _text(given.company)
    links = {field: _link(field, getattr(given, field), left_out) for field in _LINKS}
    if not (email or any(links.values()) or (name and company)):
        raise LeadRefusedError(_nobody(left_out))
    country = _country(one_line(given.country, LONGEST_TAG))
    kind = address_kind(email) if email else "person"
    return LeadFields(
        name=name or None,
        email=email or None,
        email_key=normalised_address(email) if email else None,
        name_key=name_key(name, company),
        company=company or None,
        title=_text(given.title) or None,
        phone=_phone(_text(given.phone), country),
        location=_text(given.location) or None,
        country=country or None,
        source=_text(given.source) or None,
        ground=_ground(_text(given.ground), left_out),
        profile_text=_lines(given.profile_text) or None,
        tags=_tags(given.tags),
        is_role_address=kind == "role",
        is_disposable=kind == "disposable",
        left_out=tuple(left_out),
        **links,
    )


_LINKS: Final = ("website_url", *NETWORKS)


def _nobody(left_out: list[str]) -> str:
    wrong = f" ({'; '.join(left_out)})" if left_out else ""
    return f"it needs an address, a link, or a name with a company{wrong}"


def _email(text: str) -> tuple[str, str]:
    """ "Ann Nkosi <ann@example.com>" is a name and an address."""
    plain = _text(text, 400)
    if not plain:
        return "", ""
    try:
        name, bare = split_name(plain.removeprefix("mailto:"))
        return name, mail_address(bare.strip())
    except (AddressRefusedError, NotAnAddressError) as error:
        raise LeadRefusedError(str(error)) from error


def _link(field: str, text: str, left_out: list[str]) -> str | None:
    plain = _text(text, 2_000)
    if not plain:
        return None
    try:
        return profile_address(field, plain) if field in NETWORKS else site_address(plain)
    except LinkRefusedError as error:
        left_out.append(f"{field}: {error}")
        return None


def _country(text: str) -> str:
    """NA is Namibia here, not an empty cell."""
    return country_of(text) or ("" if text.lower() in NOTHING_SAID else text)


def _phone(text: str, country: str) -> str | None:
    text = f"+{text[2:]}" if text.startswith("00") else text
    number = parse_number(text, (country,) if len(country) == 2 else ()) if text else None
    return e164(number) if number else text or None


def _ground(text: str, left_out: list[str]) -> str | None:
    name = re.sub(r"[\s-]+", "_", text.lower())
    if not name or name in GROUNDS:
        return name or None
    left_out.append(f"ground: '{one_line(text, 40)}' is none of {', '.join(GROUNDS)}")
    return None


def _tags(given: tuple[str, ...]) -> tuple[str, ...]:
    """In the order given, each once however it is written."""
    single = [part for text in given for part in re.split(r"[,;|\n]", text[:LONGEST_PROFILE])]
    tags: dict[str, str] = {}
    for tag in filter(None, (_text(one, LONGEST_TAG) for one in single)):
        tags.setdefault(tag.casefold(), tag)
    return tuple(tags.values())[:MOST_TAGS]


def _text(text: str, longest: int = LONGEST_TEXT) -> str:
    plain = _GUARDED.sub("", one_line(text, longest))
    return "" if plain.lower() in NOTHING_SAID else plain


def _lines(text: str) -> str:
    kept = (harmless(line).rstrip() for line in text[:LONGEST_PROFILE].splitlines())
    return "\n".join(kept).strip()
