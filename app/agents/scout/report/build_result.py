"""What a run came to, put together from what is stored: `agent_runs.result`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.site_names import names_shown
from app.agents.scout.gather import sites
from app.agents.scout.gather.tables import Article
from app.agents.scout.judge import unjudged
from app.agents.scout.judge.waiting import waiting_count
from app.agents.scout.pick.digest import EACH_RUN, Turn, runs_told_of
from app.agents.scout.pick.pick_finds import Picked
from app.agents.scout.pick.rule import Find
from app.agents.scout.report import figures, why_no_mail
from app.agents.scout.report.no_place import without_place
from app.agents.scout.report.result_schema import (
    Counts,
    DigestResult,
    EmailResult,
    RunResult,
    SiteResult,
    Unjudged,
    WithoutPlace,
)
from app.agents.scout.report.top_finds import bad_links, held_back, top_finds
from app.parts.parts import Parts
from app.parts.runs.lease import Claim


@dataclass(frozen=True, slots=True)
class Outcome:
    """Reads in the session of the report: what that wrote counts."""

    session: Session
    parts: Parts
    claim: Claim
    brand: Brand
    names: Mapping[int, str]
    turn: Turn = EACH_RUN

    def reported(
        self,
        picked: Picked,
        recipients: tuple[str, ...],
    ) -> RunResult:
        """A run that collects for a digest tells only of what it judged itself."""
        judged = [
            one for one in picked.judged if self.turn.chooses or one.run_id == self.claim.run_id
        ]
        status = "waiting" if recipients else "nothing_new"
        waiting, lost = self.unjudged(), self.given_up()
        return RunResult(
            brand=self.brand.id,
            top=top_finds(self.session, picked.chosen, self.names),
            sites=self.sites(),
            counts=self.counts(judged, len(picked.chosen)),
            usage=figures.usage(self.session, self.parts, runs_told_of(self.turn, self.claim)),
            usd_today=figures.usd_today(self.session, self.parts),
            unjudged=waiting,
            given_up=lost,
            notice=self.notice(waiting, lost),
            email=EmailResult(status=status, recipients=recipients),
            held_back=held_back(judged, self.parts.settings.email_min_score),
            bad_links=bad_links(picked),
            min_score=self.parts.settings.email_min_score,
            without_place=self.without_place(picked),
            note=self.note(picked, recipients, unjudged.what_became_of(waiting, lost)),
            digest=self.digest(),
        )

    def nothing_read(self) -> RunResult:
        """Not one site could be read."""
        return RunResult(
            brand=self.brand.id,
            top=(),
            sites=self.sites(),
            counts=Counts(),
            usage=figures.usage(self.session, self.parts, runs_told_of(EACH_RUN, self.claim)),
            usd_today=figures.usd_today(self.session, self.parts),
            email=EmailResult(status="nothing_new"),
            note="No site could be read, so nothing was scored and no mail was sent.",
        )

    def sites(self) -> tuple[SiteResult, ...]:
        """In the brand file's order."""
        visits = sites.visits_in(self.session, self.claim.run_id)
        failing = sites.failing_since(self.session, self.names)
        names, instead = names_shown(self.brand), self.instead()
        ids = sites.ids_of(self.session, names)
        return tuple(
            SiteResult(
                url=url,
                name=name,
                status=visit.status if visit else "skipped",
                new=visit.new if visit else 0,
                error=visit.error if visit else "It was not visited.",
                since=self.earlier(failing.get(ids.get(url, 0))),
                instead=instead.get(ids.get(url, 0), {}),
            )
            for url, name in names.items()
            for visit in [visits.get(ids.get(url, 0))]
        )

    def instead(self) -> dict[int, dict[str, int]]:
        """By site, what stories of these runs lead to."""
        of_runs = col(Article.found_by_run_id).in_(runs_told_of(self.turn, self.claim))
        return figures.led_elsewhere(self.session, of_runs)

    def earlier(self, moment: datetime | None) -> datetime | None:
        """None when it was in this run: its time stands at the head of mail and page."""
        return moment if moment and moment < self.claim.started_at else None

    def without_place(self, picked: Picked) -> tuple[WithoutPlace, ...]:
        """Until a digest chooses all have what they had: the chance of a place."""
        if not self.turn.chooses:
            return ()
        return without_place(
            picked,
            now=self.parts.clock(),
            min_score=self.parts.settings.email_min_score,
            sites=len(self.brand.sites),
        )

    def counts(self, judged: Sequence[Find], picked: int) -> Counts:
        run_ids = runs_told_of(self.turn, self.claim)
        found = figures.count_of_runs(self.session, run_ids)
        min_score = self.parts.settings.email_min_score
        safe = [one for one in judged if one.safe]
        good = [one for one in safe if one.voted_score >= min_score]
        return Counts(
            found=figures.found_by_runs(self.session, run_ids),
            new=found.new,
            duplicates=found.duplicates,
            evaluated=len(judged),
            unsafe=len(judged) - len(safe),
            below_threshold=len(safe) - len(good),
            waiting=waiting_count(
                self.session, self.brand.id, list(self.names), self.parts.clock()
            ),
            passed_over=found.passed_over,
            picked=picked,
            collected=0 if self.turn.chooses else len(good),
        )

    def unjudged(self) -> tuple[Unjudged, ...]:
        run_ids = runs_told_of(self.turn, self.claim)
        return unjudged.unjudged(self.session, self.brand.id, run_ids)

    def given_up(self) -> tuple[Unjudged, ...]:
        return unjudged.given_up(self.session, runs_told_of(self.turn, self.claim))

    def notice(self, waiting: Sequence[Unjudged], lost: Sequence[Unjudged]) -> str | None:
        run_ids = runs_told_of(self.turn, self.claim)
        is_digest = self.turn.due_at is not None
        money = figures.notice(self.session, self.parts, run_ids, of_many=is_digest)
        return " ".join(filter(None, (unjudged.notice(waiting, lost), money))) or None

    def note(self, picked: Picked, recipients: Sequence[str], left: str) -> str | None:
        """Why no mail goes out, None when one does. `left`: what became of what was not judged."""
        now, settings = self.parts.clock(), self.parts.settings
        if self.turn.next_at is not None:
            good = why_no_mail.good_enough(picked.judged, settings.email_min_score, now)
            return why_no_mail.collected(good, self.turn.next_at, settings.zone)
        said = why_no_mail.note(picked, recipients, settings.email_min_score, now, left)
        if said and not picked.chosen:
            said = why_no_mail.with_stories_elsewhere(said, self.instead().values())
        if said and self.turn.due_at is not None:
            return why_no_mail.of_digest(said, self.turn.due_at, settings.zone)
        return said

    def digest(self) -> DigestResult | None:
        if self.turn.due_at is None or self.turn.since is None:
            return None
        run_ids = runs_told_of(self.turn, self.claim).subquery()
        runs = self.session.exec(select(func.count()).select_from(run_ids)).one()
        return DigestResult(due_at=self.turn.due_at, since=self.turn.since, runs=runs)
