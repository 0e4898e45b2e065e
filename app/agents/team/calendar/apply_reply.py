"""What attendees answer changes our events: `apply_reply`, the one way for whoever gets an answer
(a mailbox that is read, a webhook).

An answer counts once, and only if it is of somebody who was invited, is about the call as it stands
and is newer than what they answered before (RFC 5546, 2.1.5).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.agents.team.calendar.answers import Answer, NoAnswerError, read_answers
from app.agents.team.calendar.attendees import (
    MOST_ATTENDEES,
    Attendee,
    Participation,
    answered_since,
    read_stored,
    stored,
)
from app.agents.team.calendar.events import changed, event_by_uid, is_cancelled
from app.agents.team.tables import CalendarEvent, CalendarEventStatus
from app.parts.store.statements import required_id


@dataclass(frozen=True, slots=True)
class ReplyOutcome:
    """`event_ids`: the calls that it is about. `what` says in words what came of it."""

    what: str
    event_ids: tuple[int, ...] = ()
    changed: bool = False


def apply_reply(
    session: Session, raw_calendar_text: str, sender: str, now: datetime
) -> ReplyOutcome:
    """`sender`: the bare address that the mail came from. The caller commits. Never raises for what
    a stranger may send: what does not count is said in `what`."""
    try:
        answers = read_answers(raw_calendar_text)
    except NoAnswerError as error:
        return ReplyOutcome(str(error))
    outcomes = [apply_answer(session, answer, sender.strip().lower(), now) for answer in answers]
    return ReplyOutcome(
        what=" ".join(dict.fromkeys(one.what for one in outcomes)),
        event_ids=tuple(dict.fromkeys(found for one in outcomes for found in one.event_ids)),
        changed=any(one.changed for one in outcomes),
    )


def apply_answer(session: Session, answer: Answer, sender: str, now: datetime) -> ReplyOutcome:
    event = event_by_uid(session, answer.uid)
    if event is None:
        return ReplyOutcome("It answers no invitation of ours.")
    event_id = (required_id(event.id),)
    answer = replace(answer, stamped_at=min(answer.stamped_at or now, now))
    attendees = read_stored(event.attendees)
    whose = attendee_of(attendees, answer)
    refused = why_not(event, whose, answer, sender)
    if refused or whose is None:
        return ReplyOutcome(refused, event_id)
    after = answered(attendees, whose, answer)
    event.attendees = stored(after[:MOST_ATTENDEES])
    event.status = status_after(after)
    changed(event, now)
    session.add(event)
    session.flush()
    return ReplyOutcome(in_words(whose, answer), event_id, changed=True)


def attendee_of(attendees: tuple[Attendee, ...], answer: Answer) -> Attendee | None:
    """Who answers: by the address, or as the one whom somebody invited delegates to. Exchange
    answers from another address of the same mailbox: that counts where only one was invited."""
    for one in attendees:
        if one.email == answer.email:
            return one
    if len(attendees) == 1 and domain_of(attendees[0].email) == domain_of(answer.email):
        return attendees[0]
    return None


def why_not(event: CalendarEvent, whose: Attendee | None, answer: Answer, sender: str) -> str:
    """In words why the answer does not count; "" when it does."""
    if whose is None:
        return "It is of somebody who was not invited."
    if not speaks_for(whose, answer, sender):
        return "It came from another address than the attendee's."
    if is_cancelled(event):
        return "The call was cancelled before."
    if answer.sequence < event.sequence and answer.proposes is None:
        return "It answers an earlier version of the invitation."
    if answer.participation is None and answer.proposes is None:
        return "It neither accepts nor declines."
    if is_known(whose, answer):
        return "It was answered before; nothing was changed."
    return ""


def is_known(whose: Attendee, answer: Answer) -> bool:
    """Also of an answer that does not say when it was given, and says the same."""
    if answer.stamped_at and answered_since(whose, answer.sequence, answer.stamped_at):
        return True
    said = (whose.answered_sequence, whose.participation, whose.proposes)
    participation = whose.participation if answer.proposes else answer.participation
    return said == (answer.sequence, participation, answer.proposes)


def speaks_for(whose: Attendee, answer: Answer, sender: str) -> bool:
    """A secretary or an alias has the same domain. The event's UID is known to the invited only."""
    if sender == whose.email or (answer.sent_by and sender == answer.sent_by):
        return True
    return domain_of(sender) == domain_of(whose.email)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def answered(
    attendees: tuple[Attendee, ...], whose: Attendee, answer: Answer
) -> tuple[Attendee, ...]:
    changes: dict[str, object] = {
        "answered_at": answer.stamped_at,
        "answered_sequence": answer.sequence,
        "comment": answer.comment,
        "proposes": answer.proposes,
    }
    if answer.participation is not None and answer.proposes is None:
        changes |= {"participation": answer.participation, "delegated_to": answer.delegated_to}
    after = tuple(one.model_copy(update=changes) if one is whose else one for one in attendees)
    known = {one.email for one in attendees}
    if answer.participation is Participation.DELEGATED and answer.delegated_to not in {"", *known}:
        return (*after, Attendee(email=answer.delegated_to, delegated_from=whose.email))
    return after


def status_after(attendees: tuple[Attendee, ...]) -> CalendarEventStatus:
    """It takes place once somebody accepts. Only who organizes a call cancels it."""
    if any(one.participation is Participation.ACCEPTED for one in attendees):
        return CalendarEventStatus.CONFIRMED
    return CalendarEventStatus.TENTATIVE


def in_words(whose: Attendee, answer: Answer) -> str:
    who = whose.name or whose.email
    if answer.proposes is not None:
        return f"{who} asks for another time: {answer.proposes:%Y-%m-%d %H:%M} UTC."
    said = str(answer.participation).replace("tentative", "tentatively accepted")
    to = f" to {answer.delegated_to}" if answer.delegated_to else ""
    return f"{who}: {said}{to}."
