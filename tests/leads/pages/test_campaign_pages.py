"""Campaigns and drafts: how far each is, who ended why, and each claim beside its words."""

from dataclasses import replace
from datetime import timedelta

from app.agents.leads.campaigns.figures import Counts, Funnel, funnel_of
from app.agents.leads.pages.campaigns import ReasonView, read_campaign, read_campaigns
from app.agents.leads.pages.drafts import DraftsView, read_drafts
from app.agents.leads.pages.page import html
from app.agents.leads.tables import Campaign, CampaignLead, Lead, SequenceMail
from app.lib.settings.settings import load_settings
from app.parts.mail.tables import Mail
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.dashboard.reading import shape, soup_of
from tests.leads.pages.sample_campaigns import CLAIM, DRAFT, DRAFTS
from tests.leads.pages.sample_overviews import FULL
from tests.leads.pages.samples import AROUND, HOSTILE


def mail(lead_id: int, number: int, state: str, **more: object) -> SequenceMail:
    step = ("introduction", "case_study")[number - 1]
    known = {"lead_id": lead_id, "email_sequence": number, "step": step, "state": state}
    return SequenceMail(campaign_id=1, created_at=NOON, claims=[CLAIM_ROW], **known, **more)  # type: ignore[arg-type]


CLAIM_ROW = {"sentence": CLAIM.sentence, "quote": CLAIM.quote, "url": CLAIM.url}


def test_a_campaign_is_counted_by_step_and_says_who_ended_why(database: Database) -> None:
    leads = [Lead(created_at=NOON, updated_at=NOON, name=name) for name in ("Ann", "Ben", "Cem")]
    with database.write() as session:
        session.add_all([*leads, Campaign(created_at=NOON, name="Lunches")])
        session.flush()
        session.add_all(
            [
                CampaignLead(campaign_id=1, lead_id=1, added_at=NOON),
                *(
                    CampaignLead(
                        campaign_id=1,
                        lead_id=lead_id,
                        added_at=NOON,
                        ended_at=NOON + timedelta(hours=lead_id),
                        ended_because="they answered",
                    )
                    for lead_id in (2, 3)
                ),
                mail(1, 1, "draft"),
                mail(2, 1, "handed_over", sent_at=NOON, replied_at=NOON),
                mail(3, 1, "handed_over"),
                mail(2, 2, "cancelled"),
            ]
        )
    view = read_campaign(database, load_settings(FULL), 1)
    assert view is not None
    assert view.funnel == Funnel(
        3,
        2,
        {
            "introduction": Counts(drafts=1, queued=1, sent=1, replied=1),
            "case_study": Counts(cancelled=1),
        },
    )
    assert view.reasons == (ReasonView("they answered", 2),)
    assert [(end.name, end.why) for end in view.ends] == [
        ("Cem", "they answered"),
        ("Ben", "they answered"),
    ]
    (line,) = read_campaigns(database)
    assert (line.leads, line.drafts) == (3, 1)
    (draft,) = read_drafts(database, None, 1).drafts
    assert (draft.lead, draft.claims) == ("Ann", (CLAIM,))


def test_leads_left_out_for_one_reason_are_counted_together_whatever_may_be_done(
    database: Database,
) -> None:
    law = "not lawful: The country is not known: no ground is recorded"
    reasons = (f"{law}. Consent is enough.", f"{law}. Evidence of a country, too.", "they answered")
    with database.write() as session:
        session.add_all(
            Lead(created_at=NOON, updated_at=NOON, name=name) for name in ("A", "B", "C")
        )
        session.add(Campaign(created_at=NOON, name="Lunches"))
        session.flush()
        session.add_all(
            CampaignLead(
                campaign_id=1, lead_id=number, added_at=NOON, ended_at=NOON, ended_because=why
            )
            for number, why in enumerate(reasons, start=1)
        )
    view = read_campaign(database, load_settings(FULL), 1)
    assert view is not None
    assert view.reasons == (ReasonView(law, 2), ReasonView("they answered", 1))


def test_each_mail_is_counted_once_by_what_the_outbox_knows_of_it(database: Database) -> None:
    phases = ("open", "dot", "sent", "sent", "failed", "unknown")
    with database.write() as session:
        session.add(Campaign(created_at=NOON, name="Lunches"))
        session.add_all(
            Lead(id=n, created_at=NOON, updated_at=NOON) for n in range(1, len(phases) + 1)
        )
        session.flush()
        for number, phase in enumerate(phases, start=1):
            moments = dict.fromkeys(("created_at", "next_try_at", "give_up_at", "changed_at"), NOON)
            session.add(
                Mail(id=number, recipient="a", message_id=f"m{number}", phase=phase, **moments)  # type: ignore[arg-type]
            )
            session.flush()
            sent_at = NOON if phase in ("dot", "sent", "unknown") else None
            session.add(mail(number, 1, "handed_over", mail_id=number, sent_at=sent_at))
    with database.read() as session:
        by_step = funnel_of(session, 1).by_step
    assert by_step == {"introduction": Counts(queued=2, sent=2, failed=1, unknown=1)}


def test_each_claim_of_a_draft_stands_beside_the_words_it_rests_on() -> None:
    pair = soup_of(html("drafts", DRAFTS, AROUND)).select_one(".claim")
    assert pair is not None
    told, quote = pair.find_all("div", recursive=False)
    assert told.get_text(strip=True) == CLAIM.sentence
    assert CLAIM.quote in quote.get_text()
    assert quote.a is not None
    assert quote.a["href"] == CLAIM.url


def test_texts_of_strangers_change_nothing_of_the_drafts() -> None:
    assert shape(drafts_of(HOSTILE)) == shape(drafts_of(("Harmless",) * len(HOSTILE)))


def drafts_of(texts: tuple[str, ...]) -> str:
    drafts = tuple(
        replace(
            DRAFT,
            subject=text,
            lead=text,
            campaign=text,
            paragraphs=((text,),),
            claims=(replace(CLAIM, sentence=text, quote=text),),
            problems=(text,),
            written_by=text,
        )
        for text in texts
    )
    return html("drafts", DraftsView(drafts, has_more=False), AROUND)
