"""The rows of the lead agent's tables, as dictionaries: each third lead was written to."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from app.agents.leads.tables import LeadStatus
from benchmarks.page_times import words
from benchmarks.page_times.bulk import Row
from benchmarks.page_times.shape import Past

STATUSES = (
    *([LeadStatus.NEW] * 4),
    *([LeadStatus.RESEARCHED] * 3),
    *(LeadStatus.UNQUALIFIED, LeadStatus.EMAILED, LeadStatus.REPLIED),
)
CAMPAIGNS = 10
STEPS = ("introduction", "value_proposition", "case_study")
EVENTS = ("sent", "opened", "opened", "clicked", "replied")
FACTS = ("company_info", "recent_activity")
BODY = "Hello Ann,\n\n" + words.text(7, 600) + "\n\nKind regards\nBen"


def moment(past: Past, number: int) -> datetime:
    """Spread over the weeks of the past, the last one now."""
    share = number / max(past.shape.leads, 1)
    return past.now - timedelta(weeks=10) * (1 - share)


def numbers(past: Past) -> range:
    return range(1, past.shape.leads + 1)


def written_to(past: Past) -> range:
    return range(3, past.shape.leads + 1, 3)


def leads(past: Past) -> Iterator[Row]:
    for number in numbers(past):
        at, email = moment(past, number), f"person{number}@company{number // 4}.example"
        status = STATUSES[number % len(STATUSES)]
        has_score = status != LeadStatus.NEW
        yield {
            "id": number,
            "created_at": at,
            "updated_at": at,
            "name": f"Ann Author {number}",
            "email": email,
            "email_key": email,
            "name_key": f"ann author {number}",
            "company": f"Company {number // 4} of Makers",
            "title": "Office manager",
            "website_url": f"https://company{number // 4}.example",
            "country": "ZA",
            "tags": ["fair"],
            "is_role_address": False,
            "is_disposable": False,
            "status": status,
            "score": number * 7 % 101 if has_score else None,
            "score_parts": {"name": {"points": 10, "how": "given", "value": "Ann"}},
            "searched": f"ann author {number} {email} company {number // 4} of makers",
            "missing": ["a LinkedIn profile"] if status == LeadStatus.UNQUALIFIED else [],
        }


def research(past: Past) -> Iterator[Row]:
    for number in numbers(past):
        yield {
            "lead_id": number,
            "created_at": moment(past, number),
            "depth": "standard",
            "way": "company_site",
            "target": f"https://company{number // 4}.example",
            "reason": "Its address is at that domain",
            "outcome": "found",
            "detail": "Read 3 pages",
            "milliseconds": 2_300,
            "usd": 0.0,
        }


def facts(past: Past) -> Iterator[Row]:
    for number in numbers(past):
        for field in FACTS:
            yield {
                "lead_id": number,
                "field": field,
                "value": words.title(number),
                "quote": words.text(number, 120),
                "url": f"https://company{number // 4}.example/about",
                "fetched_at": moment(past, number),
            }


def campaigns(past: Past) -> Iterator[Row]:
    for number in range(1, CAMPAIGNS + 1):
        yield {
            "id": number,
            "created_at": past.now - timedelta(weeks=10),
            "name": f"Lunches {number}",
            "goal": "Tastings",
            "offer": {"what": "Hot pizza"},
            "steps": [],
            "approve": "first",
            "status": "running",
        }


def campaign_leads(past: Past) -> Iterator[Row]:
    for number in written_to(past):
        ended = number % 2 == 0
        yield {
            "campaign_id": number % CAMPAIGNS + 1,
            "lead_id": number,
            "added_at": moment(past, number),
            "ended_at": moment(past, number) if ended else None,
            "ended_because": "they answered" if ended else "",
        }


def mails(past: Past) -> Iterator[Row]:
    for number in written_to(past):
        for place, step in enumerate(STEPS, start=1):
            sent = place < len(STEPS)
            at = moment(past, number)
            yield {
                "id": number + place - 1,
                "lead_id": number,
                "campaign_id": number % CAMPAIGNS + 1,
                "created_at": at,
                "email_sequence": place,
                "step": step,
                "state": "handed_over" if sent else ("draft" if number % 100 == 0 else "approved"),
                "subject": words.title(number),
                "body": BODY,
                "claims": [{"sentence": "One.", "quote": "One", "url": "https://a.example"}],
                "problems": [],
                "written_by": "model",
                "from_email": "ben@example.com",
                "country_evidence": [],
                "sent_at": at if sent else None,
                "replied_at": at if sent and number % 20 == 0 else None,
                "bounced_at": at if sent and number % 50 == 1 else None,
            }


def events(past: Past) -> Iterator[Row]:
    for number in numbers(past):
        for kind in EVENTS:
            yield {
                "lead_id": number,
                "created_at": moment(past, number),
                "kind": kind,
                "by_machine": kind == "opened",
                "detail": "",
            }


def suppressions(past: Past) -> Iterator[Row]:
    for number in range(1, past.shape.leads, 10):
        yield {
            "address_digest": words.digest(number),
            "hint": f"company{number}.example",
            "reason": "unsubscribed",
            "source": "link",
            "created_at": moment(past, number),
        }


def consents(past: Past) -> Iterator[Row]:
    for place, number in enumerate(range(1, past.shape.leads, 10), start=1):
        yield {
            "id": place,
            "number": place,
            "address_digest": words.digest(number),
            "kind": "given",
            "via": "page",
            "happened_at": moment(past, number),
            "created_at": moment(past, number),
            "words_digest": words.digest(place),
            "rule": "",
            "rules_version": "",
            "previous_digest": words.digest(place - 1),
            "digest": words.digest(place),
        }


def consent_words(past: Past) -> Iterator[Row]:
    for place, number in enumerate(range(1, past.shape.leads, 10), start=1):
        yield {
            "consent_id": place,
            "lead_id": number,
            "wording": "May we write?",
            "source": "form",
            "salt": "0" * 32,
        }
