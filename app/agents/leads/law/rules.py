"""rules.yaml, read and checked: the table of what the law of each country asks for."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.agents.leads.law.grounds import Condition, GroundName
from app.agents.leads.law.types import UNKNOWN, AddressKind, Element, Subscriber
from app.lib.errors import PermanentError

RULES: Final = Path(__file__).with_name("rules.yaml")

Text = Annotated[str, Field(min_length=1), BeforeValidator(lambda text: text and text.strip())]
Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|unknown)$")]


class RulesError(PermanentError):
    """The table of the law cannot be used, so nothing may be sent."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Part):
    """Where the rule is written."""

    statute: Text
    section: Text


class Terms(_Part):
    """For whom a ground is enough, what it has to be, and what its mails have to contain.

    `purchase_months` and `inquiry_months`: how long ago these may have been.
    """

    section: Text
    addresses: tuple[AddressKind, ...] = ("person", "role")
    subscribers: tuple[Subscriber, ...] = ("company", "sole_trader", "unknown")
    conditions: tuple[Condition, ...] = ()
    purchase_months: Annotated[int, Field(ge=1)] | None = None
    inquiry_months: Annotated[int, Field(ge=1)] | None = None
    contains: tuple[Element, ...] = ()
    first: tuple[Element, ...] = ()


class TrackingTerms(_Part):
    """What it takes to see whether a mail is opened and its links are followed, and where that is
    written."""

    needs: Literal["consent", "nothing"]
    statute: Text
    section: Text


class ConsentRequest(_Part):
    """One mail may ask for consent where there is no ground."""

    section: Text
    contains: tuple[Element, ...]


CONSENT: Final = Terms(section="consent", conditions=("consent_provable",))


class Rule(_Part):
    """The law of one or more countries."""

    id: Text
    countries: Annotated[tuple[Country, ...], Field(min_length=1)]
    binds_senders: bool = False
    law: Text
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    tracking: TrackingTerms
    consent_request: ConsentRequest | None = None
    grounds: Mapping[GroundName, Terms] = Field(default_factory=dict)
    every_mail: tuple[Element, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _leaves_consent_alone(self) -> "Rule":
        if "consent" in self.grounds:
            raise ValueError("a consent is a ground everywhere and is not repeated")
        return self

    def terms(self, ground: GroundName) -> Terms | None:
        """None if that ground alone is not enough here."""
        return CONSENT if ground == "consent" else self.grounds.get(ground)


class RuleTable(_Part):
    """The whole file. Its first rule is that of unknown countries."""

    version: Text
    elements: Mapping[Element, Text]
    conditions: Mapping[Condition, Text]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_whole(self) -> "RuleTable":
        countries = [country for rule in self.rules for country in rule.countries]
        twice = sorted({country for country in countries if countries.count(country) > 1})
        wordless = (set(get_args(Element)) - set(self.elements)) | (
            set(get_args(Condition)) - set(self.conditions)
        )
        if twice or wordless or len({rule.id for rule in self.rules}) < len(self.rules):
            raise ValueError(f"countries or ids twice ({twice}), or words missing ({wordless})")
        first = self.rules[0]
        if first.countries != (UNKNOWN,) or first.grounds or first.tracking.needs != "consent":
            raise ValueError("the first rule is that of unknown countries and takes only consent")
        return self

    @cached_property
    def _by_country(self) -> dict[str, Rule]:
        return {country: rule for rule in self.rules for country in rule.countries}

    def knows(self, country: str) -> bool:
        return country != UNKNOWN and country in self._by_country

    def rules_for(self, countries: Iterable[str], sender: str | None = None) -> tuple[Rule, ...]:
        """All that have to allow a mail: each country's own, or every one if any is not known."""
        wanted = sorted(set(countries)) or [UNKNOWN]
        if not all(self.knows(country) for country in wanted):
            return self.rules
        found = [self._by_country[country] for country in wanted]
        at_home = self._by_country.get(sender or "")
        if at_home and at_home.binds_senders:
            found.append(at_home)
        return tuple({rule.id: rule for rule in found}.values())


@cache
def load_rules(path: Path = RULES) -> RuleTable:
    """The table that ships. Raises RulesError: without it nothing may be sent."""
    try:
        # Texts stay as they are written: YAML would read Norway's NO as false.
        document = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        return RuleTable.model_validate(document)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise RulesError(f"{path.name} cannot be used: {error}") from error
