"""Which ways research takes, from what is known alone."""

from app.agents.leads.depth import Depth
from app.agents.leads.research.plan import Known, WayKind, company_domain, plan_for

ALL = Known(
    lead_id=1,
    name="Thandi Mokoena",
    email="thandi@karee.co.za",
    company="Karee Joinery",
    website_url="https://other.example/",
    linkedin_url="https://www.linkedin.com/in/thandi",
    profile_text="Thandi Mokoena",
)


def ways(known: Known, depth: Depth, *, can_search: bool = True) -> list[tuple[str, str]]:
    plan = plan_for(known, depth, can_search=can_search)
    return [(way.kind, way.target) for way in plan.ways if not way.barred]


def test_a_profile_comes_before_a_search_and_that_before_the_companys_site() -> None:
    assert ways(ALL, Depth.STANDARD) == [
        (WayKind.PROFILE_TEXT, ""),
        (WayKind.SEARCH, '"Karee Joinery" Thandi Mokoena'),
        (WayKind.COMPANY_SITE, "https://other.example/"),
        (WayKind.COMPANY_SITE, "https://karee.co.za/"),
    ]


def test_quick_takes_three_ways_at_most_and_what_is_barred_takes_no_place() -> None:
    plan = plan_for(ALL, Depth.QUICK, can_search=True)
    assert len([way for way in plan.ways if not way.barred]) == 3
    assert [way.target for way in plan.ways if way.barred] == [ALL.linkedin_url]


def test_a_free_mail_service_is_no_company() -> None:
    assert company_domain("ann@gmail.com") == ""
    assert company_domain("ann@yahoo.co.za") == ""
    assert company_domain("ann@mail.karee.co.za") == "mail.karee.co.za"
    assert company_domain("nobody") == ""
    assert company_domain("ann@karee.example") == ""  # RFC 2606: nobody has a site there
    assert ways(Known(1, email="ann@gmail.com"), Depth.DEEP) == []


def test_the_same_site_is_visited_once() -> None:
    known = Known(1, email="ann@karee.co.za", website_url="https://www.karee.co.za/home")
    assert ways(known, Depth.DEEP) == [(WayKind.COMPANY_SITE, "https://www.karee.co.za/home")]


def test_without_a_search_that_is_told() -> None:
    plan = plan_for(Known(1, company="Karee"), Depth.STANDARD, can_search=False)
    [way] = plan.ways
    assert (way.kind, way.barred) == (WayKind.SEARCH, "No search is set up (SEARCH_PROVIDER).")


def test_every_way_says_why_it_is_taken() -> None:
    assert all(way.reason for way in plan_for(ALL, Depth.DEEP, can_search=True).ways)
