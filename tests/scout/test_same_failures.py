"""A reason that many sites share is said once."""

from app.agents.scout.gather.same_failures import SiteFailure, reasons, told_once


def unknown(name: str, host: str) -> SiteFailure:
    return SiteFailure(name, f"https://{host}/feed", f"{host} is not a name that can be found.")


FAILURES = [
    unknown("One", "one.example"),
    SiteFailure("Two", "https://two.example/", "two.example answers 503."),
    *(unknown(f"Site {number}", f"s{number}.example") for number in range(30)),
]


def test_one_line_says_what_many_sites_have_in_common_and_how_many_they_are() -> None:
    assert list(told_once(FAILURES)) == [
        "31 sites (One, Site 0, Site 1 and 28 more), each: its host is not a name that can be "
        "found.",
        "site Two: two.example answers 503.",
    ]


def test_a_reason_of_one_site_alone_is_said_as_it_is() -> None:
    assert list(told_once(FAILURES[:2])) == [
        "site One: one.example is not a name that can be found.",
        "site Two: two.example answers 503.",
    ]
    assert reasons(FAILURES[:1]) == "one.example is not a name that can be found."


def test_reasons_that_differ_stay_apart() -> None:
    alike = [SiteFailure("A", "https://a.example/", reason) for reason in ("slow", "gone", "slow")]
    assert reasons(alike) == "slow; gone"
