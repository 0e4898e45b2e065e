"""Points and qualification, as the contract has them."""

import pytest

from app.agents.leads.research.plan import Known
from app.agents.leads.score import PASTED_PROFILE, WEIGHTS, StoredFact, score_lead

GIVEN = Known(1, name="Ann Karee", email="ann@karee.example", company="Karee", title="Buyer")
SITE = "https://karee.example/about"
ABOUT = StoredFact(7, "company_info", "Karee builds kitchens.", SITE)
LINKEDIN = StoredFact(8, "social", "https://linkedin.com/company/karee", SITE)
FACEBOOK = StoredFact(9, "social", "https://facebook.com/karee", SITE)


def test_a_lead_whose_given_fields_reach_the_threshold_is_not_qualified_by_them() -> None:
    given = Known(
        1,
        name="Ann",
        email="ann@karee.example",
        company="Karee",
        title="Buyer",
        linkedin_url="https://www.linkedin.com/in/ann",
        website_url="https://karee.example/",
    )
    scored = score_lead(given, [])
    assert (scored.score, scored.qualified) == (65, False)
    assert scored.missing == ("anything of these that was found, not given",)


def test_two_enrichments_of_which_one_was_found_and_45_points_qualify() -> None:
    given = Known(1, name="Ann", email="a@karee.example", company="Karee", website_url=SITE)
    assert score_lead(given, [ABOUT]).qualified
    assert not score_lead(given, []).qualified


def test_one_enrichment_is_not_enough() -> None:
    scored = score_lead(GIVEN, [ABOUT])
    assert (scored.score, scored.qualified) == (55, False)
    assert scored.missing == ("1 of: a LinkedIn profile, a website, a profile elsewhere",)


def test_less_than_45_points_do_not_qualify() -> None:
    scored = score_lead(Known(1, name="Ann", email="a@karee.example"), [ABOUT, FACEBOOK])
    assert (scored.score, scored.missing) == (30, ("a score of 45 (it is 30)",))


@pytest.mark.parametrize(("field", "words"), [("name", "a name"), ("email", "a mail address")])
def test_without_a_name_or_an_address_nobody_qualifies(field: str, words: str) -> None:
    given = Known(1, **({"name": "Ann", "email": "a@karee.example"} | {field: ""}))
    scored = score_lead(given, [ABOUT, LINKEDIN, StoredFact(1, "company", "Karee", SITE)])
    assert scored.missing == (words,)


def test_each_part_names_the_fact_it_rests_on_and_all_weights_make_100() -> None:
    facts = [
        *(ABOUT, LINKEDIN, StoredFact(1, "title", "Owner", SITE)),
        StoredFact(2, "recent_activity", "A new shop in Paarl", SITE),
        StoredFact(3, "personal_interests", "chess", SITE),
        StoredFact(4, "company", "Karee", SITE),
    ]
    scored = score_lead(Known(1, name="Ann", email="a@karee.example"), facts)
    assert (scored.score, sum(WEIGHTS.values())) == (100, 100)
    assert {name: part.fact_id for name, part in scored.parts.items()} == {
        "name": None,
        "email": None,
        "company": 4,
        "title": 1,
        "linkedin_url": 8,
        "recent_activity": 2,
        "company_info": 7,
        "personal_interests": 3,
    }


def test_what_a_pasted_text_says_counts_but_was_not_found() -> None:
    pasted = StoredFact(5, "company_info", "Karee builds kitchens.", PASTED_PROFILE)
    given = Known(1, name="Ann", email="a@karee.example", company="Karee", website_url=SITE)
    scored = score_lead(given, [pasted])
    assert (scored.score, scored.qualified) == (45, False)


def test_an_address_that_only_looks_like_linkedin_is_none() -> None:
    lookalike = StoredFact(1, "social", "https://linkedin.com.evil.example/in/ann", SITE)
    assert "linkedin_url" not in score_lead(GIVEN, [lookalike]).parts
