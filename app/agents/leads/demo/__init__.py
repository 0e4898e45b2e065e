"""What the lead agent brings to `make demo`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app.agents.leads.demo.companies import load_companies, write_leads_file
from app.agents.leads.demo.site_pages import CompanySites
from app.parts.demo.part import DemoPart, Hosts
from app.parts.demo.site_server import serving
from app.parts.parts import Parts

LEADS_FILE = Path("leads.csv")
"""In the demo's folder, for people to look at and to import again."""
SETTINGS = {
    "OUTREACH_FROM": "Sipho Dube <sipho@debonairs.example>",
    "POSTAL_ADDRESS": "1 Sample Street, Johannesburg 2196",
    "SENDER_COUNTRY": "ZA",
}
"""Without SMTP_HOST, which the demo has not, mails to leads are files as all others."""


@contextmanager
def serve(started_at: datetime) -> Iterator[Hosts]:
    from app.agents.leads.demo.past import beginning

    sites = CompanySites(beginning(started_at).date())
    with serving(sites.answer) as server:
        write_leads_file(LEADS_FILE, server.server_port)
        yield frozenset(f"{one.site}:{server.server_port}" for one in load_companies())


def play(parts: Parts) -> Sequence[str]:
    from app.agents.leads.demo.past import play_past

    counted = play_past(parts, LEADS_FILE)
    return (
        f"Leads: {counted.created} companies were taken in from {LEADS_FILE.resolve()} "
        f"({counted.merged} was named twice, {counted.refused} refused) and looked up on their own "
        "sites. Two weeks of mails to them were played; those are files, too.",
    )


def look_at(base: str) -> Sequence[str]:
    return (
        f"Look at {base}/leads for what is known of each, {base}/campaigns for what was sent and "
        f"what came back, {base}/drafts for mails that wait for your word.",
    )


LEADS_DEMO = DemoPart(serve, play, SETTINGS, look_at)
