"""No number reaches people that no computation gave: what a model may write around figures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agents.team.roles.finance_manager.prose import filled, problems_in

NAMES = {"cash", "average_burn", "runway_as_now_months", "variance_a_name", "variance_a_percent"}
HONEST = (
    "The cash of {{cash}} lasts {{runway_as_now_months}} if nothing changes.",
    "Costs are above plan. The reason is not fuel but {{variance_a_name}}, over by "
    "{{variance_a_percent}}.",
    "Each month takes {{ average_burn }}; look at what is paid by contract before the rest.",
    "Income is below plan, so the runway depends on sales. Ask which customers pay late.",
    "“{{variance_a_name}}” is what moved; the other categories stayed close to their plan.",
)
LIES = (
    "The cash lasts 12 months.",
    "The cash lasts twelve months.",
    "The cash lasts Twelve months.",
    "The cash lasts twenty-one months.",
    "The cash lasts twentyone months.",
    "The cash lasts twel-ve months.",
    "The cash lasts t w e l v e months.",
    "The cash lasts t-w-e-l-v-e months.",
    "The cash lasts t.w.e.l.v.e months.",
    "The cash lasts twe\u200blve months.",
    "The cash lasts tw\u0435lve months.",  # a Cyrillic letter
    "The cash lasts １２ months.",  # noqa: RUF001
    "The cash lasts ١٢ months.",
    "The cash lasts ⅻ months.",
    "The cash lasts ½ of the plan.",
    "The cash lasts XII months.",
    "The cash lasts xii months.",
    "The cash lasts half of what was planned.",
    "Half the cash is gone.",
    "Costs doubled.",
    "Costs are twice the plan.",
    "Costs tripled and then quadrupled.",
    "Costs rose tenfold.",
    "Costs rose by a third.",
    "A quarter of the income is gone.",
    "Costs rose ten percent.",
    "Costs rose {{variance_a_percent}} percent.",
    "Costs are over by a few per cent.",
    "Costs rose by fifty basis points.",
    "The 1st month was bad.",
    "The first month was bad.",
    "The second-largest cost is rent.",
    "A dozen customers left.",
    "A couple of customers left.",
    "Hundreds of customers left.",
    "Millions are at stake.",
    "It costs a grand.",
    "The cash lasts a year.",
    "The cash lasts less than a full year.",
    "The cash ends within the year.",
    "The cash lasts a decade.",
    "The cash lasts {{cash}}5 months.",
    "The cash is 1{{cash}}.",
    "The cash is {{cash}}{{average_burn}}.",
    "The cash is {{cash}}, {{average_burn}}.",
    "The cash is {{cash}}.{{average_burn}}.",
    "The cash is {{cash}}k.",
    "The cash is {{cash}}hundred.",
    "The cash is -{{cash}}.",
    "The cash is ({{cash}}).",
    "The cash is minus {{cash}}.",
    "The cash is {{cash}} thousand.",
    "The cash is {{cash}} dollars.",
    "The cash is {{cash}} in USD.",
    "The cash is {{profit}}.",
    "The cash is {{ cash | int }}.",
    "The cash is {cash}.",
    "The cash is {{cash.}}",
    "The cash is &#49;&#50;.",
    "The cash is \\u0031\\u0032.",
    "There were zero sales and nil income.",
    "Die kontant hou vir twaalf maande.",
    "La caisse dure douze mois.",
    "El efectivo dura doce meses.",
    "Das Geld reicht zehn Monate.",
    "Umpteen invoices are open.",
    "Costs are two-thirds of income.",
    "Costs grew by a factor of six.",
    "The ratio is three to one.",
    "Costs are threefold.",
    "Both of the two plans failed.",
    "A fifth of it is rent.",
    "One in ten customers left.",
)


def test_honest_words_with_figures_by_name_pass() -> None:
    for text in HONEST:
        assert problems_in(text, NAMES) == [], text


@pytest.mark.parametrize("text", LIES)
def test_a_number_of_the_models_own_is_refused_in_any_form(text: str) -> None:
    assert problems_in(text, NAMES)


def test_a_lie_within_honest_words_is_found_and_named() -> None:
    assert len(LIES) >= 30
    for lie in LIES:
        assert problems_in(f"{HONEST[0]} {lie} {HONEST[3]}", NAMES), lie
    assert problems_in("The cash lasts twelve months.", NAMES) == [
        "“twelve” is a number of your own: use a placeholder."
    ]


@given(st.text(st.characters(categories=["N", "S", "Sc"]), min_size=1, max_size=3))
def test_no_digit_or_sign_of_any_script_passes(strange: str) -> None:
    assert problems_in(f"The cash lasts {strange} months.", NAMES)


def test_names_become_figures() -> None:
    words = dict.fromkeys(NAMES, "") | {"cash": "R 5.00"}
    assert (
        filled("It is {{cash}}, and {{ cash }} it is.", words) == "It is R 5.00, and R 5.00 it is."
    )
