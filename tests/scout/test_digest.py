"""With EMAIL_DIGEST_TIMES the team gets the best of several runs, at these times and once."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from app.agents.scout import run as whole_run
from app.agents.scout.agent import NAME
from app.agents.scout.brand.brand_file import Brand
from app.agents.scout.brand.brands import ScoutParts
from app.agents.scout.gather import sites
from app.agents.scout.gather.sites import Visit
from app.agents.scout.gather.tables import Site
from app.agents.scout.report.result_schema import RunResult
from app.agents.scout.run import NothingReadError, run_for
from app.agents.scout.stream import Stream
from app.agents.scout.tables import Digest, Pick, VerdictRow
from app.jobs import settle_mails
from app.lib.errors import PermanentError
from app.parts.mail.failures import MailServerAwayError
from app.parts.mail.pausing import Subscription, set_paused
from app.parts.mail.tables import TEAM_LIST, Mail
from app.parts.reading.types import BlockedError
from app.parts.runs import endings, lease, run_requests, runs
from app.parts.runs.lease import Claim
from app.parts.runs.tables import AgentRun
from app.parts.store.database import Database
from app.parts.store.statements import required_id
from app.parts.web.access import Web
from tests.clocks import SetClock
from tests.scout.stored import BRAND, Told, add_articles, parts_for
from tests.store.usage_lines import model_line

# Words and times are the same on both databases; what stores and counts is shown on both.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

OTHER_BRAND = BRAND.model_copy(update={"id": "another"})
ANN = "ann@example.com"


class NoWeb:
    """Its sites refuse programs, which is no reason not to mail a find."""

    async def get(self, url: str) -> None:
        raise BlockedError("Not for programs.")


class Refuser:
    def send(self, message: object, recipient: str, before_dot: object) -> None:
        raise PermanentError("Nobody may write to this address.")


class Away:
    def send(self, message: object, recipient: str, before_dot: object) -> None:
        raise MailServerAwayError("It does not answer.")


@contextmanager
def mail_server(sender: object) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.parts.parts.make_sender", lambda _: sender)
        yield


@asynccontextmanager
async def no_web(parts: ScoutParts, still_ours: object) -> AsyncIterator[Web]:
    yield Web(NoWeb(), NoWeb())  # type: ignore[arg-type]


@dataclass
class Service:
    """Runs that follow each other; what a run comes upon is given, nothing is read or asked."""

    parts: ScoutParts
    clock: SetClock
    patch: pytest.MonkeyPatch
    news: Sequence[Told] = ()
    results: list[RunResult] = field(default_factory=list)

    async def gather(
        self, parts: ScoutParts, claim: Claim, brand: Brand, web: Web, read: Stream[int]
    ) -> None:
        known = sites.known_sites(parts.database, [site.url for site in brand.sites])
        site = known[brand.sites[0].url]
        with parts.database.write() as session:
            visit = Visit("ok", found=10, new=len(self.news))
            sites.record_visit(session, site, claim.run_id, visit, parts.clock())
        add_articles(parts.database, claim, self.news)
        of_run = col(VerdictRow.run_id) == claim.run_id
        with parts.database.write() as session:
            session.execute(update(VerdictRow).where(of_run).values(brand=brand.id))

    async def gather_nothing(
        self, parts: ScoutParts, claim: Claim, brand: Brand, web: Web, read: Stream[int]
    ) -> None:
        site = sites.known_sites(parts.database, [one.url for one in brand.sites])
        with parts.database.write() as session:
            visit = Visit("failed", error="It is away.")
            for one in site.values():
                sites.record_visit(session, one, claim.run_id, visit, parts.clock())

    def claim(self, brand: Brand = BRAND) -> Claim:
        run, _ = run_requests.add_requested_run(
            self.parts.database, agent=NAME, profile=brand.id, now=self.clock()
        )
        claim = lease.claim_run(self.parts.database, required_id(run.id), self.clock())
        assert claim is not None
        return claim

    def run(self, *news: Told, at: str | None = None, brand: Brand = BRAND) -> RunResult:
        """One run at a time of day (UTC); its stored result."""
        if at is not None:
            self.clock.now = moment(at)
        claim = self.claim(brand)
        self.perform(claim, *news, brand=brand)
        stored = runs.find_run(self.parts.database, claim.run_id)
        assert stored is not None
        return RunResult.model_validate(stored.result)

    def perform(self, claim: Claim, *news: Told, brand: Brand = BRAND) -> None:
        self.news = news
        self.patch.setattr(whole_run, "gather_sites", self.gather)
        asyncio.run(run_for(self.parts, claim, brand, lambda: None))

    def fail(self, at: str) -> None:
        self.clock.now = moment(at)
        claim = self.claim()
        self.patch.setattr(whole_run, "gather_sites", self.gather_nothing)
        with pytest.raises(NothingReadError):
            asyncio.run(run_for(self.parts, claim, BRAND, lambda: None))
        endings.fail_run(self.parts.database, claim, self.clock(), "Nothing was read.")

    def set_times(self, *times: str) -> None:
        environ = {"EMAIL_DIGEST_TIMES": ",".join(times), "TIMEZONE": "UTC"}
        settings = parts_for(self.parts.database, Path(), **environ).settings
        self.parts = replace(self.parts, settings=settings)

    def mails(self) -> list[Mail]:
        with self.parts.database.read() as session:
            return list(session.exec(select(Mail).order_by(col(Mail.id))))

    def digests(self, brand: Brand = BRAND) -> list[tuple[datetime, int | None]]:
        with self.parts.database.read() as session:
            rows = session.exec(select(Digest).where(Digest.brand == brand.id))
            return sorted((row.due_at, row.run_id) for row in rows)


def moment(at: str) -> datetime:
    """ "16:00", or "21 08:00" for the day after."""
    day, _, time = at.rpartition(" ")
    return datetime.fromisoformat(f"2026-11-{day or 20}T{time}").replace(tzinfo=UTC)


@pytest.fixture
def service(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(whole_run, "open_web", no_web)
    clock = SetClock(moment("14:00"))
    parts = replace(parts_for(database, tmp_path), brands=(BRAND, OTHER_BRAND), clock=clock)
    made = Service(parts, clock, monkeypatch)
    made.set_times("08:00", "16:00")
    return made


def told(score: int, site: int = 1, *, safe: bool = True) -> Told:
    return Told(f"A find of {score}", score=score, site_id=site, safe=safe)


def scores(result: RunResult) -> list[int]:
    return [find.score for find in result.top]


def note(result: RunResult) -> str:
    return result.note or ""


@on_sqlite
def test_between_two_digests_a_run_mails_nothing_and_says_what_it_collects_for(
    service: Service,
) -> None:
    result = service.run(told(90), told(70), told(61, site=2), told(20))
    assert result.top == ()
    assert result.email.status == "nothing_new"
    assert service.mails() == []
    assert note(result) == (
        "Collected for the digest at Fri 20 Nov 2026, 16:00: 3 finds are good enough so far."
    )


def test_a_digest_holds_the_best_five_of_all_runs_since_the_last(service: Service) -> None:
    service.run(told(90), told(61, site=2), told(20))
    service.run(told(95, site=3), told(62, site=4), at="15:00")
    result = service.run(told(85, site=5), told(80, site=6), at="16:00")
    assert scores(result) == [95, 90, 85, 80, 62]
    assert result.email.status == "sent"
    [mail] = service.mails()
    assert mail.subject.startswith("A find of 95 + 4 more")


def test_a_find_that_was_in_a_digest_never_comes_again(service: Service) -> None:
    service.run(told(90), told(61, site=2))
    service.run(told(95, site=3), at="16:00")
    service.run(told(30), at="16:10")
    result = service.run(told(70), at="21 08:00")
    assert scores(result) == [70]


@on_sqlite
def test_a_digest_is_not_made_twice_for_the_same_moment(service: Service) -> None:
    service.run(told(90))
    service.run(at="16:00")
    result = service.run(told(95, site=2), at="16:10")
    assert result.top == ()
    assert "the digest at Sat 21 Nov 2026, 08:00: 1 find is good enough" in note(result)
    assert len(service.mails()) == 1


@on_sqlite
def test_a_digest_that_was_missed_is_made_by_the_next_run(service: Service) -> None:
    service.run(told(90))
    result = service.run(told(70, site=2), at="21 11:30")
    assert scores(result) == [90, 70]
    assert service.digests()[-1][0] == moment("21 08:00"), "one for all that were missed"


def test_a_new_installation_waits_for_the_first_moment(service: Service) -> None:
    assert service.run(told(90)).email.status == "nothing_new"
    assert service.digests() == [(moment("08:00"), None)]
    assert service.run(at="16:00").email.status == "sent"


@on_sqlite
def test_a_first_run_that_reads_nothing_counts_as_the_installation(service: Service) -> None:
    service.fail("15:50")
    assert service.run(told(90), at="16:01").email.status == "sent"


@on_sqlite
def test_without_a_good_find_the_digest_is_made_all_the_same(service: Service) -> None:
    service.run(told(20))
    result = service.run(at="16:00")
    assert note(result) == (
        "The digest of Fri 20 Nov 2026, 16:00: nothing new scored 60 or more, so no mail was sent."
    )
    assert service.run(told(90), at="16:10").email.status == "nothing_new"


@on_sqlite
def test_with_everybody_s_mail_paused_the_digest_is_made_all_the_same(service: Service) -> None:
    service.run(told(90))
    set_paused(
        service.parts.database, Subscription(TEAM_LIST, ANN), paused=True, now=service.clock()
    )
    result = service.run(at="16:00")
    assert scores(result) == [90]
    assert note(result) == (
        "The digest of Fri 20 Nov 2026, 16:00: every recipient has paused these mails."
    )
    assert "Collected for" in note(service.run(at="16:10"))
    with service.parts.database.read() as session:
        assert session.exec(select(Pick)).one().released_at, "nobody was mailed"


@on_sqlite
def test_a_digest_says_that_the_money_ended_in_a_run_before_it(service: Service) -> None:
    environ = {"EMAIL_DIGEST_TIMES": "08:00,16:00", "TIMEZONE": "UTC", "OPENAI_API_KEY": "sk-x"}
    settings = parts_for(service.parts.database, Path(), **environ).settings
    service.parts = replace(service.parts, settings=settings)
    service.run(told(90))
    result = service.run(at="16:00")
    assert result.notice is not None
    assert result.notice.startswith(
        "A day's budget for the language model ($1.00) was spent: from then until midnight"
    )
    assert service.run(at="16:10").notice is None


@on_sqlite
def test_a_run_that_reads_nothing_leaves_the_digest_to_the_next(service: Service) -> None:
    service.run(told(90))
    service.fail("16:00")
    assert scores(service.run(at="16:10")) == [90]


def test_a_digest_that_reached_nobody_is_made_anew_by_the_next_run(service: Service) -> None:
    service.run(told(90), told(20), told(88, safe=False))
    with mail_server(Refuser()):
        failed = service.run(told(70, site=2), at="16:00")
    assert failed.email.status == "failed"

    result = service.run(told(80, site=3), at="16:10")

    assert scores(result) == [90, 80, 70]
    assert result.email.status == "sent"
    assert [held.title for held in result.held_back] == ["A find of 88"], "told to nobody so far"
    assert (result.counts.found, result.counts.new) == (30, 5), "no run is counted twice"
    assert result.counts.evaluated == 5
    assert result.digest is not None
    assert result.digest.runs == 3
    assert "Collected for" in note(service.run(at="16:20"))


@pytest.mark.parametrize("step", ["store_report.report", "mailing.finish"])
def test_a_second_attempt_makes_the_digest_once(service: Service, step: str) -> None:
    service.run(told(90))
    service.clock.now = moment("16:00")
    claim = service.claim()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"app.agents.scout.run.{step}", dies)
        with pytest.raises(PermanentError):
            service.perform(claim, told(70, site=2))
    service.clock.go_on(seconds=60)
    again = lease.claim_run(service.parts.database, claim.run_id, service.clock())
    assert again is not None
    service.patch.setattr(Service, "gather", nothing_more)

    service.perform(again)

    assert service.digests() == [(moment("08:00"), None), (moment("16:00"), claim.run_id)]
    assert [mail.phase for mail in service.mails()] == ["sent"]


def dies(*_: object) -> None:
    raise PermanentError("The worker died.")


async def nothing_more(*_: object) -> None:
    """The first attempt has read all."""


def test_an_attempt_that_lost_its_lease_makes_no_digest(service: Service) -> None:
    service.run(told(90))
    service.clock.now = moment("16:00")
    claim = service.claim()
    service.clock.go_on(seconds=60)
    assert lease.claim_run(service.parts.database, claim.run_id, service.clock()) is not None
    with pytest.raises(lease.LeaseLostError):
        service.perform(claim, told(70))
    assert service.digests() == [(moment("08:00"), None)]


def test_each_brand_has_digests_of_its_own(service: Service) -> None:
    service.run(told(90))
    service.run(told(80, site=2), brand=OTHER_BRAND)
    assert scores(service.run(at="16:00")) == [90]
    assert scores(service.run(at="16:00", brand=OTHER_BRAND)) == [80]
    assert len(service.digests()) == len(service.digests(OTHER_BRAND)) == 2


@on_sqlite
def test_a_run_between_digests_tells_of_what_it_judged_itself(service: Service) -> None:
    service.run(told(90), told(20), told(88, safe=False))
    result = service.run(told(70), told(75, safe=False), at="15:00")
    counts = result.counts
    assert (counts.found, counts.new, counts.evaluated) == (10, 2, 2)
    assert (counts.unsafe, counts.below_threshold) == (1, 0)
    assert (counts.picked, counts.collected, counts.without_place) == (0, 1, 0)
    assert [held.title for held in result.held_back] == ["A find of 75"]
    assert result.digest is None


def test_a_digest_counts_all_runs_since_the_last_in_result_and_mail(service: Service) -> None:
    service.run(told(90), told(20), told(88, safe=False))
    service.run(told(70, site=2), told(75, safe=False), at="15:00")
    result = service.run(at="16:00")
    counts = result.counts
    assert (counts.found, counts.new, counts.evaluated) == (30, 5, 5)
    assert (counts.unsafe, counts.below_threshold) == (2, 1)
    [mail] = service.mails()
    for line in (
        "Since Fri 20 Nov 2026, 14:00, over 3 runs",
        "How these runs went",
        "- 30 links found",
        "- 25 seen before",
        "- 5 evaluated",
        "- A find of 88",
        "- A find of 75",
    ):
        assert line in mail.text
        assert line.removeprefix("- ").split()[-1] in mail.html


@on_sqlite
def test_the_next_digest_tells_what_came_since_the_one_before(service: Service) -> None:
    service.run(told(90))
    service.run(at="16:00")
    service.run(told(20), at="16:10")
    result = service.run(told(70), at="21 08:00")
    assert result.digest is not None
    assert (result.digest.since, result.digest.runs) == (moment("16:00"), 2)
    assert (result.counts.found, result.counts.new, result.counts.evaluated) == (20, 2, 2)
    assert "Since Fri 20 Nov 2026, 16:00, over 2 runs" in service.mails()[-1].text


def test_a_digest_costs_what_its_runs_cost(service: Service) -> None:
    service.run(told(90))
    with service.parts.database.write() as session:
        run = session.exec(select(AgentRun)).one()
        for run_id in (run.id, None):
            at = moment("14:30")
            session.add(model_line(at, 0.25, run_id=run_id, calls=2))
    result = service.run(at="16:00")
    assert (result.usage.calls, result.usage.usd) == (2, 0.25), "a command's are not the digest's"
    assert result.usd_today == 0.5


def test_who_turns_digests_off_gets_at_once_what_was_collected(service: Service) -> None:
    service.run(told(90))
    service.set_times()
    assert scores(service.run(at="15:00")) == [90]
    service.set_times("08:00", "16:00")
    assert "Collected for the digest at Fri" in note(service.run(told(80), at="15:10"))
    result = service.run(at="16:00")
    assert result.digest is not None
    assert result.digest.since == moment("15:10")


def test_a_mail_that_fails_after_its_run_releases_the_digest_too(service: Service) -> None:
    service.run(told(90))
    with mail_server(Away()):
        assert service.run(at="16:00").email.status == "waiting"
    assert "Collected for" in note(service.run(at="16:10"))
    with mail_server(Refuser()):
        settle_mails(service.parts)
    assert scores(service.run(at="16:20")) == [90]


@on_sqlite
def test_without_digest_times_each_run_mails_what_it_finds(service: Service) -> None:
    service.set_times()
    assert scores(service.run(told(90))) == [90]
    assert scores(service.run(told(80))) == [80]
    assert service.digests() == []
    assert "Since" not in service.mails()[0].text


def test_a_site_says_since_when_it_fails_unless_that_began_in_this_run(service: Service) -> None:
    service.fail("14:00")
    result = service.run(at="14:10")
    fallen = {site.name: site for site in result.sites}
    assert fallen[BRAND.sites[0].name].since is None
    assert fallen[BRAND.sites[1].name].since == moment("14:00")
    with service.parts.database.read() as session:
        assert session.exec(select(Site).where(col(Site.failing_since).is_(None))).one()
