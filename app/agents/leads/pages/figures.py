"""The figures of the lead agent as their page shows them."""

from dataclasses import dataclass

from app.agents.leads.intake.analytics import Analytics, Range, analytics, share
from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class FiguresView:
    """Rates are 0 to 1; None of nothing."""

    range: Range
    found: Analytics

    @property
    def qualification_rate(self) -> float | None:
        return share(self.found.research.qualified, self.found.research.leads)

    @property
    def reply_rate(self) -> float | None:
        return share(self.found.mails.replied, self.found.mails.sent)

    @property
    def bounce_rate(self) -> float | None:
        return share(self.found.mails.bounced, self.found.mails.sent)

    @property
    def objection_rate(self) -> float | None:
        return share(self.found.mails.unsubscribed, self.found.mails.sent)

    @property
    def usd_per_lead(self) -> float | None:
        researched = self.found.research.leads
        return self.found.usd / researched if researched else None


def read_figures(parts: Parts, range_: Range) -> FiguresView:
    """Raises DatabaseAwayError."""
    zone = parts.settings.zone
    return FiguresView(range_, analytics(parts.database, range_, now=parts.clock(), zone=zone))
