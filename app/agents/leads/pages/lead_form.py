"""The form of a lead, and of a file of leads: what stands in it, and the lead that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.agents.leads.intake.fields import (
    GROUNDS,
    LONGEST_PROFILE,
    LONGEST_TEXT,
    MOST_TAGS,
    LeadRefusedError,
    parse_lead,
)
from app.agents.leads.intake.given import FIELDS, TEXT_FIELDS, GivenLead
from app.agents.leads.tables import Lead
from app.parts.http.forms import Form, Reading, Typed, filled

Given = str | tuple[str, ...]
LONGEST: Mapping[str, int] = {
    **dict.fromkeys(("website_url", "linkedin_url", "twitter_url", "ig_url"), 2_000),
    "email": 400,
}
LONGEST_TAGS = 2_000
WHOLE = ""
"""Of a form, where fields have names."""
NOT_STORED = "Nothing is stored yet: put right what is marked below."


@dataclass(frozen=True, slots=True)
class LeadForm:
    """`id` is None for a new one. `file_problem`: why the file that was given was not taken."""

    form: Form
    id: int | None = None
    heading: str = ""
    file_problem: str = ""

    @property
    def grounds(self) -> tuple[str, ...]:
        return GROUNDS


def empty_form(file_problem: str = "") -> LeadForm:
    return LeadForm(Form(Typed({})), file_problem=file_problem)


def typed_of(lead: Lead) -> Typed:
    values = {field: getattr(lead, field) or "" for field in TEXT_FIELDS}
    return filled(**values, tags=", ".join(lead.tags))


def read_lead_form(typed: Typed) -> GivenLead | Form:
    """The form with what is wrong if anything is: what a person types is taken whole, or not."""
    reading = Reading(typed)
    given = given_in(reading)
    return given if is_right(reading, wrong_with(given)) else shown_again(reading)


def read_changes(lead: Lead, typed: Typed) -> dict[str, Given] | Form:
    """What differs from what stands there; what nobody touched is not judged anew."""
    reading, stands = Reading(typed), typed_of(lead)
    given = given_in(reading)
    changed = [one for one in FIELDS if plain(typed.text(one)) != plain(stands.text(one))]
    found = {one: said for one, said in wrong_with(given).items() if one in (WHOLE, *changed)}
    if not is_right(reading, found):
        return shown_again(reading)
    return {field: getattr(given, field) for field in changed}


def is_right(reading: Reading, found: Mapping[str, str]) -> bool:
    reading.wrong |= found
    return not reading.wrong


def shown_again(reading: Reading) -> Form:
    return reading.form(reading.wrong.pop(WHOLE, NOT_STORED))


def given_in(reading: Reading) -> GivenLead:
    texts = {
        field: reading.text(field, LONGEST.get(field, LONGEST_TEXT))
        for field in TEXT_FIELDS
        if field != "profile_text"
    }
    profile = reading.whole_text("profile_text", LONGEST_PROFILE)
    tags = tuple(one for one in reading.text("tags", LONGEST_TAGS).split(",") if one.strip())
    if len(tags) > MOST_TAGS:
        reading.wrong["tags"] = f"It has {len(tags)} tags, and {MOST_TAGS} fit."
    return GivenLead(**texts, profile_text=profile, tags=tags)


def wrong_with(given: GivenLead) -> dict[str, str]:
    """By field, as the one parser of leads has it."""
    for field, part in (("email", GivenLead(email=given.email)), (WHOLE, given)):
        try:
            left_out = parse_lead(part).left_out if part.email or field == WHOLE else ()
        except LeadRefusedError as error:
            said = str(error)
            return {field: f"{said[0].upper()}{said[1:]}."}
    return dict(partitioned(one) for one in left_out)


def partitioned(said: str) -> tuple[str, str]:
    """ "website_url: 'ftp://a' is not the address of a site" in two."""
    field, _, words = said.partition(": ")
    return field, f"{words}."


def plain(text: str) -> str:
    """Browsers send other line ends than were shown, and no spaces at the end of one line."""
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
