"""The table of the law as a file that people change."""

from pathlib import Path

import pytest

from app.agents.leads.law.rules import RULES, RulesError, load_rules

EU_AND_EEA = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO"
)


def test_every_state_of_the_eu_and_eea_has_a_rule() -> None:
    assert [country for country in EU_AND_EEA.split() if not load_rules().knows(country)] == []


def test_every_rule_has_a_statute_and_a_section() -> None:
    sources = [source for rule in load_rules().rules for source in rule.sources]
    assert all(source.statute and source.section for source in sources)


def test_every_mail_names_its_sender_and_a_way_to_object() -> None:
    rules = [rule for rule in load_rules().rules if rule.id != "unknown-strictest"]
    assert all({"sender_identity", "opt_out"} <= set(rule.every_mail) for rule in rules)


def test_only_south_africa_knows_the_one_mail_that_asks() -> None:
    asking = [rule.id for rule in load_rules().rules if rule.consent_request]
    assert asking == ["za-popia-69"]


def test_the_law_of_the_sender_holds_where_it_reaches_abroad() -> None:
    def ids(sender: str | None) -> list[str]:
        return [rule.id for rule in load_rules().rules_for(["US"], sender)]

    assert ids("ZA") == ["us-can-spam", "za-popia-69"]
    assert ids("DE") == ids(None) == ids("US") == ["us-can-spam"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("needs: consent", "needs: nothing"),
        ("needs: consent", "needs: a hint"),
        ("countries: [ZA]", "countries: [ZA, DE]"),
        ("countries: [ZA]", "countries: [South Africa]"),
        ("opt_out: a way", "opt_away: a way"),
        ("grounds:", "ground:"),
        ("customer_relation:", "consent:"),
        ("countries: [unknown]", "countries: [XX]"),
        ("version:", "version: ["),
        ("id: eu-opt-in", "id: us-can-spam"),
    ],
)
def test_a_table_with_a_mistake_lets_nothing_go(tmp_path: Path, before: str, after: str) -> None:
    text = RULES.read_text("utf-8")
    assert before in text
    file = tmp_path / "rules.yaml"
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(RulesError, match=r"rules\.yaml cannot be used"):
        load_rules(file)


def test_a_table_that_is_away_lets_nothing_go(tmp_path: Path) -> None:
    with pytest.raises(RulesError):
        load_rules(tmp_path / "rules.yaml")
