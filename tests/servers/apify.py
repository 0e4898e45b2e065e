"""An Apify of one actor, in the shape of its API. It writes down what it was asked for."""

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.small_site import Server, reply
from tests.servers.threaded import Threaded

TOKEN = "apify_api_4Zq9kTestToken"
RUN, DATASET = "HG7ML7M8z78YcAPEB", "wmKPijuyDnPZAPRMk"


@dataclass(frozen=True, slots=True)
class Asked:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    order: dict[str, Any] = field(default_factory=dict)


class Apify(Threaded):
    """`status`: of the answer to a run's beginning; `ends`: of the run, which takes `seconds`;
    `items`: what its dataset holds, bytes for an answer that is none of theirs."""

    server: Server

    def __init__(self, items: list[dict[str, Any]] | bytes = b"[]") -> None:
        self.items = items
        self.status = 201
        self.headers: dict[str, str] = {}
        self.ends = "SUCCEEDED"
        self.seconds = 0.0
        self.usd: Any = 0.004
        self.asked: list[Asked] = []
        apify = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                apify.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self.server = Server(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    @property
    def runs(self) -> list[Asked]:
        return [one for one in self.asked if one.path.startswith("/v2/actors/")]

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in request.headers.items()}
        order = json.loads(body) if body else {}
        self.asked.append(Asked(request.command, parts.path, parse_qs(parts.query), headers, order))
        if headers.get("authorization") != f"Bearer {TOKEN}":
            self._say(request, 401, {"error": {"type": "user-or-token-not-found"}})
        elif parts.path.startswith("/v2/actors/") and request.command == "POST":
            time.sleep(self.seconds)
            self._say(request, self.status, self._run(self.ends))
        elif parts.path == f"/v2/actor-runs/{RUN}/abort":
            self._say(request, 200, self._run("ABORTED"))
        elif parts.path == f"/v2/datasets/{DATASET}/items":
            body = self.items if isinstance(self.items, bytes) else json.dumps(self.items).encode()
            reply(request, 200, body, "application/json")
        else:
            self._say(request, 200, {"data": {"name": "web-scraper"}})

    def _run(self, status: str) -> dict[str, Any]:
        run = {"id": RUN, "status": status, "defaultDatasetId": DATASET}
        return {"data": {**run, "usageTotalUsd": self.usd}}

    def _say(self, request: BaseHTTPRequestHandler, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        request.send_response(status)
        for name, value in {**self.headers, "Content-Type": "application/json"}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
