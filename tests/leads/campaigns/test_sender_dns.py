"""What is missing in the DNS of the sender's domain, with what to do about each."""

from collections.abc import Mapping

import dns.message
import dns.name
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import pytest

from app.agents.leads.campaigns.sender_dns import CheckedDns

ALL = {
    "lunch.example": "v=spf1 ip4:192.0.2.1 -all",
    "_dmarc.lunch.example": "v=DMARC1; p=none; rua=mailto:postmaster@lunch.example",
    "google._domainkey.lunch.example": "v=DKIM1; k=rsa; p=MIGf",
}


class PlayedResolver(dns.resolver.Resolver):
    """Answers TXT from a table, and that there is nothing else."""

    def __init__(self, records: Mapping[str, str]) -> None:
        super().__init__(configure=False)
        self.records = records

    def resolve(self, qname, rdtype="A", *_, **__):  # type: ignore[no-untyped-def]
        name = str(qname).rstrip(".")
        if rdtype != "TXT" or name not in self.records:
            raise dns.resolver.NXDOMAIN
        lines = ("flags QR", ";QUESTION", f"{name}. IN TXT", ";ANSWER")
        record = f'{name}. 60 IN TXT "{self.records[name]}"'
        answer = dns.message.from_text("\n".join((*lines, record)))
        assert isinstance(answer, dns.message.QueryMessage)
        return dns.resolver.Answer(
            dns.name.from_text(name), dns.rdatatype.TXT, dns.rdataclass.IN, answer
        )


def problems(records: Mapping[str, str], *selectors: str) -> str:
    return "\n".join(CheckedDns(PlayedResolver(records))("lunch.example", selectors))


def test_nothing_is_missing_where_all_three_are_there() -> None:
    assert problems(ALL) == ""


@pytest.mark.parametrize(
    ("name", "kind", "remedy"),
    [
        ("lunch.example", "SPF", "publish a TXT record at lunch.example"),
        ("_dmarc.lunch.example", "DMARC", "publish a TXT record at _dmarc.lunch.example"),
        ("google._domainkey.lunch.example", "DKIM", "Switch DKIM on at your mail provider"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(name: str, kind: str, remedy: str) -> None:
    told = problems({one: text for one, text in ALL.items() if one != name})
    assert told.startswith(f"{kind} of lunch.example")
    assert remedy in told
    assert len(told.splitlines()) == 1


def test_a_selector_of_ones_own_is_looked_at() -> None:
    own = {**ALL, "autumn._domainkey.lunch.example": "v=DKIM1; p=MIGf"}
    del own["google._domainkey.lunch.example"]
    assert "DKIM" in problems(own)
    assert problems(own, "autumn") == ""
