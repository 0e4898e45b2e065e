"""What a person says of a draft: approved, rejected, or written anew, which is looked at again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.agents.leads.campaigns import ways
from app.agents.leads.campaigns.foot import BEFORE_FOOT
from app.agents.leads.campaigns.handing_over import hand_over
from app.agents.leads.campaigns.preparing import Preparation
from app.agents.leads.campaigns.stopping import lock_lead
from app.agents.leads.campaigns.ways import Way
from app.agents.leads.sequence.guard.guard import check
from app.agents.leads.sequence.guard.words import sentences
from app.agents.leads.sequence.templates import load_templates
from app.agents.leads.sequence.types import Brief, Checked, Draft, Sentence, Step
from app.agents.leads.sequence.write import whole_text
from app.agents.leads.tables import Campaign, CampaignStatus, Lead, SequenceMail, SequenceMailState
from app.lib.errors import PermanentError
from app.lib.printable import one_line
from app.lib.settings.settings import Settings
from app.parts.store.database import Database
from app.parts.store.statements import required_id

PARAGRAPHS = re.compile(r"\n[ \t]*\n")
CLOSING = re.compile(r"(kind |best |warm )?(regards|wishes)\b", re.IGNORECASE)
GREETING = re.compile(r"(hello|hi|dear|good (morning|afternoon|day))\b[^.!?]{0,60},?$", re.I)
LONGEST_BODY, LONGEST_SUBJECT = 10_000, 200
MOST_APPROVED = 500
"""At one press: the page that it is on waits."""


class DraftRefusedError(PermanentError):
    """What was asked for cannot be done with this draft; says why."""


class NoSuchDraftError(PermanentError):
    """There is no draft of that number."""


@dataclass(frozen=True, slots=True)
class Approved:
    """`with_problems` wait for somebody to put them right, `left` for the next press."""

    approved: int
    with_problems: int
    left: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Where drafts are looked at. `who` is the person, as the row names them."""

    database: Database
    settings: Settings
    who: str
    now: datetime

    def approve(self, draft_id: int) -> SequenceMail:
        """It goes at its time, if the gate still lets it. Raises DraftRefusedError."""
        with self.database.write() as session:
            row, lead = held(session, draft_id)
            refuse_unless_draft(row)
            if row.problems:
                raise DraftRefusedError(
                    f"It has problems, which have to be put right first: {'; '.join(row.problems)}"
                )
            row.state, row.approved_at = SequenceMailState.APPROVED, self.now
            row.approved_by = self.who
            session.add(row)
            session.flush()
            if self.may_be_handed_over(session, row):
                hand_over(session, self.settings, row, lead, self.now)
            session.refresh(row)
            return row

    def approve_all(self, campaign_id: int, step: str | None, up_to: int) -> Approved:
        """Those of the campaign, or of one of its steps, that have no problems and were there when
        somebody looked: their ids are at most `up_to`. Each in a transaction of its own."""
        with self.database.read() as session:
            ids, in_the_way = approvable(session, campaign_id, step, up_to)
        approved = sum(self.approved(one) for one in ids[:MOST_APPROVED])
        return Approved(approved, in_the_way, left=len(ids[MOST_APPROVED:]))

    def approved(self, draft_id: int) -> bool:
        """False when another was first, or it is not as it was looked at."""
        try:
            self.approve(draft_id)
        except (DraftRefusedError, NoSuchDraftError):
            return False
        return True

    def may_be_handed_over(self, session: Session, row: SequenceMail) -> bool:
        """One that is approved while its campaign does not run waits for the round after it does.
        Nothing of a sequence that is over is handed over."""
        campaign = session.get(Campaign, row.campaign_id)
        running = campaign is not None and campaign.status == CampaignStatus.RUNNING
        return running and ways.is_open(session, Way(row.campaign_id, row.lead_id))

    def reject(self, draft_id: int, reason: str = "") -> SequenceMail:
        """The lead's sequence ends with it. Raises DraftRefusedError."""
        with self.database.write() as session:
            row, _ = held(session, draft_id)
            refuse_unless_draft(row)
            said = one_line(reason, 200)
            row.state, row.refusal = SequenceMailState.REJECTED, f"rejected by {self.who}"
            row.refusal += f": {said}" if said else ""
            session.add(row)
            ways.end(session, Way(row.campaign_id, row.lead_id), row.refusal, self.now)
            return row

    def change(self, draft_id: int, *, subject: str | None, body: str | None) -> SequenceMail:
        """`body` is what stands above the foot, which is put below it anew; the guard looks at all
        of it. Raises DraftRefusedError."""
        with self.database.write() as session:
            row, lead = held(session, draft_id)
            refuse_unless_draft(row)
            brief = self.brief(session, row, lead)
            text = row.body if body is None else body[:LONGEST_BODY]
            draft = draft_from(
                one_line(row.subject if subject is None else subject, LONGEST_SUBJECT),
                text.split(BEFORE_FOOT)[0],
                load_templates().by_step[brief.step].own_words(),
            )
            checked = check(draft, brief)
            row.subject, row.body = draft.subject, whole_text(draft, brief)
            row.written_by = self.who
            keep(row, checked)
            session.add(row)
            return row

    def brief(self, session: Session, row: SequenceMail, lead: Lead) -> Brief:
        campaign = session.get(Campaign, row.campaign_id)
        if campaign is None:
            raise NoSuchDraftError("Its campaign is gone.")
        way = Way(row.campaign_id, row.lead_id)
        preparation = Preparation(session, self.settings, lead, campaign, way, self.now)
        return preparation.brief(Step(row.step))


def keep(row: SequenceMail, checked: Checked) -> None:
    row.claims = [dict(one) for one in checked.claims]
    row.problems = list(checked.problems)


def held(session: Session, draft_id: int) -> tuple[SequenceMail, Lead]:
    """With its lead, which is locked before the row is read. Raises NoSuchDraftError."""
    lead_id = session.exec(select(SequenceMail.lead_id).where(SequenceMail.id == draft_id)).first()
    lead = lock_lead(session, lead_id) if lead_id is not None else None
    row = session.get(SequenceMail, draft_id) if lead else None
    if row is None or lead is None:
        raise NoSuchDraftError(f"There is no draft {draft_id}.")
    return row, lead


def refuse_unless_draft(row: SequenceMail) -> None:
    if row.state != SequenceMailState.DRAFT:
        state = row.state.replace("_", " ")
        raise DraftRefusedError(f"It is no draft any more, it is {state}.")


def draft_from(subject: str, text: str, own_words: tuple[str, ...] = ()) -> Draft:
    """A mail as a person wrote it, in the parts that the guard knows: without greeting and closing,
    which are put in place again; the last paragraph before the closing asks for something."""
    paragraphs = [one.strip() for one in PARAGRAPHS.split(text.strip()) if one.strip()]
    postscript = next((one for one in paragraphs if one.upper().startswith("PS")), "")
    said = [
        one
        for one in paragraphs
        if one != postscript and not CLOSING.match(one) and not GREETING.fullmatch(one)
    ]
    *body, last = said or [""]
    return Draft(
        subject,
        tuple(Sentence(one) for part in body for one in sentences(" ".join(part.split()))),
        Sentence(" ".join(last.split())),
        Sentence(re.sub(r"^PS[:.]?\s*", "", postscript, flags=re.IGNORECASE)),
        own_words,
    )


def drafts_of(session: Session, campaign_id: int) -> Sequence[SequenceMail]:
    """What waits for a person's word, the oldest first."""
    query = select(SequenceMail).where(
        SequenceMail.campaign_id == campaign_id, SequenceMail.state == SequenceMailState.DRAFT
    )
    return session.exec(query.order_by(col(SequenceMail.id))).all()


def approvable(
    session: Session, campaign_id: int, step: str | None, up_to: int
) -> tuple[list[int], int]:
    """The ids, the oldest first, and how many have problems."""
    query = select(SequenceMail.id, SequenceMail.problems).where(
        SequenceMail.campaign_id == campaign_id,
        SequenceMail.state == SequenceMailState.DRAFT,
        col(SequenceMail.id) <= up_to,
    )
    if step is not None:
        query = query.where(SequenceMail.step == step)
    rows = session.exec(query.order_by(col(SequenceMail.id))).all()
    ids = [required_id(draft_id) for draft_id, problems in rows if not problems]
    return ids, len(rows) - len(ids)
