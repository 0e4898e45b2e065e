"""What asking a model leaves in the log, of a process of its own: logs are set up once in each."""

import json
import subprocess
import sys

from tests.servers.model_endpoint import ModelEndpoint, fails, in_turn, says
from tests.servers.scout_service import ROOT

KEY = "sk-a-very-secret-key"
ASKS_TWICE = """
import asyncio, sys
from pydantic import BaseModel
from app.lib.logs import configure_logs
from app.parts.model.client import ModelClient
from app.parts.model.errors import ModelInvalidError

class Colour(BaseModel):
    name: str

async def ask(key, url):
    async with ModelClient(api_key=key, base_url=url, model="gpt-4o-mini") as client:
        for _ in range(2):
            try:
                question = {"system": "Which colour?", "user": "the page says so"}
                await client.ask(**question, reply=Colour, max_output_tokens=100)
            except ModelInvalidError:
                pass

configure_logs("INFO", None)
asyncio.run(ask(*sys.argv[1:]))
"""


def test_neither_keys_nor_texts_are_logged() -> None:
    bad = in_turn(fails(503, f"{KEY} the page"), says("the page text again"))
    with ModelEndpoint(lambda _body: '{"name": "the page is blue"}', script=bad) as endpoint:
        said = subprocess.run(
            [sys.executable, "-c", ASKS_TWICE, KEY, endpoint.url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        assert len(endpoint.received) == 3
    events = [json.loads(line)["event"] for line in said.stdout.splitlines()]
    assert events == ["stamina.retry_scheduled", "model.failed"]
    told = said.stdout + said.stderr
    assert KEY not in told
    assert "the page" not in told
