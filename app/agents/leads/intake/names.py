"""A person's name as it is written to them, and the key by which likely doubles are shown."""

from typing import Final

from nameparser import HumanName

from app.agents.leads.law.places import folded

_PLAIN_WORDS: Final = 2
_COMPANY_FORMS: Final = frozenset(
    {
        *("pty", "ltd", "limited", "inc", "llc", "llp", "cc", "corp", "corporation", "co", "plc"),
        *("gmbh", "ag", "kg", "sa", "sas", "sarl", "bv", "nv", "srl", "spa", "ab", "as", "oy"),
    }
)


def written_name(text: str) -> str:
    """ "MOKOENA, Lerato" as "Lerato Mokoena". What has no comma and both cases stays as it is:
    whoever writes it so means it so."""
    if "," not in text and not _in_one_case(text):
        return text
    name = HumanName(text)
    name.capitalize()
    return str(name) or text


def name_key(name: str, company: str) -> str | None:
    """First and last name and the company without its legal form, folded; None unless both are
    known. `name` is one of `written_name`."""
    words = [one for one in folded(company).split() if one.strip(".()") not in _COMPANY_FORMS]
    if not name or not words:
        return None
    return f"{folded(_first_and_last(name))}|{' '.join(words)}"


def _first_and_last(name: str) -> str:
    if len(name.split()) <= _PLAIN_WORDS:
        return name
    parsed = HumanName(name)
    return f"{parsed.first} {parsed.last}" if parsed.first and parsed.last else name


def _in_one_case(text: str) -> bool:
    return text.isupper() or text.islower()
