"""The team's templates: filled from what is known, refused where something is missing."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from app.agents.leads.sequence.guard.guard import check
from app.agents.leads.sequence.templates import (
    FILE,
    TemplateFileError,
    TemplateRefusedError,
    fill,
    load_templates,
)
from app.agents.leads.sequence.types import Lead, Step
from tests.leads.sequence.acme import BRIEF, OFFER, QUOTES


def changed(tmp_path: Path, **changes: str) -> Path:
    """The project's file with other texts for the introduction."""
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    written["introduction"] |= changes
    path = tmp_path / "templates.yaml"
    path.write_text(yaml.safe_dump(written), encoding="utf-8")
    return path


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("lead", [BRIEF.lead, Lead("")], ids=["known lead", "address only"])
@pytest.mark.parametrize("facts", [BRIEF.facts, ()], ids=["facts", "no facts"])
@pytest.mark.parametrize("own_claims", [OFFER.own_claims, ()], ids=["own claims", "none"])
def test_the_project_s_templates_pass_the_guard(
    step: Step, lead: Lead, facts: tuple[()], own_claims: tuple[str, ...]
) -> None:
    offer = replace(OFFER, own_claims=own_claims)
    brief = replace(BRIEF, step=step, lead=lead, facts=facts, offer=offer)
    assert check(fill(load_templates(), brief), brief).problems == ()


def test_a_fact_is_quoted_with_the_site_it_stands_on() -> None:
    checked = check(fill(load_templates(), BRIEF), BRIEF)
    assert [one["quote"] for one in checked.claims] == [QUOTES[0]]
    assert "acme.example" in checked.claims[0]["sentence"]


def test_a_page_s_title_is_not_quoted_and_a_port_is_not_named() -> None:
    title = replace(BRIEF.facts[0], field="company", quote="Home of Acme (Pty) Ltd")
    title = replace(title, page_text=f"{title.quote}\n{title.page_text}")
    news = replace(BRIEF.facts[0], url="http://www.acme.example:8099/about")
    brief = replace(BRIEF, facts=(title, news))
    [claim] = check(fill(load_templates(), brief), brief).claims
    assert claim["quote"] == QUOTES[0]
    assert "On acme.example I read" in claim["sentence"]


@pytest.mark.parametrize("step", Step)
def test_a_company_with_a_long_name_gets_the_mail_too(step: Step) -> None:
    lead = replace(BRIEF.lead, company="Kopje Court Mall and Night Market Properties (Pty) Ltd")
    brief = replace(BRIEF, step=step, lead=lead)
    assert check(fill(load_templates(), brief), brief).problems == ()


def test_a_variable_that_is_not_known_is_an_error_that_names_it(tmp_path: Path) -> None:
    templates = load_templates(changed(tmp_path, body="Well, {{ first_name }}."))
    assert fill(templates, BRIEF).sentences[0].text == "Well, Jane."
    with pytest.raises(TemplateRefusedError, match="'first_name' is undefined"):
        fill(templates, replace(BRIEF, lead=Lead("", company="Acme")))


@pytest.mark.parametrize(
    "text",
    ["{{ ''.__class__.__mro__ }}", "{{ offer.__init__.__globals__ }}", "{{ nobody.home }}"],
)
def test_a_template_reaches_nothing_but_its_variables(tmp_path: Path, text: str) -> None:
    with pytest.raises(TemplateRefusedError, match="introduction"):
        fill(load_templates(changed(tmp_path, body=text)), BRIEF)


def test_a_file_is_refused_with_a_line_for_each_problem(tmp_path: Path) -> None:
    path = changed(tmp_path, subject="{% if %}", colour="red")
    written = yaml.safe_load(path.read_text()) | {"farewell": {}}
    del written["breakup"]
    path.write_text(yaml.safe_dump(written))
    with pytest.raises(TemplateFileError) as caught:
        load_templates(path)
    told = "\n".join(caught.value.problems)
    for word in ("farewell", "breakup", "colour"):
        assert word in told


@pytest.mark.parametrize("written", ["a: [", "just words", "\x00"])
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(written)
    with pytest.raises(TemplateFileError):
        load_templates(path)


def test_a_syntax_error_is_told_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(TemplateFileError, match="introduction, subject, line 1"):
        load_templates(changed(tmp_path, subject="{% if %}"))


def test_what_a_template_fills_in_stays_on_its_line(tmp_path: Path) -> None:
    templates = load_templates(changed(tmp_path, subject="Lunch for {{ company }}"))
    lead = Lead("Jane", company="Acme\nBcc: x")
    assert "\n" not in fill(templates, replace(BRIEF, lead=lead)).subject
