"""What reads the mails: scanners that open every link, and people who vote on some."""

import json
import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.chaos.mail_server import MailServer

LINK = re.compile(r"http://\S+/feedback/\S+/(?:yes|no)")
LINKS_OPENED = 4


def read_mails(
    mails: MailServer, log: Path, chance: random.Random, going_on: Callable[[], bool]
) -> None:
    """Scan and vote until `going_on` says no; each POST is written down with its answer."""
    read = 0
    while going_on():
        time.sleep(1)
        for recipient, text in mails.received[read:]:
            read += 1
            for request in requests_for(LINK.findall(text), chance):
                status = ask(*request)
                if request[0] == "POST":
                    line = {"t": time.time(), "voter": recipient, "url": request[1]}
                    with log.open("a") as votes:
                        votes.write(json.dumps({**line, "status": status}) + "\n")


def requests_for(links: list[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    for link in links[:LINKS_OPENED]:
        yield "HEAD", link
        yield "GET", link
    if links and chance.random() < 0.5:
        yield "POST", chance.choice(links)


def ask(method: str, url: str) -> int:
    """The status; 0 when there was no answer."""
    request = urllib.request.Request(url, b"" if method == "POST" else None, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
