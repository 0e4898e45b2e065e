"""What requests about leads bring."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.agents.leads.intake.fields import LONGEST_PROFILE, MOST_TAGS
from app.agents.leads.intake.given import MOST_LEADS, TEXT_FIELDS, GivenLead

Text = Annotated[str, Field(max_length=2_000)]
Tag = Annotated[str, Field(max_length=200)]


class LeadIn(BaseModel):
    """A lead as it is given: it needs an address, a link, or a name with a company. `ground` is why
    it may be written to: consent, customer_relation, published_address, disclosed_address or
    legitimate_interest. `profile_text`: what somebody copied from a profile."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text | None = None
    email: Text | None = None
    company: Text | None = None
    title: Text | None = None
    website_url: Text | None = None
    linkedin_url: Text | None = None
    twitter_url: Text | None = None
    ig_url: Text | None = None
    phone: Text | None = None
    location: Text | None = None
    country: Text | None = None
    source: Text | None = None
    ground: Text | None = None
    profile_text: Annotated[str, Field(max_length=LONGEST_PROFILE)] | None = None
    tags: Annotated[list[Tag], Field(max_length=MOST_TAGS)] | None = None

    def given(self) -> GivenLead:
        texts = {field: getattr(self, field) or "" for field in TEXT_FIELDS}
        return GivenLead(**texts, tags=tuple(self.tags or ()))

    def changes(self) -> dict[str, str | tuple[str, ...]]:
        """What was named, "" for null."""
        given = self.given()
        return {field: getattr(given, field) for field in sorted(self.model_fields_set)}


class LeadsIn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    leads: Annotated[list[LeadIn], Field(max_length=MOST_LEADS)]
