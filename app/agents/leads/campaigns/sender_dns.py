"""Does the sender's domain say in DNS that its mails are its own (SPF, DKIM, DMARC)? Asked before a
campaign starts: without them mails to strangers land in the spam folder, or nowhere.

`checkdmarc` does the looking, behind this module; a test gives a resolver of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dns.resolver import Resolver

DKIM_SELECTORS = (
    *("default", "dkim", "mail", "google", "selector1", "selector2", "s1", "s2", "k1", "k2", "k3"),
    *("key1", "key2", "smtp", "mx", "fm1", "fm2", "fm3", "protonmail", "zoho", "mandrill", "pm"),
)
"""What providers use: a selector stands in each mail, and nowhere to be looked up."""
SECONDS = 5.0


class SenderDns(Protocol):
    def __call__(self, domain: str, selectors: Sequence[str] = ()) -> Sequence[str]:
        """What is missing, each with what to do; empty when all is there. `selectors`: those of
        DKIM, if they are known."""
        ...


@dataclass(frozen=True, slots=True)
class CheckedDns:
    """`resolver`: None for that of the machine."""

    resolver: "Resolver | None" = None

    def __call__(self, domain: str, selectors: Sequence[str] = ()) -> Sequence[str]:
        from checkdmarc.utils import DNS_CACHE  # heavy, and only starting needs it

        DNS_CACHE.clear()  # who has just put a record right wants to see that it is
        looks = (self.spf(domain), self.dmarc(domain), self.dkim(domain, selectors))
        return [problem for problem in looks if problem]

    def spf(self, domain: str) -> str | None:
        from checkdmarc.spf import get_spf_record

        return self.trouble(
            lambda: get_spf_record(domain, resolver=self.resolver, timeout=SECONDS),
            f"SPF of {domain}",
            f"publish a TXT record at {domain} that names the servers of your mail provider, "
            'such as "v=spf1 include:spf.your-provider.example -all"',
        )

    def dmarc(self, domain: str) -> str | None:
        from checkdmarc.dmarc import get_dmarc_record

        return self.trouble(
            lambda: get_dmarc_record(domain, resolver=self.resolver, timeout=SECONDS),
            f"DMARC of {domain}",
            f"publish a TXT record at _dmarc.{domain}, to begin with "
            f'"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"',
        )

    def dkim(self, domain: str, selectors: Sequence[str]) -> str | None:
        wanted = tuple(selectors) or DKIM_SELECTORS
        if any(self.has_key(f"{one}._domainkey.{domain}") for one in wanted):
            return None
        where = f"{selectors[0]}._domainkey.{domain}" if selectors else "the usual selectors"
        return (
            f"DKIM of {domain}: no key was found at {where}. Switch DKIM on at your mail provider "
            "and publish the record that it shows; if it is there already, start the campaign "
            "with its dkim_selector."
        )

    def has_key(self, name: str) -> bool:
        from checkdmarc.utils import DNSException, query_dns
        from dns.exception import DNSException as ResolverError

        try:
            answers = query_dns(name, "TXT", resolver=self.resolver, timeout=SECONDS)
        except (DNSException, ResolverError):
            return False
        return any("p=" in answer.replace(" ", "") for answer in answers)

    def trouble(self, look: Callable[[], object], what: str, remedy: str) -> str | None:
        """One of the doors at which errors of outside become words."""
        from checkdmarc.dmarc import DMARCError
        from checkdmarc.spf import SPFError
        from checkdmarc.utils import DNSException
        from dns.exception import DNSException as ResolverError

        try:
            look()
        except (SPFError, DMARCError, DNSException, ResolverError) as error:
            return f"{what}: {str(error).rstrip('.')}. What to do: {remedy}."
        return None
