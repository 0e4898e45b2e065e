"""The frozen values that pass between Brand Scout's own stages: judge, pick, report."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.parts.model.usage import ModelUsage

Scorer = Literal["model", "keyword"]
Step = Literal["triage", "review", "keyword"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One article to judge. `id` ties every answer to its item; times carry a zone (UTC).

    `site` is its name, which another site may have too; `site_id` tells them apart, where there
    is a database.
    `failed_before`: a model that works gave no usable answer about it in an earlier run.
    """

    id: str
    title: str
    url: str
    site: str = ""
    summary: str = ""
    text: str = ""
    published_at: datetime | None = None
    site_id: int = 0
    failed_before: bool = False


Usage = ModelUsage
"""What one or more model calls took, as the model client counts it."""


@dataclass(frozen=True, slots=True)
class Safety:
    """May the brand be seen with this story? When not: which rule, and the words that say so."""

    safe: bool
    rule: str | None = None
    quote: str | None = None

    @property
    def held_back(self) -> str:
        """ "Held back as crime, because it says “was shot”"; "" when it is safe."""
        if self.safe:
            return ""
        words = f", because it says “{self.quote}”" if self.quote else ""
        return f"Held back as {self.rule or 'not safe for the brand'}{words}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement of one candidate. `score` 0-100; `reason` one sentence; `angle` may be ""."""

    candidate_id: str
    score: int
    reason: str
    angle: str
    safety: Safety
    scorer: Scorer
    step: Step
    subject: str = ""
    model: str = ""
    prompt_version: str = ""
    usage: Usage = field(default_factory=Usage)


Outcome = Literal[
    "refused",
    "filtered",
    "truncated",
    "invalid",
    "timed_out",
    "too_slow",
    "not_reached",
    "unavailable",
    "denied",
    "over_budget",
]
"""Why the model gave no score. `timed_out`: no answer came in time; `too_slow`: not even about this
one alone, while others were answered; `not_reached`: the run's time was up; `denied`: a setting is
to be mended (key, model, address); `over_budget`: it was not asked, because the day's money is
spent."""


@dataclass(frozen=True, slots=True)
class Unscored:
    """A candidate the model gave no usable answer for. Never a score: it waits for a next try.

    `triage`: what the first step found, where only the second one is missing. `tried` is False
    where the model was not asked; `again`: one that is asked less at once may answer; `alone`: an
    answer came to a question about this one alone, and it was none.
    """

    candidate_id: str
    outcome: Outcome
    detail: str
    usage: Usage = field(default_factory=Usage)
    triage: Verdict | None = None
    tried: bool = True
    again: bool = False
    alone: bool = False


Judgement = Verdict | Unscored
