"""The ledger of one lead's research: what its calls of other services took."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlmodel import select

from app.parts.model.budget import midnight
from app.parts.store import reservations
from app.parts.store.api_usage import ApiUsage, Service
from app.parts.store.refusal import Refusal
from app.parts.store.reservations import Ceiling, Holder

if TYPE_CHECKING:
    from app.parts.parts import Parts
    from app.parts.runs.lease import Claim


@dataclass(frozen=True, slots=True)
class Ledger:
    """Of one attempt at one lead."""

    parts: "Parts"
    claim: "Claim"
    lead_id: int

    def pay(self, service: str, usd: float, milliseconds: int, error: str | None = None) -> None:
        """A call that was made. `error`: why it brought nothing."""
        with self.parts.database.write() as session:
            session.add(self.line(service, usd, milliseconds, error))

    def set_aside(
        self, service: Service, usd: float, daily_usd: float, seconds: float
    ) -> str | None:
        """The most that a call of up to `seconds` can cost, below what the service may cost all
        leads together in a day; None when there is no room for it."""
        now = self.parts.clock()
        held = reservations.reserve(
            self.parts.database,
            Holder.of(self.claim, service),
            usd,
            Ceiling(daily_usd, midnight(self.parts)),
            now=now,
            expires_at=now + timedelta(seconds=seconds),
        )
        return None if isinstance(held, Refusal) else held

    def settle(self, held: str, line: ApiUsage) -> None:
        reservations.settle(self.parts.database, held, line)

    def line(self, service: str, usd: float, milliseconds: int, error: str | None) -> ApiUsage:
        return ApiUsage(
            created_at=self.parts.clock(),
            service=service,
            agent=self.claim.agent,
            run_id=self.claim.run_id,
            subject=str(self.lead_id),
            calls=1,
            usd=usd,
            milliseconds=milliseconds,
            error=error,
        )

    def spent_usd(self) -> float:
        """By all attempts of this run."""
        query = select(ApiUsage.usd).where(ApiUsage.run_id == self.claim.run_id)
        with self.parts.database.read() as session:
            return sum(session.exec(query).all())
