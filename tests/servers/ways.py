"""A server's ways of sending a fetch about, and one fetch that goes them."""

import asyncio
from collections.abc import Callable
from typing import Any

from tests.servers.fetchers import Outcome, fetcher, outcome_of, with_web
from tests.servers.hostile_web import HostileWeb, Play, Seen, answer


def on(decide: Callable[[Seen], Play]) -> Play:
    """Another answer for another question."""

    async def play(writer: asyncio.StreamWriter, seen: Seen) -> None:
        await decide(seen)(writer, seen)

    return play


def unless_it_has(cookie: str, send: Play, page: Play) -> Play:
    return on(lambda seen: page if cookie in seen.headers.get("cookie", "") else send)


def sets(location: str, *cookies: str, status: str = "302 Found") -> Play:
    return answer(status=status, Location=location, Set_Cookie="\r\nSet-Cookie: ".join(cookies))


def first_time(first: Play, later: Play) -> Play:
    plays = iter([first])
    return on(lambda _seen: next(plays, later))


def go(plays: dict[str, Play], path: str = "/start", **others: Any) -> tuple[Outcome, list[Seen]]:
    """One fetch at a.example, and what the server saw of it."""

    async def scenario(web: HostileWeb) -> tuple[Outcome, list[Seen]]:
        for name, play in plays.items():
            web.plays[name] = play
        hosts = ["a.example", "www.a.example", "b.example"]
        async with fetcher(web, hosts=hosts, **others) as reader:
            found = await outcome_of(reader.get(web.url(path, "a.example")))
        return found, [seen for seen in web.seen if seen.path != "/robots.txt"]

    return with_web(scenario)


def at(host: str, path: str) -> Callable[[Seen], str]:
    return lambda seen: f"http://{host}:{seen.host.rpartition(':')[2]}{path}"


def to(host: str, path: str, cookie: str = "") -> Play:
    """A redirect to another name of this server."""
    return on(lambda seen: sets(at(host, path)(seen), cookie))


def cookies(seen: list[Seen]) -> list[str | None]:
    return [one.headers.get("cookie") for one in seen]


HELLO = answer("hello")
