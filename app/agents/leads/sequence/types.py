"""What goes into a mail of a sequence, and what comes out. All frozen."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict


class Step(StrEnum):
    """The place of a mail in its sequence. `consent_request` stands alone: it asks whether more
    may come, where the law allows one such mail."""

    INTRODUCTION = "introduction"
    VALUE_PROPOSITION = "value_proposition"
    CASE_STUDY = "case_study"
    SOFT_REMINDER = "soft_reminder"
    BREAKUP = "breakup"
    CONSENT_REQUEST = "consent_request"


@dataclass(frozen=True, slots=True)
class Lead:
    """Who is written to, as given; "" for what is not known. `language` is a tag such as "en"."""

    name: str
    first_name: str = ""
    company: str = ""
    title: str = ""
    country: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a page says of the lead. `quote` is the page's wording, `page_text` the stored text of
    the page at `url` that it is taken from."""

    id: str
    field: str
    value: str
    quote: str
    url: str
    page_text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The team's own words, which are believed: `what` is offered, and `own_claims`, sentences on
    the team itself that a mail may make (figures, customers, a case). `links` may stand in a mail.
    """

    what: str
    call_to_action: str
    sender_name: str
    postal_address: str
    own_claims: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    banned_words: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        return (self.what, self.call_to_action, *self.own_claims)


@dataclass(frozen=True, slots=True)
class EarlierMail:
    """One that the lead already got in this sequence."""

    step: Step
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Foot:
    """What the law asks for below a mail: `text` (who, where, why they get this) and the line with
    the link to unsubscribe."""

    text: str
    unsubscribe_line: str


@dataclass(frozen=True, slots=True)
class Brief:
    """All that one mail is written from."""

    lead: Lead
    facts: tuple[Fact, ...]
    offer: Offer
    step: Step
    foot: Foot
    earlier: tuple[EarlierMail, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """`facts`: the ids of the facts that it says it rests on."""

    text: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is looked at: without greeting, signature and foot, which are not written by
    a model. `own_words`: what of it the team wrote itself, in a template."""

    subject: str
    sentences: tuple[Sentence, ...]
    call_to_action: Sentence
    postscript: Sentence
    own_words: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Sentence, ...]:
        return (*self.sentences, self.call_to_action, self.postscript)


class Claim(TypedDict):
    """As stored with a draft: the sentence, and the wording and address that it rests on."""

    sentence: str
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the guard found; a draft without problems may be sent. `refused`: the sentences of the
    body that it would not let pass."""

    claims: tuple[Claim, ...] = ()
    problems: tuple[str, ...] = ()
    refused: tuple[Sentence, ...] = ()
