"""A mail that another agent hands in does what it does when it comes into the mailbox."""

import asyncio
from base64 import b64encode
from datetime import timedelta
from email.message import EmailMessage

import pytest

from app.agents.leads.tables import LeadStatus
from app.agents.leads.tools import LEAD_TOOLS
from app.agents.leads.tools.take_in_mail import BEFORE, OF_NOBODY, MailTakenIn, TakeInMail
from app.lib.errors import PermanentError
from app.parts.parts import Parts
from app.parts.queue.doorbell import Doorbell
from app.parts.tools.tool import Caller, use
from tests.conftest import NOON
from tests.leads.listening.desk import ANN, Desk, answer, id_of

NO_REDIS = "redis://127.0.0.1:1/0"


def hand_in(desk: Desk, given: TakeInMail) -> MailTakenIn:
    tools = {tool.name: tool for tool in LEAD_TOOLS}
    parts = Parts(desk.settings, NO_REDIS, desk.database, Doorbell(NO_REDIS), lambda: NOON, tools)
    caller = Caller("webhooks", 1, "webhooks:1:mail")
    return asyncio.run(use(parts, caller, "take_in_mail", given, MailTakenIn))


def test_a_mail_handed_in_twice_ends_the_sequence_once(desk: Desk) -> None:
    ann = desk.write_to()
    raw = answer("Sounds good, call me.", to=id_of(ann))
    earlier = NOON - timedelta(hours=1)
    given = TakeInMail(raw_base64=b64encode(raw).decode(), received_at=earlier, source="webhook")
    first, again = hand_in(desk, given), hand_in(desk, given)
    assert (first.kind, first.lead_ids, first.sender) == ("reply", (ann,), ANN)
    assert first.what == f"replied: noted at lead {ann}."
    assert first.text == "Sounds good, call me."
    assert (again.lead_ids, again.what) == ((ann,), BEFORE)
    assert desk.lead(ann).status == LeadStatus.REPLIED
    assert desk.mail(ann).replied_at == earlier
    assert desk.is_silent(ann)
    assert len(desk.told()) == 1
    # The same message, should it also lie in the mailbox.
    assert desk.receive(raw) == []


def test_what_no_mail_is_does_no_harm(desk: Desk) -> None:
    ann = desk.write_to()
    stranger = EmailMessage()
    stranger["From"] = "eve@elsewhere.example"
    stranger.set_content("Hello there")
    assert hand_in(desk, TakeInMail(text=stranger.as_string())).what == OF_NOBODY
    assert hand_in(desk, TakeInMail(text="\0\x01 no mail at all")).lead_ids == ()
    for broken in (TakeInMail(), TakeInMail(raw_base64="not base64!")):
        with pytest.raises(PermanentError):
            hand_in(desk, broken)
    assert desk.events(ann) == []
