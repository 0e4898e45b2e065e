"""What the words around digits say of them: a telephone, a fax, or something else altogether."""

import re
from typing import Final

_FAX: Final = re.compile(
    r"(?<![a-z])(?:tele)?(?:fax|fx|faks|fac-?simile|fakss)(?![a-z]{4})"
    r"|факс|φαξ|فاكس|פקס|传真|傳真|팩스|ファックス"
    r"|(?:^|[\s|/,;(•·])f\s?[.:)]?\s*$",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(
    r"(?<![a-z])(?:(?:tele)?(?:phone|fon|foon|fono|fone|fonnummer)s?|t[ée]l[ée]phone|tel[ée]fono|tel"
    r"|tlf|tlph|ph|puh|mob|mobile?|mobil|cell|cellular|handy|gsm|whatsapp|call|calling|hotline"
    r"|help\s?line|toll[\s-]?free|freephone|landline|direct|switchboard|dial|ring|sms)(?![a-z])"
    r"|телефон|(?<!\w)тел|τηλ|هاتف|טלפון|电话|電話|전화"
    r"|(?:^|[\s|/,;(•·])[tpmcd]\s?[.:)]?\s*$",
    re.IGNORECASE,
)
_LEADS_UP: Final = re.compile(
    r"\b(?:numbers?|nos?|or|at|on|contact(?:\sus)?|enquiries|inquiries|support|service|emergency"
    r"|24/7|24\shours|office|main|local|us|reservations?|bookings?|sales|line|desk)\W{0,5}$",
    re.IGNORECASE,
)
_LABEL_ENDS: Final = re.compile(r"[\w\s.:()/'+-]{0,24}$")
_OTHER: Final = re.compile(
    r"\b(?:(?:abn|acn|arbn|vat|tax|tin|ein|reg|registered|registration|licen[cs]ed?|lic|company)\b"
    r"[^\d:]{0,40}[:\s]{0,2}|(?:isbn|issn|iban|bic|swift|account|acct|acc|sort\scode|invoice|order"
    r"|item|part|model|sku|patent|serial|ref|reference|id|npi|cipc|ust-?id|hrb|siret|siren|nip"
    r"|regon|cnpj|cif|kvk|btw|charity|copyright|zip|postal|p\.?\s?o\.?\s?box|box|lat|latitude|lon"
    r"|longitude|gps|version|fsp|cas|upc|ean|gtin|suites?|rooms?|floor|plot|units?|page)\b"
    r"[^a-z]{0,8}(?:no|nr|number)?[^a-z]{0,5})$|©[^a-z]{0,6}$",
    re.IGNORECASE,
)
_SAYS_FAX_AFTER: Final = re.compile(r"\s?[(\[-]\s?(?:fax|f)\s?[)\]]|\s?-?\s?fax\s*$", re.IGNORECASE)
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[\s./-]{1,3}(?:0?[1-9]|1[0-2])[\s./-]{1,3}(?:[0-2]?\d|3[01])"
    r"|(?:[0-2]?\d|3[01])[\s./-]{1,3}(?:[0-2]?\d|3[01])[\s./-]{1,3}(?:19|20)\d\d"
    r"|(?:19|20)\d\d[\s\u2013-]{1,3}(?:19|20)\d\d.{0,6}"
)
_CODE: Final = re.compile(
    r"\d{5}-\d{4}|\d{1,3}(?:\.\d{1,3}){3}|\d{3}-\d{3}|(?:\d{1,2}\s){5,}\d{0,2}"
)
"""A ZIP+4, an IP address, a Korean postal code, the numbers of pages."""


def is_fax(before: str, after: str) -> bool:
    """By the nearest label: "Tel 1 Fax 2" and "1 (fax)" both say which is which."""
    if _SAYS_FAX_AFTER.match(after):
        return True
    return _last(_FAX, before) > _last(_PHONE, before)


def is_phone(before: str, *, surely: bool = False) -> bool:
    """Is it said, close before, that this can be called? `surely`: in no other words."""
    end = _last(_PHONE, before)
    is_close = end >= 0 and _LABEL_ENDS.fullmatch(before[end:]) is not None
    return is_close or (not surely and _LEADS_UP.search(before) is not None)


def is_something_else(written: str, before: str) -> bool:
    """A date, a postal code, or what its label calls a registration, a box, a suite."""
    if _DATE.fullmatch(written) or _CODE.fullmatch(written):
        return True
    other = _OTHER.search(before)
    return other is not None and _last(_PHONE, before[other.start() :]) < 0


def _last(label: re.Pattern[str], text: str) -> int:
    """Where the last of them ends; -1 when there is none."""
    return max((found.end() for found in label.finditer(text)), default=-1)
