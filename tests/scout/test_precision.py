"""What the team thought of the finds it was sent: by week, by site and by subject."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import update

from app.agents.scout.tables import Feedback, Pick
from app.agents.scout.votes.precision import (
    Overview,
    Precision,
    by_site,
    overview,
    week_starts,
)
from app.parts.runs.lease import Claim
from app.parts.store.database import Database
from tests.conftest import NOON
from tests.scout.stored import (
    BRAND,
    OTHER_SITE,
    SITE,
    Told,
    add_articles,
    add_sites,
    claimed_run,
    pick_of,
)

ANN, BEN, CAT = "ann@example.com", "ben@example.com", "cat@example.com"
JOHANNESBURG, LONDON = ZoneInfo("Africa/Johannesburg"), ZoneInfo("Europe/London")
LONG_AGO = NOON - timedelta(days=300)
TOLD = Told("Pizza week", score=80)


@pytest.fixture
def claim(database: Database) -> Claim:
    add_sites(database)
    return claimed_run(database)


def mail(
    database: Database,
    claim: Claim,
    *finds: tuple[Told, Mapping[str, str]],
    counted: bool = True,
    at: datetime = NOON,
) -> None:
    """Each find was picked by the run at that moment, with these answers."""
    ids = add_articles(database, claim, [told for told, _ in finds])
    for rank, (article_id, (_, answers)) in enumerate(zip(ids, finds, strict=True), start=1):
        with database.write() as session:
            pick = pick_of(session, claim, article_id, rank, at)
            votes = (vote(pick, voter, said, counted=counted) for voter, said in answers.items())
            session.add_all(votes)


def vote(pick: Pick, voter: str, answer: str, *, counted: bool) -> Feedback:
    return Feedback(
        pick_id=pick.id or 0,
        run_id=pick.run_id,
        rank=pick.rank,
        url="u",
        title="t",
        voter=voter,
        answer=answer,
        counted=counted,
        created_at=NOON,
        updated_at=NOON,
    )


def sites(database: Database, brand: str = BRAND.id) -> dict[int, Precision]:
    with database.read() as session:
        return by_site(session, brand, LONG_AGO)


def seen(database: Database, zone: ZoneInfo = JOHANNESBURG) -> Overview:
    with database.read() as session:
        return overview(session, BRAND.id, week_starts(NOON, zone))


def subjects(database: Database) -> tuple[Precision, ...]:
    return seen(database).subjects


def weeks(database: Database, zone: ZoneInfo = JOHANNESBURG) -> dict[str, Precision]:
    found = seen(database, zone).weeks
    assert len(found) == 12
    return {week.name: week for week in found}


def test_a_find_is_liked_when_more_people_said_yes_than_no(
    database: Database, claim: Claim
) -> None:
    mail(
        database,
        claim,
        (TOLD, {ANN: "yes", BEN: "yes", CAT: "no"}),
        (TOLD, {ANN: "no"}),
        (TOLD, {}),
    )
    assert sites(database) == {SITE: Precision("", mailed=3, voted=2, liked=1)}
    assert sites(database)[SITE].share == 0.5


def test_a_tie_was_voted_on_and_not_liked(database: Database, claim: Claim) -> None:
    mail(database, claim, (TOLD, {ANN: "yes", BEN: "no"}))
    assert sites(database) == {SITE: Precision("", mailed=1, voted=1, liked=0)}


def test_nobody_knows_a_share_before_the_first_vote(database: Database, claim: Claim) -> None:
    mail(database, claim, (TOLD, {}))
    assert sites(database)[SITE].share is None


def test_votes_that_do_not_count_are_no_votes(database: Database, claim: Claim) -> None:
    mail(database, claim, (TOLD, {ANN: "yes", BEN: "no"}), counted=False)
    assert sites(database) == {SITE: Precision("", mailed=1)}


def test_a_find_whose_mail_reached_nobody_was_not_mailed(database: Database, claim: Claim) -> None:
    mail(database, claim, (TOLD, {ANN: "yes"}))
    with database.write() as session:
        session.execute(update(Pick).values(released_at=NOON))
    assert sites(database) == {}
    assert subjects(database) == ()
    assert not any(week.mailed for week in weeks(database).values())


def test_sites_are_kept_apart(database: Database, claim: Claim) -> None:
    other = replace(TOLD, site_id=OTHER_SITE)
    mail(database, claim, (TOLD, {ANN: "yes"}), (other, {ANN: "no"}), (other, {ANN: "yes"}))
    assert sites(database) == {
        SITE: Precision("", mailed=1, voted=1, liked=1),
        OTHER_SITE: Precision("", mailed=2, voted=2, liked=1),
    }


def test_what_was_mailed_before_the_moment_asked_for_is_left_out(
    database: Database, claim: Claim
) -> None:
    mail(database, claim, (TOLD, {ANN: "yes"}), at=LONG_AGO - timedelta(seconds=1))
    assert sites(database) == {}


def test_what_was_mailed_for_another_brand_is_left_out(database: Database, claim: Claim) -> None:
    mail(database, claim, (TOLD, {ANN: "yes"}))
    assert sites(database, "another") == {}


def test_subjects_come_with_the_most_votes_first(database: Database, claim: Claim) -> None:
    film = replace(TOLD, subject="films")
    mail(
        database,
        claim,
        (TOLD, {ANN: "yes"}),
        (film, {ANN: "no"}),
        (film, {ANN: "yes"}),
        (replace(TOLD, subject="weather"), {}),
    )
    assert subjects(database) == (
        Precision("films", mailed=2, voted=2, liked=1),
        Precision("fast food", mailed=1, voted=1, liked=1),
        Precision("weather", mailed=1),
    )


def test_a_find_without_a_verdict_has_no_subject(database: Database, claim: Claim) -> None:
    mail(database, claim, (replace(TOLD, score=None), {ANN: "yes"}))
    assert subjects(database) == (Precision("", mailed=1, voted=1, liked=1),)


def test_there_are_twelve_weeks_and_those_without_a_mail_are_empty(
    database: Database, claim: Claim
) -> None:
    mail(database, claim, (TOLD, {ANN: "yes"}))
    found = weeks(database)
    assert next(iter(found)) == "31 Aug"
    assert found.pop("16 Nov") == Precision("16 Nov", mailed=1, voted=1, liked=1)
    assert list(found.values()) == [Precision(name) for name in found]


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        (datetime(2026, 11, 15, 21, 59, 59, tzinfo=UTC), "9 Nov"),
        (datetime(2026, 11, 15, 22, 0, tzinfo=UTC), "16 Nov"),
    ],
)
def test_a_week_starts_when_sunday_ends_where_the_team_is(
    database: Database, claim: Claim, moment: datetime, week: str
) -> None:
    mail(database, claim, (TOLD, {}), at=moment)
    assert [one.name for one in weeks(database).values() if one.mailed] == [week]


@pytest.mark.parametrize(
    ("moment", "week"),
    [
        # The clocks go back on Sunday 25 October 2026: that week has an hour more.
        (datetime(2026, 10, 18, 22, 59, tzinfo=UTC), "12 Oct"),
        (datetime(2026, 10, 18, 23, 0, tzinfo=UTC), "19 Oct"),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), "19 Oct"),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), "26 Oct"),
    ],
)
def test_a_week_in_which_the_clocks_change_ends_at_midnight_all_the_same(
    database: Database, claim: Claim, moment: datetime, week: str
) -> None:
    mail(database, claim, (TOLD, {}), at=moment)
    assert [one.name for one in weeks(database, LONDON).values() if one.mailed] == [week]


@pytest.mark.parametrize(("seconds", "mailed"), [(-1, 0), (0, 1)])
def test_what_was_mailed_before_the_first_week_is_in_none(
    database: Database, claim: Claim, seconds: int, mailed: int
) -> None:
    [first, *_] = week_starts(NOON, JOHANNESBURG)
    mail(database, claim, (TOLD, {}), at=first + timedelta(seconds=seconds))
    assert sum(week.mailed for week in weeks(database).values()) == mailed
    assert weeks(database)["31 Aug"].mailed == mailed


def test_the_overview_sees_the_same_finds_in_three_ways(database: Database, claim: Claim) -> None:
    other = replace(TOLD, site_id=OTHER_SITE, subject="films")
    mail(database, claim, (TOLD, {ANN: "yes"}), (other, {ANN: "no"}), (other, {}))
    found = seen(database)
    assert found.sites == sites(database)
    assert found.weeks[-1] == Precision("16 Nov", mailed=3, voted=2, liked=1)
    assert found.subjects == (
        Precision("films", mailed=2, voted=1),
        Precision("fast food", mailed=1, voted=1, liked=1),
    )


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 15, 21, 59, tzinfo=UTC), "2026-11-09T00:00:00+02:00"),
        (datetime(2026, 11, 15, 22, 0, tzinfo=UTC), "2026-11-16T00:00:00+02:00"),
        (NOON, "2026-11-16T00:00:00+02:00"),
    ],
)
def test_this_week_is_the_one_where_the_team_is(now: datetime, monday: str) -> None:
    assert week_starts(now, JOHANNESBURG)[-1].isoformat() == monday


def test_weeks_start_at_midnight_on_both_sides_of_a_change_of_clocks() -> None:
    starts = week_starts(datetime(2026, 11, 4, tzinfo=UTC), LONDON, weeks=3)
    assert [start.isoformat() for start in starts] == [
        "2026-10-19T00:00:00+01:00",
        "2026-10-26T00:00:00+00:00",
        "2026-11-02T00:00:00+00:00",
    ]
