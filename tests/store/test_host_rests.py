from datetime import datetime, timedelta

from app.parts.store.database import Database
from app.parts.store.host_rests import HostRest, keep_rest, rests_at

HOUR = timedelta(hours=1)


def rest(until: datetime, host: str = "news.example") -> HostRest:
    return HostRest(host=host, until=until, reason="It was asked too often.")


def ends(database: Database, now: datetime) -> dict[str, datetime]:
    return {one.host: one.until for one in rests_at(database, now)}


def test_a_rest_lasts_until_the_moment_that_was_asked_for(
    database: Database, noon: datetime
) -> None:
    keep_rest(database, rest(noon + HOUR), noon)
    assert ends(database, noon + HOUR / 2) == {"news.example": noon + HOUR}
    assert ends(database, noon + HOUR) == {}


def test_of_two_wishes_of_a_host_the_later_end_holds(database: Database, noon: datetime) -> None:
    keep_rest(database, rest(noon + 2 * HOUR), noon)
    keep_rest(database, rest(noon + HOUR), noon)
    assert ends(database, noon) == {"news.example": noon + 2 * HOUR}
    keep_rest(database, rest(noon + 3 * HOUR), noon)
    assert ends(database, noon) == {"news.example": noon + 3 * HOUR}


def test_a_rest_that_is_over_is_forgotten_when_another_begins(
    database: Database, noon: datetime
) -> None:
    keep_rest(database, rest(noon + HOUR), noon)
    keep_rest(database, rest(noon + 3 * HOUR, "other.example"), noon + 2 * HOUR)
    assert ends(database, noon) == {"other.example": noon + 3 * HOUR}


def test_a_host_may_ask_again_after_its_rest(database: Database, noon: datetime) -> None:
    keep_rest(database, rest(noon + HOUR), noon)
    keep_rest(database, rest(noon + 3 * HOUR), noon + 2 * HOUR)
    assert ends(database, noon + 2 * HOUR) == {"news.example": noon + 3 * HOUR}
