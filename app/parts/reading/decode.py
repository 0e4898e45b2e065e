"""Bytes to text as a browser does it (WHATWG Encoding Standard): BOM, header, meta, a guess."""

import codecs
import re

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# The standard's own table: what a label means on the web differs from what it says.
_MEANT = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-7": "cp1252",
}
_DECLARED = re.compile(
    rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""",
    re.IGNORECASE,
)
_SPELT_OTHERWISE = {
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "windows-949": "cp949",
    "x-euc-jp": "euc_jp",
}
# Python also knows codecs that are not character sets ("base64", "rot13", "idna").
_OF_THE_WEB = re.compile(
    r"utf-8|cp866|cp874|cp932|cp949|cp125[0-8]|iso8859-\d+|koi8-[ru]|mac-(?:roman|cyrillic)"
    r"|gb18030|big5hkscs|euc_jp|iso2022_jp"
)
# The standard looks at 1,024 bytes; pages that put scripts first declare theirs later.
_DECLARED_WITHIN = 16_384
# Fewer broken bytes than this share is damage, more is the wrong encoding.
_DAMAGED_SHARE = 0.002


def decode(body: bytes, charset: str | None = None) -> str:
    """Text of a document; never fails. `charset` is the Content-Type header's, if any."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    if looks_utf16(body):
        return body.decode("utf-16-le" if body[1] == 0 else "utf-16-be", "replace")
    claims = [claim for claim in (_codec(charset), _declared(body)) if claim]
    return _first_that_fits(body, claims)


def _first_that_fits(body: bytes, claims: list[str]) -> str:
    # Valid UTF-8 beyond ASCII is hardly ever anything else: a wrong claim of Latin-1 loses.
    if claims[:1] == ["cp1252"] and (text := _strictly(body, "utf-8", whole=True)) is not None:
        return text
    for encoding in dict.fromkeys([*claims, "utf-8"]):
        text = _strictly(body, encoding)
        if text is not None:
            return text
    return _best_guess(body, claims)


def _best_guess(body: bytes, claims: list[str]) -> str:
    text = body.decode(claims[0] if claims else "utf-8", "replace")
    if text.count("\ufffd") <= len(text) * _DAMAGED_SHARE:
        return text
    return body.decode("cp1252", "replace") if not claims or claims[0] == "utf-8" else text


def _strictly(body: bytes, encoding: str, *, whole: bool = False) -> str | None:
    """None when a byte does not fit; unless `whole`, a character cut off at the end is let go."""
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(body, final=whole)
    except (UnicodeError, LookupError):
        return None


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    label = label.strip().strip("\"'").lower()
    try:
        name = codecs.lookup(_SPELT_OTHERWISE.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if _OF_THE_WEB.fullmatch(name) else None


def _declared(body: bytes) -> str | None:
    found = _DECLARED.search(body, 0, _DECLARED_WITHIN)
    if found is None:
        return None
    return _codec((found[1] or found[2]).decode("ascii"))


def looks_utf16(body: bytes) -> bool:
    """UTF-16 without a byte order mark: every other byte of Latin markup is zero."""
    start = body[:64]
    return len(start) >= 4 and (start[1::2].count(0) == len(start) // 2 or not any(start[0::2]))
