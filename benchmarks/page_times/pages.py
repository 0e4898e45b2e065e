"""The pages that are measured; a page that comes to the service gets a line here."""

from dataclasses import asdict, dataclass

from sqlalchemy import func
from sqlmodel import col, select

from app.agents.leads.tables import SequenceMail
from app.agents.scout.gather.tables import Article
from app.agents.scout.report.links import MailLinks
from app.agents.scout.tables import Pick
from app.parts.mail.tables import Mail
from app.parts.parts import Parts


@dataclass(frozen=True, slots=True)
class Page:
    """`path` may name a place. A page with a `button` comes of pressing it on that path's page."""

    name: str
    path: str
    button: str | None = None

    def at(self, places: "Places") -> str:
        return self.path.format(**asdict(places))

    @property
    def method(self) -> str:
        return "POST" if self.button else "GET"


PAGES = (
    Page("now", "/"),
    Page("the runs", "/runs"),
    Page("older runs", "/runs?before=5000"),
    Page("the runs with finds", "/runs?show=finds"),
    Page("the runs with trouble", "/runs?show=trouble"),
    Page("a run that was mailed", "/runs/{mailed_run}"),
    Page("a first visit's run, 1,500 articles", "/runs/{first_visit_run}"),
    Page("a mail", "/runs/{mailed_run}/mails/{mail}"),
    Page("a mail, what its frame shows", "/runs/{mailed_run}/mails/{mail}/html"),
    Page("the picks", "/picks"),
    Page("the sites", "/sites"),
    Page("the costs", "/costs"),
    Page("the brand", "/brand"),
    Page("a vote to confirm", "/feedback/{vote}/yes"),
    Page("thanks for a vote", "/feedback/{vote}/no", button="button.vote"),
    Page("the leads", "/leads"),
    Page("more leads of a status", "/leads?status=researched&before={middle_lead}"),
    Page("the best leads", "/leads?status=researched&min_score=60&before={middle_lead}"),
    Page("leads by words that few have", "/leads?q=ann+author+4711"),
    Page("leads by a word that all have", "/leads?q=author&status=new"),
    Page("leads by a word that none has", "/leads?q=nobody"),
    Page("a lead", "/leads/{middle_lead}"),
    Page("a lead's form", "/leads/{middle_lead}/edit"),
    Page("the lead agent's figures", "/leads/figures"),
    Page("the lead agent's figures of all times", "/leads/figures?range=all"),
    Page("the campaigns", "/campaigns"),
    Page("a campaign", "/campaigns/2"),
    Page("leads for a campaign", "/campaigns/2/leads"),
    Page("the drafts", "/drafts?campaign=1"),
    Page("the suppressions", "/suppressions"),
    Page("the consents", "/consents"),
    Page("the runs as JSON", "/agent-runs"),
    Page("the metrics", "/metrics"),
)


@dataclass(frozen=True, slots=True)
class Places:
    """What the paths name; `vote` is a signed token; `middle_lead` was written to."""

    mailed_run: int
    first_visit_run: int
    mail: int
    vote: str
    middle_lead: int


def find_places(parts: Parts) -> Places:
    """The newest mailed run with its first mail and find, and the run that began it all."""
    with parts.database.read() as session:
        newest = select(Mail).order_by(col(Mail.run_id).desc(), col(Mail.id)).limit(1)
        mail = session.exec(newest).one()
        pick = session.exec(select(Pick).where(Pick.run_id == mail.run_id, Pick.rank == 1)).one()
        first = session.exec(select(func.min(Article.found_by_run_id))).one()
        token = MailLinks(parts.settings).votes.sign(mail.id or 0, pick.id or 0)
        leads = session.exec(select(func.max(SequenceMail.lead_id))).one() or 0
        middle = leads // 6 * 3
        return Places(pick.run_id, first or 0, mail.id or 0, token, middle)
