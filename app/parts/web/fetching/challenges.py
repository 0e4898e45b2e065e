"""Recognising the page a bot wall puts in front of a site, by its headers or its first bytes."""

import re
from collections.abc import Mapping
from typing import Final

# Challenge pages are small; the same scripts sit quietly in large ordinary pages.
LONGEST_CHALLENGE_BYTES: Final = 64 * 1024
_LOOKED_AT_BYTES: Final = 16 * 1024

# Header, a pattern in its value, who sends it. Each comes with a challenge only.
_CHALLENGE_HEADERS: Final = (
    ("cf-mitigated", re.compile("challenge"), "Cloudflare"),
    ("x-vercel-mitigated", re.compile("challenge|deny"), "Vercel"),
    ("x-amzn-waf-action", re.compile("challenge|captcha"), "AWS WAF"),
    ("x-px-blocked", re.compile(""), "PerimeterX"),
)
# These name a guard that also lets ordinary pages through: they tell who refused, not whether.
_GUARD_HEADERS: Final = (
    ("x-datadome", re.compile(""), "DataDome"),
    ("x-kpsdk-ct", re.compile(""), "Kasada"),
    ("x-iinfo", re.compile(""), "Imperva"),
    ("server", re.compile("akamai"), "Akamai"),
    ("server", re.compile("cloudflare"), "Cloudflare"),
    ("server", re.compile("datadome"), "DataDome"),
)
# What the challenge itself needs to run, not words an article about bot walls may hold.
_BODIES: Final = (
    (re.compile(rb"window\._cf_chl_opt|cf-browser-verification"), "Cloudflare"),
    (re.compile(rb"<title>(?:Just a moment\.\.\.|Attention Required! \| Cloudflare)</title>"),
     "Cloudflare"),
    (re.compile(rb"captcha-delivery\.com/(?:c|i|captcha)"), "DataDome"),
    (re.compile(rb"/_sec/cp_challenge/|sec-if-cpt-container|[?&]bm-verify="), "Akamai"),
    (re.compile(rb"id=[\"']px-captcha|captcha\.px-cdn\.net|captcha\.px-cloud\.net"), "PerimeterX"),
    (re.compile(rb"_Incapsula_Resource\?[^\"']{0,200}(?:SWUDNSAI|incident_id)"), "Imperva"),
    (re.compile(rb"Incapsula incident ID"), "Imperva"),
    (re.compile(rb"sucuri_cloudproxy_js|<title>Sucuri WebSite Firewall"), "Sucuri"),
    (re.compile(rb"/\.within\.website/x/cmd/anubis/|anubis_challenge"), "Anubis"),
    (re.compile(rb"/\.well-known/sgcaptcha/"), "SiteGround"),
    (re.compile(rb"<title>DDoS-Guard</title>|/\.well-known/ddos-guard/js-challenge"), "DDoS-Guard"),
    (re.compile(rb"window\.gokuProps|AwsWafIntegration\.checkForceRefresh"), "AWS WAF"),
)  # fmt: skip
_Headers = Mapping[str, str]


def challenge_vendor(headers: _Headers, body: bytes) -> str | None:
    """Who put a challenge in front of the site, or None when this is an ordinary answer."""
    vendor = _named_by(_CHALLENGE_HEADERS, headers)
    if vendor or len(body) > LONGEST_CHALLENGE_BYTES:
        return vendor
    start = body[:_LOOKED_AT_BYTES]
    return next((vendor for pattern, vendor in _BODIES if pattern.search(start)), None)


def guard_vendor(headers: _Headers) -> str | None:
    """Who guards the site, for the words of a refusal."""
    return _named_by(_GUARD_HEADERS, headers)


def _named_by(table: tuple[tuple[str, re.Pattern[str], str], ...], headers: _Headers) -> str | None:
    for name, pattern, vendor in table:
        if name in headers and pattern.search(headers[name].lower()):
            return vendor
    return None
