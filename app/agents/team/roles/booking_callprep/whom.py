"""Whom a call is with: what was given, and what the lead agent knows of them."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from app.agents.team.calendar.working_days import Side
from app.agents.team.calendar.zones import zone_or_utc
from app.agents.team.desk import Desk
from app.agents.team.roles.booking_callprep.role import WORKING_HOURS, AttendeeGiven, BookingInput
from app.lib.errors import PermanentError
from app.lib.settings.settings import Settings
from app.lib.weekly_window import parse_window

OUR_ZONE = "Nothing says in which time zone they are: ours, {zone}, was taken."
ONE_OF_ZONES = "They may be in several time zones; {zone} was taken."


class WhichLead(BaseModel):
    model_config = ConfigDict(frozen=True)

    lead_id: int | None = None
    email: str = ""


class Fact(BaseModel):
    """As `lead_facts` gives it."""

    model_config = ConfigDict(frozen=True)

    id: int
    field: str
    value: str
    quote: str
    url: str


class Lead(BaseModel):
    """As `lead_facts` gives it."""

    model_config = ConfigDict(frozen=True)

    lead_id: int
    name: str = ""
    email: str = ""
    company: str = ""
    title: str = ""
    countries: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


class NobodyToCallError(PermanentError):
    """Nobody whom a mail could reach was named."""


@dataclass(frozen=True, slots=True)
class Guest:
    """The other side. `email` is "" of a lead without one; `notes` say what was guessed."""

    email: str
    name: str
    side: Side
    lead: Lead | None = None
    notes: tuple[str, ...] = ()


async def guest_of(desk: Desk, given: BookingInput) -> Guest:
    """Raises ScoutError, also for a lead that is not there."""
    lead = await lead_of(desk, given.lead_id, given.attendee.email if given.attendee else "")
    attendee = given.attendee
    zone, notes = zone_of(attendee, lead, our_zone(desk.parts.settings, given))
    country = attendee.country if attendee else None
    if country is None and lead is not None and len(lead.countries) == 1:
        country = lead.countries[0]  # "unknown" has no holidays
    window = parse_window(attendee.working_hours if attendee else WORKING_HOURS)
    return Guest(
        email=(attendee.email if attendee else lead.email if lead else "").lower(),
        name=(attendee.name if attendee else "") or (lead.name if lead else ""),
        side=Side(zone, window, country),
        lead=lead,
        notes=notes,
    )


async def lead_of(desk: Desk, lead_id: int | None, email: str) -> Lead | None:
    """None where only an address is given, and it is no lead's. Raises ScoutError."""
    if lead_id is None and not email:
        return None
    try:
        return await desk.use("lead_facts", WhichLead(lead_id=lead_id, email=email), Lead)
    except PermanentError:
        if lead_id is not None:
            raise
        return None


def zone_of(
    attendee: AttendeeGiven | None, lead: Lead | None, ours: ZoneInfo
) -> tuple[ZoneInfo, tuple[str, ...]]:
    if attendee is not None and attendee.zone is not None:
        return zone_or_utc(attendee.zone), ()
    zones = lead.zones if lead is not None else ()
    if not zones:
        return ours, (OUR_ZONE.format(zone=ours.key),)
    told = (ONE_OF_ZONES.format(zone=zones[0]),) if len(zones) > 1 else ()
    return zone_or_utc(zones[0]), told


def our_zone(settings: Settings, given: BookingInput) -> ZoneInfo:
    return zone_or_utc(given.zone) if given.zone else settings.zone


def our_side(settings: Settings, given: BookingInput) -> Side:
    country = given.country or settings.sender_country
    return Side(our_zone(settings, given), parse_window(given.working_hours), country)
