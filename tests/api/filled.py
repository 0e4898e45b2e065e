"""A database with something for every page of the dashboard, and a mail with its links."""

from app.agents.scout.pages.found import FOUND_ON_A_PAGE
from app.agents.scout.pages.history import RUNS_ON_A_PAGE
from app.agents.scout.report.links import MailLinks
from app.agents.scout.report.summary_mail import build_mail
from app.agents.scout.tables import Pick
from app.parts.mail.tables import Mail
from app.parts.parts import Parts
from app.parts.runs import endings, run_requests
from app.parts.runs.tables import AgentRun
from app.parts.store.statements import required_id
from tests.api.sample_views import result
from tests.conftest import NOON
from tests.scout.sample_report import STORIES, sample_report
from tests.scout.stored import Told, add_articles, add_sites, add_votes, claimed_run

READER = "ann@example.com"


def fill(parts: Parts) -> Mail:
    """A past with something on every page, and a run at work; a mail of the past run."""
    add_sites(parts.database)
    claim = claimed_run(parts.database)
    told = [Told(f"Story {number}", score=60) for number in range(FOUND_ON_A_PAGE + 1)]
    ids = add_articles(parts.database, claim, told)
    add_votes(parts.database, claim, ids[:5], {READER: "yes"})
    with parts.database.write() as session:
        kept = result(*STORIES).model_dump(mode="json")
        endings.finish_run(session, claim, NOON, result=kept)
        session.add_all(
            AgentRun(
                agent="brand_scout",
                profile="debonairs",
                trigger="request",
                status="completed",
                created_at=NOON,
            )
            for _ in range(RUNS_ON_A_PAGE)
        )
        mail = mail_of(parts, claim.run_id)
        session.add(mail)
        session.flush()
        session.expunge(mail)
    run_requests.add_requested_run(
        parts.database, agent="brand_scout", profile="debonairs", now=parts.clock()
    )
    return mail


def mail_of(parts: Parts, run_id: int) -> Mail:
    content = build_mail(sample_report(run_url=MailLinks(parts.settings).run(run_id)))
    now = parts.clock()
    return Mail(
        run_id=run_id,
        recipient=READER,
        message_id="m",
        list_name="brand-scout",
        subject=content.subject,
        text=content.text,
        html=content.html,
        created_at=now,
        next_try_at=now,
        give_up_at=now,
        changed_at=now,
    )


def mail_links(parts: Parts, mail: Mail) -> list[str]:
    """As they stand in the mail: yes and no to its first find, pause, the run in full."""
    links, mail_id = MailLinks(parts.settings), required_id(mail.id)
    with parts.database.read() as session:
        pick_id = required_id(session.get_one(Pick, 1).id)
    votes = [links.vote(mail_id, pick_id, answer) for answer in ("yes", "no")]
    return [*votes, links.pause(mail_id), links.run(mail.run_id or 0)]
