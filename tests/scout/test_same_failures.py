"""A reason that many sites share is said once."""

from app.agents.scout.gather.same_failures import SiteFailure, are_all_offline, reasons, told_once

UNKNOWN = "cannot be found: there is no such host, or this machine has no internet connection."


def unknown(name: str, host: str) -> SiteFailure:
    return SiteFailure(name, f"https://{host}/feed", f"{host} {UNKNOWN}")


FAILURES = [
    unknown("One", "one.example"),
    SiteFailure("Two", "https://two.example/", "two.example answers 503."),
    *(unknown(f"Site {number}", f"s{number}.example") for number in range(30)),
]


def test_one_line_says_what_many_sites_have_in_common_and_how_many_they_are() -> None:
    assert list(told_once(FAILURES)) == [
        "31 sites (One, Site 0, Site 1 and 28 more), each: its host cannot be found: there "
        "is no such host, or this machine has no internet connection.",
        "site Two: two.example answers 503.",
    ]


def test_a_reason_of_one_site_alone_is_said_as_it_is() -> None:
    assert list(told_once(FAILURES[:2])) == [
        f"site One: one.example {UNKNOWN}",
        "site Two: two.example answers 503.",
    ]
    assert reasons(FAILURES).startswith("Its host cannot be found")
    assert reasons(FAILURES[:1]) == f"one.example {UNKNOWN}"


def test_reasons_that_differ_stay_apart() -> None:
    alike = [SiteFailure("A", "https://a.example/", reason) for reason in ("slow", "gone", "slow")]
    assert reasons(alike) == "slow; gone"


def test_the_machine_is_offline_when_not_one_of_several_sites_is_found_by_its_name() -> None:
    unfound = [unknown("A", "a.example"), unknown("B", "b.example")]
    assert are_all_offline(unfound, asked=2)
    assert not are_all_offline(unfound, asked=3), "one was read"
    assert not are_all_offline(FAILURES, asked=len(FAILURES)), "one answered, if only with 503"
    assert not are_all_offline(unfound[:1], asked=1), "its address may be mistyped"
