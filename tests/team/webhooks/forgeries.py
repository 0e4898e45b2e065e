"""Requests that nobody signed who may: made from good ones, by changing one thing."""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime, timedelta

from app.agents.team.webhooks.checking.signatures import RawHeaders
from tests.team.webhooks.senders import STANDARD_SECRET, in_hex, standard

Request = tuple[str, RawHeaders, bytes]
"""What was changed, and the request."""
BODY = b'{"test": 2432232314, "to": "ann@example.com"}'
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
OTHERS = (
    *("", "whsec_", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", STANDARD_SECRET[:-1]),
    *(STANDARD_SECRET.lower(), STANDARD_SECRET.swapcase()[6:], STANDARD_SECRET + "BBB", "secret"),
)


def raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]


def forgeries(now: datetime) -> Iterator[Request]:
    good, good_hex = standard(ID, BODY, at=now), in_hex(ID, BODY)
    for name, body in changed_bodies():
        yield f"standard, {name}", raw(good), body
        yield f"hex, {name}", raw(good_hex), body
    for headers, names in ((good, ("webhook-signature",)), (good_hex, ("x-webhook-signature",))):
        for name in names:
            for what, value in changed_signatures(headers[name]):
                yield f"{name}, {what}", raw({**headers, name: value}), BODY
    yield from with_changed_headers(good, now)
    yield from with_other_headers(good, good_hex)
    yield from by_other_secrets(now)


def changed_bodies() -> Iterator[tuple[str, bytes]]:
    for place in range(0, len(BODY), 2):
        byte = bytes([BODY[place] ^ 1])
        yield f"byte {place} changed", BODY[:place] + byte + BODY[place + 1 :]
    for length in (0, 1, 10, len(BODY) - 1):
        yield f"cut at {length}", BODY[:length]
    yield "a space after", BODY + b" "
    yield "a line end after", BODY + b"\n"
    yield "a space before", b" " + BODY
    yield "a NUL after", BODY + b"\0"
    yield "a byte order mark before", b"\xef\xbb\xbf" + BODY
    yield "without spaces", BODY.replace(b" ", b"")
    yield "twice", BODY + BODY
    yield "in UTF-16", BODY.decode().encode("utf-16")
    yield "in capitals", BODY.upper()
    yield "a Cyrillic letter", BODY.replace(b"a", "\N{CYRILLIC SMALL LETTER A}".encode())
    yield "escaped otherwise", BODY.replace(b"@", b"\\u0040")


def changed_signatures(good: str) -> Iterator[tuple[str, str]]:
    scheme, comma, value = good.partition("," if "," in good else "=")
    yield "none", ""
    yield "only the scheme", scheme + comma
    yield "without its scheme", value
    yield "another scheme", f"v2{comma}{value}"
    yield "scheme in capitals", scheme.upper() + comma + value
    yield "of SHA-1", f"sha1{comma}{value}"
    yield "a space within", f"{scheme}{comma} {value}"
    yield "a space after the scheme", f"{scheme} {comma}{value}"
    yield "a tab within", f"{scheme}{comma}\t{value}"
    yield "in capitals", f"{scheme}{comma}{value.upper()}"
    yield "in small letters, or reversed", f"{scheme}{comma}{value.lower()[::-1]}"
    yield "reversed", f"{scheme}{comma}{value[::-1]}"
    yield "without its end", good[:-1]
    yield "without two of its end", good[:-2]
    yield "one more", f"{good}A"
    yield "padded more", f"{good}="
    yield "twice in one", f"{good}{value}"
    yield "its comma doubled", f"{scheme}{comma}{comma}{value}"
    yield "in quotes", f'"{good}"'
    yield "all zeros", f"{scheme}{comma}{'0' * len(value)}"
    yield "an accent", f"{scheme}{comma}é{value[1:]}"
    yield "full-width letters", f"{scheme}{comma}{wide(value)}"
    yield "percent-encoded", f"{scheme}{comma}%{ord(value[0]):02x}{value[1:]}"
    for place in range(0, len(value), 8):
        other = "B" if value[place] != "B" else "C"
        yield (
            f"letter {place} changed",
            f"{scheme}{comma}{value[:place]}{other}{value[place + 1 :]}",
        )
    if scheme == "v1":
        yield "of URL-safe base64", good.replace("+", "-").replace("/", "_") + "-"
        yield "in hex", f"v1,{base64.b64decode(value).hex()}"
        yield "of the body alone", f"v1,{hmac_of(STANDARD_SECRET[6:], BODY)}"
        yield "of many that are wrong", " ".join(f"v1,{'A' * 43}=" for _ in range(30))
        yield "the right one behind many", " ".join([*(f"v1,{'A' * 43}=" for _ in range(30)), good])
        yield "of the scheme v1a", good.replace("v1,", "v1a,")


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() else letter for letter in text)


def hmac_of(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret)
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def with_changed_headers(good: dict[str, str], now: datetime) -> Iterator[Request]:
    for what, event_id in (
        ("another id", "msg_other"),
        ("id in small letters", ID.lower()),
        ("a space after the id", f"{ID} "),
        ("an id cut", ID[:-1]),
        ("no id", ""),
        ("a Cyrillic letter in the id", ID.replace("p", "\N{CYRILLIC SMALL LETTER ER}")),
        ("a full stop in the id", f"{ID}.1"),
    ):
        yield what, raw({**good, "webhook-id": event_id}), BODY
    seconds = int(now.timestamp())
    for what, moment in (
        ("another time", str(seconds + 1)),
        ("a time with a point", f"{seconds}.0"),
        ("a time with a sign", f"+{seconds}"),
        ("a time with a zero before", f"0{seconds}"),
        ("a time with a space", f" {seconds}"),
        ("a time in full-width digits", wide(str(seconds))),
        ("a time in Arabic digits", "".join(chr(0x660 + int(one)) for one in str(seconds))),
        ("a time in milliseconds", f"{seconds}000"),
        ("a time with underscores", f"{str(seconds)[:1]}_{str(seconds)[1:]}"),
        ("a time in hex", hex(seconds)),
        ("an exponent", "1e9"),
        ("not a number", "nan"),
        ("for ever", "inf"),
        ("below zero", f"-{seconds}"),
        ("no time", ""),
    ):
        yield what, raw({**good, "webhook-timestamp": moment}), BODY
    for minutes in (-600, -60, -10, -6, 6, 10, 60, 600):
        at = now + timedelta(minutes=minutes)
        yield f"signed {minutes} minutes away", raw(standard(ID, BODY, at=at)), BODY
    for seconds_away in (-301, 301):
        at = now + timedelta(seconds=seconds_away)
        yield f"signed {seconds_away} seconds away", raw(standard(ID, BODY, at=at)), BODY


def with_other_headers(good: dict[str, str], good_hex: dict[str, str]) -> Iterator[Request]:
    for headers in (good, good_hex):
        for name in headers:
            if name == "x-webhook-id":
                continue
            less = {one: value for one, value in headers.items() if one != name}
            yield f"without {name}", raw(less), BODY
            yield f"{name} twice", [*raw(headers), *raw({name: headers[name]})], BODY
            yield f"{name} twice, one of them wrong", [*raw({name: "x"}), *raw(headers)], BODY
    yield "no header at all", [], BODY
    yield "both forms, the newer one wrong", raw({**good_hex, **good, "webhook-id": "x"}), BODY
    yield "hex beside a lone time", raw({**good_hex, "webhook-timestamp": "1"}), BODY
    yield (
        "hex in the other header",
        raw({"webhook-signature": good_hex["x-webhook-signature"]}),
        BODY,
    )
    yield "a Bearer token", raw({"authorization": f"Bearer {STANDARD_SECRET}"}), BODY
    yield "Basic", raw({"authorization": "Basic YTpi"}), BODY


def by_other_secrets(now: datetime) -> Iterator[Request]:
    for secret in OTHERS:
        yield f"hex by '{secret}'", raw(in_hex(ID, BODY, secret=secret)), BODY
        if len(secret) > len("whsec_"):
            signed = standard(ID, BODY, at=now, secret=secret)
            yield f"standard by '{secret}'", raw(signed), BODY
