"""The mails of a call: invitation, change, cancellation. One row of the outbox for each attendee
and version of the call, unique by its Message-ID, so that none goes twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select, update

from app.agents.team.calendar.attendees import Attendee, Participation, read_stored
from app.agents.team.calendar.invitation import Method, itip_text
from app.agents.team.calendar.times import in_words
from app.agents.team.calendar.zones import zone_or_utc
from app.agents.team.roles.booking_callprep.role import InvitationDraft
from app.agents.team.tables import CalendarEvent
from app.lib.mail_address import parse_sender
from app.lib.settings.settings import Settings
from app.parts.mail.compose import compose
from app.parts.mail.message import MailContent, fixed_message_id
from app.parts.mail.tables import INVITATION, Mail, MailPhase

PATIENCE = timedelta(hours=12)
SUPERSEDED = "A newer version of the invitation took its place before it was sent."


@dataclass(frozen=True, slots=True)
class Invitation:
    """A version of a call, as its attendees are told of it."""

    event: CalendarEvent
    method: Method
    is_new: bool

    @property
    def attendees(self) -> tuple[Attendee, ...]:
        """Whom somebody delegated to was not invited by us, nor approved by anybody here."""
        return tuple(one for one in read_stored(self.event.attendees) if not one.delegated_from)

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(one.email for one in self.attendees)

    @property
    def headline(self) -> str:
        if self.method is Method.CANCEL:
            return "Cancelled"
        return "Invitation" if self.is_new else "Changed"


def sender_of(settings: Settings) -> str:
    return settings.outreach_from or settings.email_from


def organizer_of(settings: Settings) -> str:
    """The bare address that calendar programs send answers to."""
    return str(parse_sender(settings.outreach_reply_to or sender_of(settings))).lower()


def draft_of(settings: Settings, invitation: Invitation) -> InvitationDraft:
    """As the first of them gets it."""
    content = content_of(settings, invitation, invitation.attendees[0])
    event = invitation.event
    return InvitationDraft(
        to=invitation.recipients,
        method=invitation.method,
        subject=content.subject,
        text=content.text,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )


def content_of(settings: Settings, invitation: Invitation, attendee: Attendee) -> MailContent:
    event = invitation.event
    zone = zone_or_utc(attendee.zone or event.zone)
    when = in_words(event.starts_at, zone)
    return compose(
        f"{invitation.headline}: {event.summary}, {when}",
        "invitation",
        headline=invitation.headline,
        event=event,
        name=attendee.name,
        when=when,
        minutes=int((event.ends_at - event.starts_at) / timedelta(minutes=1)),
        is_cancelled=invitation.method is Method.CANCEL,
        asks=attendee.participation is not Participation.ACCEPTED,
        sender=parse_sender(sender_of(settings)).name or organizer_of(settings),
        postal_address=settings.postal_address or "",
    )


def put_into_outbox(
    session: Session, settings: Settings, invitation: Invitation, now: datetime
) -> None:
    """The event is stored, and has its sequence and stamp."""
    sender = parse_sender(sender_of(settings))
    text = itip_text(invitation.event, invitation.method, sender.name, sent_by=str(sender))
    for attendee in invitation.attendees:
        content = content_of(settings, invitation, attendee)
        session.add(outbox_row(session, settings, invitation.event, attendee, content, text, now))
    session.flush()


def outbox_row(
    session: Session,
    settings: Settings,
    event: CalendarEvent,
    attendee: Attendee,
    content: MailContent,
    calendar: str,
    now: datetime,
) -> Mail:
    thread = earlier_versions(session, settings, event, attendee.email, now)
    return Mail(
        kind=INVITATION,
        sender=sender_of(settings),
        reply_to=settings.outreach_reply_to,
        recipient=attendee.email,
        message_id=message_id(settings, event, event.sequence, attendee.email),
        in_reply_to=thread[-1] if thread else None,
        thread=" ".join(thread) or None,
        subject=content.subject,
        text=content.text,
        html=content.html,
        calendar=calendar,
        created_at=now,
        next_try_at=now,
        give_up_at=now + PATIENCE,
        changed_at=now,
    )


def message_id(settings: Settings, event: CalendarEvent, sequence: int, recipient: str) -> str:
    """An id of a row alone may be given again, its moment is not."""
    name = f"call-{event.id}-{int(event.created_at.timestamp())}-{sequence}"
    return fixed_message_id(name, recipient, str(parse_sender(sender_of(settings))))


def earlier_versions(
    session: Session, settings: Settings, event: CalendarEvent, recipient: str, now: datetime
) -> list[str]:
    """Message ids of those that went, the oldest first; of one that still waits the newer takes the
    place."""
    ids = [message_id(settings, event, one, recipient) for one in range(event.sequence)]
    waiting = (col(Mail.phase) == MailPhase.OPEN) & col(Mail.owner).is_(None)
    session.execute(
        update(Mail)
        .where(col(Mail.message_id).in_(ids), waiting)
        .values(phase=MailPhase.FAILED, error=SUPERSEDED, changed_at=now)
    )
    went = select(Mail.message_id).where(
        col(Mail.message_id).in_(ids), Mail.phase != MailPhase.FAILED
    )
    known = set(session.exec(went))
    return [one for one in ids if one in known][-20:]
