"""A lead's mail address: whether it is one, and whose: a person's, a task's, or anybody's."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from email_validator import EmailNotValidError, validate_email
from pydantic import BaseModel, ConfigDict

from app.agents.leads.law.types import AddressKind
from app.lib.errors import PermanentError
from app.lib.mail_address import NotAnAddressError, parse_address
from app.lib.printable import one_line

ADDRESS_KINDS: Final = Path(__file__).with_name("address_kinds.yaml")
_TAIL: Final = re.compile(r"[\d._-]+$")
_SHOWN: Final = 80


class AddressRefusedError(PermanentError):
    """The text is no address that a mail could go to; says which and why."""


class _Kinds(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    role: frozenset[str]
    disposable: frozenset[str]


def mail_address(text: str) -> str:
    """As a mail server takes it, the domain in ASCII and small letters. No DNS is asked: a domain
    that is not there today is seen when a mail is sent.

    Raises AddressRefusedError.
    """
    try:
        # Names of a network of one's own and of trials are names, too.
        checked = validate_email(text, check_deliverability=False, test_environment=True)
        return str(parse_address(f"{checked.local_part}@{checked.ascii_domain}"))
    except EmailNotValidError as error:
        raise AddressRefusedError(_in_words(text, str(error))) from error
    except NotAnAddressError as error:
        raise AddressRefusedError(str(error)) from error


def address_kind(address: str) -> AddressKind:
    """By address_kinds.yaml. `address` is one of `mail_address`."""
    local, _, domain = address.lower().rpartition("@")
    labels = domain.split(".")
    if any(".".join(labels[n:]) in _kinds()["disposable"] for n in range(len(labels) - 1)):
        return "disposable"
    words = local.partition("+")[0]
    is_role = words in _kinds()["role"] or _TAIL.sub("", words) in _kinds()["role"]
    return "role" if is_role else "person"


@cache
def _kinds() -> Mapping[str, frozenset[str]]:
    read = _Kinds.model_validate(yaml.safe_load(ADDRESS_KINDS.read_text("utf-8")))
    return {"role": read.role, "disposable": read.disposable}


def _in_words(text: str, reason: str) -> str:
    return f"'{one_line(text, _SHOWN)}' is not a mail address: {one_line(reason, 200)}"
