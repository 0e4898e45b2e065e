"""How well incoming mail is told apart, on real reports and replies: `python -m
benchmarks.quality_inbox`.

The rules for reports of mail servers are words, and some were found in these very mails. Each
engine is therefore judged without the words that no other engine's mails hold. Answers are judged
on real ones for their new words, and for the rest on the invented ones of
`tests/leads/inbox/answers.yaml`. The data lies beside the project (BRAND_SCOUT_DATA); its README
says where it comes from.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.agents.leads.inbox.html_text import html_text
from app.agents.leads.inbox.incoming import IncomingMail, read_incoming
from app.agents.leads.inbox.mime import parse_mail
from app.agents.leads.inbox.new_words import words_of_html, words_of_text
from app.agents.leads.inbox.phrases import PHRASES, Phrases, squeezed
from benchmarks.given_data import given_data
from tests.leads.inbox.answers import Answer, answers
from tests.leads.inbox.hostile_mails import hostile_mails

Figures = Mapping[str, float]

OF_REPORTS = (
    *("no_such_address", "no_such_domain", "no_such_address_if_asked", "surely_no_such_address"),
    *("other_reason", "not_delivered", "not_delivered_yet", "given_up", "complaint"),
    *(
        "machine_sender",
        "surely_machine_sender",
        "automatic_subject",
        "absent_subject",
        "automatic_text",
    ),
)
DELAYED = frozenset(
    {
        *("lhost-exim-38", "lhost-exim-41", "lhost-gmail-06", "lhost-gmail-09"),
        *("lhost-sendmail-55", "lhost-zoho-04", "rfc3464-07", "rfc3464-09", "rfc3464-34"),
        *("rfc3464-55",),
    }
)
"""Those that say themselves that the mail is still on its way: read by one reader."""
OF_FEEDBACK = {"abuse": "complaint", "opt-out": "unsubscribe", "auth-failure": "other"}
OF_REASON = {"vacation": "auto_reply", "delivered": "delivered"}
MACHINES = frozenset({"bounce", "delayed", "delivered", "complaint", "auto_reply", "other"})


@dataclass(frozen=True, slots=True)
class Reported:
    """One mail of the folder with what is known of it; `hard` of each recipient in their order."""

    name: str
    raw: bytes
    kind: str
    hard: tuple[bool, ...]

    @property
    def engine(self) -> str:
        return self.name.rpartition("-")[0]


@lru_cache(maxsize=1)
def reported() -> tuple[Reported, ...]:
    rows: defaultdict[str, list[Mapping[str, object]]] = defaultdict(list)
    for line in given_data("bounces", "expected.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        rows[str(row["file"]).removesuffix(".eml")].append(row)
    folder = given_data("bounces", "mails")
    return tuple(
        Reported(
            name,
            (folder / f"{name}.eml").read_bytes(),
            kind_of(name, rows[name][0]),
            tuple(bool(row["hard"]) for row in rows[name]),
        )
        for name in sorted(rows)
    )


def kind_of(name: str, row: Mapping[str, object]) -> str:
    if row["feedback"]:
        return OF_FEEDBACK[str(row["feedback"])]
    return "delayed" if name in DELAYED else OF_REASON.get(str(row["reason"]), "bounce")


@lru_cache(maxsize=1)
def engines_by_phrase() -> Mapping[str, frozenset[str]]:
    """The engines in whose mails each phrase stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    phrases = [one for group in OF_REPORTS for one in PHRASES.of(group)]
    for mail in reported():
        parsed = parse_mail(mail.raw)
        heads = [parsed.header(name) for name in ("from", "subject")]
        texts = [squeezed(text) for text in (*heads, parsed.notice, parsed.html, parsed.returned)]
        for phrase in phrases:
            if any(re.search(phrase, text) for text in texts):
                found[phrase].add(mail.engine)
    return {phrase: frozenset(engines) for phrase, engines in found.items()}


def phrases_without(engine: str) -> Phrases:
    """Without those that only this engine's mails hold."""
    engines = engines_by_phrase()
    return PHRASES.without(frozenset(one for one, some in engines.items() if some == {engine}))


def of_reports(read: Sequence[IncomingMail], suffix: str = "") -> Figures:
    pairs = list(zip(reported(), read, strict=True))
    told = [pair for mail, got in pairs for pair in zip(mail.hard, _hard(mail, got), strict=True)]
    hard = [found for wanted, found in told if wanted]
    soft = [found for wanted, found in told if not wanted]
    return {
        f"report kind right{suffix}": sum(got.kind == mail.kind for mail, got in pairs)
        / len(pairs),
        f"hard bounces found{suffix}": sum(hard) / len(hard),
        f"soft bounces called hard{suffix}": sum(soft) / len(soft),
    }


def _hard(mail: Reported, got: IncomingMail) -> list[bool]:
    """Of each recipient, or of the mail where it is not one report for each."""
    each = [report.hard for report in got.reports]
    return each if len(each) == len(mail.hard) else [got.hard is True] * len(mail.hard)


def reports() -> Figures:
    left_out = [read_incoming(mail.raw, phrases_without(mail.engine)) for mail in reported()]
    in_sample = [read_incoming(mail.raw) for mail in reported()]
    return {**of_reports(left_out), **of_reports(in_sample, ", in sample")}


def replies() -> Figures:
    right = list(_replies())
    return {"new words of a reply": sum(right) / len(right)}


def _replies() -> Iterator[bool]:
    for line in given_data("replies", "cases.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        expected = str(case.get("expected", case.get("expected_first_fragment")))
        if case["kind"] == "html":
            wanted = html_text(expected) if "<" in expected else expected
            yield re.sub(r"\s", "", words_of_html(case["body"])) == re.sub(r"\s", "", wanted)
        else:
            yield words_of_text(case["body"]).split() == expected.split()


def invented() -> Figures:
    read = [(answer, read_incoming(answer.raw)) for answer in answers()]
    people = [got for answer, got in read if answer.kind != "auto_reply"]
    automatic = [(answer, got) for answer, got in read if answer.kind == "auto_reply"]
    objections = [got for answer, got in read if answer.kind == "unsubscribe"]
    replied = [got for answer, got in read if answer.kind == "reply"]
    return {
        "machine taken for human": share(got.kind not in MACHINES for _, got in automatic),
        "human taken for machine": share(got.kind in MACHINES for got in people),
        "objections found": share(got.kind == "unsubscribe" for got in objections),
        "replies called objections": share(got.kind == "unsubscribe" for got in replied),
        "days of return right": share(_same_day(*pair) for pair in automatic),
    }


def _same_day(answer: Answer, got: IncomingMail) -> bool:
    return got.returns_on == answer.returns_on


def share(of: Iterator[bool]) -> float:
    all_of = list(of)
    return sum(all_of) / len(all_of)


def hostile() -> Figures:
    """Processor seconds of the slowest mail that was made to cost time."""
    return {"hostile mail slowest s": max(_seconds(raw) for raw in hostile_mails().values())}


def _seconds(raw: bytes) -> float:
    started = time.process_time()
    read_incoming(raw)
    return time.process_time() - started


def figures() -> Figures:
    """All figures of the inbox, by name."""
    return {**reports(), **replies(), **invented(), **hostile()}


def main() -> None:
    """Prints the figures as a table."""
    for name, value in figures().items():
        print(f"{name:45} {value:10.4f}")


if __name__ == "__main__":
    main()
