"""What a lane came to: the mails that the server took, beside the database and the diary."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from app.agents.leads.campaigns.next_mail import ALL_SENT, UNKNOWN
from app.agents.leads.campaigns.offer import DEFAULT_STEPS
from app.agents.leads.suppressions import suppressed_among
from app.agents.leads.tables import CampaignLead, Lead, SequenceMail, SequenceMailState
from app.parts.mail.tables import Mail, MailPhase
from app.parts.store.database import Database
from benchmarks.silence.diary import Diary, Line
from benchmarks.silence.happenings import GO_ON_ALL, STOP, WAIT, WAIT_ALL
from benchmarks.silence.team import IN_A_CAMPAIGN, Team, settings_of

if TYPE_CHECKING:
    from benchmarks.silence.lane import Lane


@dataclass(frozen=True, slots=True)
class Verdict:
    """`after`: mails that were let go after something had stopped them; `twice`; `lost`: what ended
    without a word. Each in plain words."""

    database: str
    sequences: int
    mails: int
    stopped: dict[str, int]
    pauses: int
    kills: int
    crashes: int
    unknown: int
    whole: int
    steps: int
    seconds: float
    after: tuple[str, ...]
    twice: tuple[str, ...]
    lost: tuple[str, ...]


def judge(lane: "Lane", team: Team, taken: Diary, seconds: float) -> Verdict:
    lines, mails = team.diary.lines(), taken.lines()
    database = Database(team.url)
    rows, ways = stored(database)
    suppressed = suppressed_of(database, team, ways)
    database.close()
    stops = first_stops(lines)
    return Verdict(
        database=team.url.partition(":")[0].partition("+")[0],
        sequences=lane.sequences,
        mails=len(mails),
        stopped=dict(Counter(line.detail for line in stops.values())),
        pauses=sum(line.what in (WAIT, WAIT_ALL) for line in lines),
        kills=lane.kills,
        crashes=lane.crashes,
        unknown=sum(mail is not None and mail.phase == MailPhase.UNKNOWN for _, mail, _ in rows),
        whole=sum(way.ended_because == ALL_SENT for way, _ in ways),
        steps=lane.steps,
        seconds=seconds,
        after=tuple(let_go_after(lines, stops, mails)),
        twice=tuple(taken_twice(mails)),
        lost=tuple(lost_mails(rows, ways, {*stops, *suppressed}, mails)),
    )


Rows = list[tuple[SequenceMail, Mail | None, str]]
Ways = list[tuple[CampaignLead, str]]


def stored(database: Database) -> tuple[Rows, Ways]:
    """Of those that were not erased, each with the lead's address."""
    with database.read() as session:
        rows = session.exec(
            select(SequenceMail, Mail, Lead.email)
            .join(Lead, col(Lead.id) == SequenceMail.lead_id)
            .outerjoin(Mail, col(Mail.id) == SequenceMail.mail_id)
        )
        found: Rows = [(row, mail, str(email)) for row, mail, email in rows]
        query = select(CampaignLead, Lead.email).join(Lead, col(Lead.id) == CampaignLead.lead_id)
        return found, [(way, str(email)) for way, email in session.exec(query)]


def suppressed_of(database: Database, team: Team, ways: Ways) -> set[str]:
    """A process may be killed between a stop's commit and its line in the diary: then the database
    alone knows of it."""
    keys = settings_of(team.url, team.folder, team.port).secret_keys
    with database.read() as session:
        return set(suppressed_among(session, [address for _, address in ways], keys))


def first_stops(lines: list[Line]) -> dict[str, Line]:
    """By address: when it was certain that the sequence was over."""
    stops: dict[str, Line] = {}
    for line in lines:
        if line.what == STOP and (line.about not in stops or line.at < stops[line.about].at):
            stops[line.about] = line
    return stops


def let_go_after(lines: list[Line], stops: dict[str, Line], mails: list[Line]) -> list[str]:
    """By the moment at which the question about each mail began: what was certain before it had
    to be heeded."""
    went = [line for line in lines if line.what == "went"]
    let_go = {line.detail.split()[0] for line in went}
    pauses = campaign_pauses(lines)
    absences = defaultdict(list)
    for line in lines:
        if line.what == WAIT:
            absences[line.about].append(line)
    return [
        *after_stops(went, stops),
        *(word for line in went for word in while_away(line, absences[line.about])),
        *(word for line in went for word in while_paused(line, pauses[campaign_of(line.about)])),
        *(f"not asked about: {mail.detail}" for mail in mails if id_of(mail) not in let_go),
    ]


def after_stops(went: list[Line], stops: dict[str, Line]) -> Iterator[str]:
    for line in went:
        stop = stops.get(line.about)
        if stop is not None and line.at > stop.at:
            yield f"{line.about} got {line.detail} after: {stop.detail}"


def while_away(line: Line, absences: list[Line]) -> Iterator[str]:
    moment = datetime.fromisoformat(line.detail.split()[1])
    for absence in absences:
        if line.at > absence.at and moment < datetime.fromisoformat(absence.detail):
            yield f"{line.about} got {line.detail}, away until {absence.detail}"


def while_paused(line: Line, pauses: list[tuple[float, float]]) -> Iterator[str]:
    if any(begins < line.at < ends for begins, ends in pauses):
        yield f"{line.about} got {line.detail} while its campaign was paused"


def id_of(mail: Line) -> str:
    return mail.detail.split()[0]


def campaign_pauses(lines: list[Line]) -> dict[int, list[tuple[float, float]]]:
    """From when a pause was certain until somebody began to let it go on."""
    pauses: dict[int, list[tuple[float, float]]] = defaultdict(list)
    turns = sorted((one for one in lines if one.what in (WAIT_ALL, GO_ON_ALL)), key=lambda x: x.at)
    for line in turns:
        of_campaign = pauses[int(line.about)]
        if line.what == WAIT_ALL:
            of_campaign.append((line.at, float("inf")))
        elif of_campaign and of_campaign[-1][1] == float("inf"):
            of_campaign[-1] = (of_campaign[-1][0], line.at)
    return pauses


def campaign_of(address: str) -> int:
    number = int(address.partition("@")[0].removeprefix("lead"))
    return number // IN_A_CAMPAIGN + 1


def taken_twice(mails: list[Line]) -> list[str]:
    ids = Counter(line.detail.split()[0] for line in mails)
    subjects = Counter((line.about, line.detail.partition(" ")[2]) for line in mails)
    same = [f"{one} was taken {count} times" for one, count in ids.items() if count > 1]
    return same + [f"{one} came {count} times" for one, count in subjects.items() if count > 1]


def lost_mails(rows: Rows, ways: Ways, stops: set[str], mails: list[Line]) -> list[str]:
    """What has no end that is said, or an end that is not true."""
    taken = {line.detail.split()[0] for line in mails}
    found = [word for row, mail, _ in rows if (word := untold(row, mail, taken))]
    of_lead = Counter(line.about for line in mails)
    for way, address in ways:
        if way.ended_at is None or not way.ended_because:
            found.append(f"{address}: its sequence has no end")
        elif way.ended_because == ALL_SENT and of_lead[address] != len(DEFAULT_STEPS):
            found.append(f"{address}: all sent, and {of_lead[address]} came")
        elif address not in stops and way.ended_because not in (ALL_SENT, UNKNOWN):
            found.append(f"{address}: ended, and nothing had happened: {way.ended_because}")
    return found


def untold(row: SequenceMail, mail: Mail | None, taken: set[str]) -> str:
    """ "" for a mail of which all is said."""
    came = row.message_id in taken
    if row.state in (SequenceMailState.CANCELLED, SequenceMailState.REJECTED):
        return "" if row.refusal and not came else f"mail {row.id} {row.state}: {row.refusal}"
    if row.state != SequenceMailState.HANDED_OVER or mail is None:
        return f"mail {row.id} is still {row.state}"
    if mail.phase == MailPhase.SENT:
        return "" if came else f"mail {row.id} is sent, and did not come"
    if mail.phase == MailPhase.UNKNOWN:
        return "" if mail.error else f"mail {row.id} is unknown, and nobody says why"
    if mail.phase == MailPhase.FAILED:
        return "" if mail.error and not came else f"mail {row.id} failed: {mail.error}"
    return f"mail {row.id} is still {mail.phase}"
