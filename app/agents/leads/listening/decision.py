"""What an incoming mail means for a lead. Pure: no database, no clock, no setting.

| what came | the sequence | for good |
|---|---|---|
| an answer, or what nobody can tell from one | ends, and the team is told | no |
| an objection in words, a complaint about a mail of ours | ends | the address is suppressed |
| a bounce of a mail of ours: no such address | ends | the address is suppressed |
| a bounce for now (full, blocked …) | goes on | the third mail in 30 days counts as the above |
| a bounce or complaint that names the address alone | ends | no: anybody could have written it |
| an automatic reply | waits until the working day after the return | no |
| a delay, a delivery, a receipt | goes on | no |
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from app.agents.leads.inbox.incoming import IncomingMail
from app.agents.leads.law.hours import Place, next_open
from app.agents.leads.listening.concerned import SOFT, Concerned
from app.agents.leads.tables import LeadStatus
from app.lib.printable import one_line
from app.lib.weekly_window import parse_window

MOST_SOFT_BOUNCES: Final = 3
"""So many mails that came back for now, within 30 days, are as good as no such address."""
AWAY_DAYS: Final = 7
"""How long somebody is away whose automatic reply names no day that can be read."""
LONGEST_AWAY: Final = timedelta(days=366)
MOST_DETAIL: Final = 4_000

Mark = Literal["replied_at", "bounced_at", "unsubscribed_at"]
_ALWAYS: Final = parse_window("Mon-Sun 00:00-24:00")


@dataclass(frozen=True, slots=True)
class Decision:
    """`event` is a kind of `email_events`. `ends_because` empty: the sequence goes on;
    `suppressed_because` empty: the address stays. `mark`: the moment that is noted in the mail."""

    event: str
    detail: str = ""
    status: LeadStatus | None = None
    ends_because: str = ""
    suppressed_because: str = ""
    waits_until: datetime | None = None
    mark: Mark | None = None
    bounce_type: str | None = None
    tells_team: bool = False
    takes_consent_back: bool = False


def decide(incoming: IncomingMail, lead: Concerned, now: datetime) -> Decision | None:
    """None: nothing is done about it. `now` carries a zone."""
    match incoming.kind:
        case "reply" if lead.is_named or lead.is_written_to:
            return _reply(incoming, lead)
        case "unsubscribe":
            return _objection(incoming)
        case "auto_reply" if lead.is_named or lead.is_written_to:
            return _auto_reply(incoming, lead, now)
        case "bounce":
            return _bounce(incoming, lead)
        case "complaint":
            return _complaint(lead)
        case "delayed" | "delivered" | "other" if lead.is_named:
            event = "receipt" if incoming.kind == "other" else incoming.kind
            return Decision(event, incoming.status or "")
    return None


def _reply(incoming: IncomingMail, lead: Concerned) -> Decision:
    """The team hears of the first answer to each mail: from then on they talk."""
    return Decision(
        "replied",
        incoming.text[:MOST_DETAIL],
        status=LeadStatus.REPLIED,
        ends_because="they answered",
        mark="replied_at",
        tells_team=not lead.was_answered,
    )


def _objection(incoming: IncomingMail) -> Decision:
    return Decision(
        "objected",
        incoming.text[:MOST_DETAIL],
        status=LeadStatus.UNSUBSCRIBED,
        ends_because="they asked for no more mails",
        suppressed_because="objected",
        mark="unsubscribed_at",
        takes_consent_back=True,
    )


def _complaint(lead: Concerned) -> Decision:
    if not lead.is_named:
        return Decision(
            "complaint_without_proof", ends_because="a complaint names the address, but no mail"
        )
    return Decision(
        "complained",
        status=LeadStatus.UNSUBSCRIBED,
        ends_because="they called a mail unwanted",
        suppressed_because="complained",
        mark="unsubscribed_at",
        takes_consent_back=True,
    )


def _bounce(incoming: IncomingMail, lead: Concerned) -> Decision | None:
    detail = one_line(" ".join((incoming.status or "", *incoming.recipients)), 200)
    if not lead.is_named:
        ends = "a bounce names the address, but no mail"
        return (
            Decision("bounce_without_proof", detail, ends_because=ends) if incoming.hard else None
        )
    if not incoming.hard and lead.soft_bounces + 1 < MOST_SOFT_BOUNCES:
        return Decision("soft_bounced", detail, mark="bounced_at", bounce_type=SOFT)
    reason = "there is no such address" if incoming.hard else "mails come back again and again"
    return Decision(
        "bounced",
        detail,
        status=LeadStatus.BOUNCED,
        ends_because=reason,
        suppressed_because="bounced",
        mark="bounced_at",
        bounce_type="hard" if incoming.hard else SOFT,
    )


def _auto_reply(incoming: IncomingMail, lead: Concerned, now: datetime) -> Decision:
    today = now.astimezone(lead.place.zones[0]).date()
    returns_on = incoming.returns_on or today + timedelta(days=AWAY_DAYS)
    last_day = min(max(returns_on, today), today + LONGEST_AWAY)
    return Decision(
        "auto_replied",
        f"back on {returns_on}" if incoming.returns_on else "away",
        waits_until=working_day_after(last_day, lead.place),
    )


def working_day_after(day: date, place: Place) -> datetime:
    """When the first working day after `day` begins, in UTC; the hours are the sender's matter."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), place.zones[0])
    return next_open(midnight, _ALWAYS, place) or midnight.astimezone(UTC)
