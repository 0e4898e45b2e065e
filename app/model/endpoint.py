"""The one door to openai: sends a request, gives the raw answer, translates the failures."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from functools import lru_cache
from ssl import SSLContext
from typing import TYPE_CHECKING

from pydantic import BaseModel

from app.model.error_body import error_body
from app.model.errors import ModelDeniedError, ModelUnavailableError
from app.model.question import Bill
from app.model.rejections import failure_for
from app.model.usage import ModelUsage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

OPENAI = "https://api.openai.com/v1"
ANSWER_BYTES = 1_000_000
STREAM_BYTES = 4_000_000
"""A stream takes a few hundred bytes for each token."""
STREAM_IS_DONE = re.compile(rb"[\r\n]data: ?\[DONE\]\s*\Z")
DONE_BYTES = 64
CONNECT_SECONDS = 5.0
NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout"}
"""Failures of httpx2 before the endpoint can have seen the question, so nothing was paid."""
CAUSES = 12
FAILURES = {
    "gaierror": "cannot be reached: no host of that name is known (check OPENAI_BASE_URL)",
    "SSLCertVerificationError": "cannot be reached: its certificate is not trusted",
    "SSLError": "cannot be reached: it speaks no TLS there (check OPENAI_BASE_URL)",
    "ConnectTimeout": f"cannot be reached: no connection within {CONNECT_SECONDS:g} seconds",
    "ConnectError": "cannot be reached: nothing answers at its address (check OPENAI_BASE_URL)",
    "ReadTimeout": "fell silent in the middle of an answer",
    "WriteTimeout": "did not take the question",
    "ProtocolError": "cut the connection",
    "NetworkError": "cut the connection",
    "DecodingError": "sent an answer that cannot be unpacked",
}
"""What is said of a failure, by the names of its kinds and causes; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a model. `timeout_seconds` is for each wait on the network."""

    api_key: str
    base_url: str | None
    model: str
    timeout_seconds: float


class Endpoint:
    """A chat-completions endpoint. Connects at the first request; close it after the last."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._openai: AsyncOpenAI | None = None

    async def aclose(self) -> None:
        if self._openai is not None:
            await self._openai.close()

    async def post(
        self, messages: list[dict[str, str]], options: dict[str, object], bill: Bill
    ) -> bytes:
        """The body of a 200 answer. Raises ModelError or Rejection."""
        # Imported where used: a process with the keyword scorer does not pay for them.
        import httpx2
        import openai

        try:
            return await self._body(messages, options)
        except openai.APIStatusError as error:
            bill.answered(ModelUsage(calls=1))
            body, headers = error_body(error.response.content), dict(error.response.headers)
            raise failure_for(error.status_code, body, headers, self._access.model) from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            if type(error.__cause__ or error).__name__ in NEVER_SENT:
                bill.answered(ModelUsage())
            raise ModelUnavailableError(f"The model's endpoint {what_happened(error)}.") from None

    async def _body(self, messages: list[dict[str, str]], options: dict[str, object]) -> bytes:
        body = bytearray()
        async with aclosing(self._chunks(messages, options)) as chunks:
            async for chunk in chunks:
                body += chunk
                if STREAM_IS_DONE.search(body, max(0, len(body) - DONE_BYTES)):
                    break  # some keep the connection open after that
        return bytes(body)

    async def _chunks(
        self, messages: list[dict[str, str]], options: dict[str, object]
    ) -> AsyncGenerator[bytes, None]:
        async with self.connect().chat.completions.with_streaming_response.create(
            model=self._access.model,
            messages=[],  # with the options: the library sends those as they are
            extra_body={"messages": messages, **options},
        ) as response:
            is_stream = "event-stream" in response.headers.get("content-type", "")
            room = STREAM_BYTES if is_stream else ANSWER_BYTES
            async for chunk in response.iter_bytes():
                room -= len(chunk)
                if room < 0:
                    raise ModelUnavailableError("The model's endpoint sends without end.")
                yield chunk

    def connect(self) -> "AsyncOpenAI":
        """Ready to ask; nothing is sent yet. Called before a question's clock runs, because it
        loads the library the first time. Raises ModelDeniedError."""
        from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

        if self._openai is None:
            key = self._access.api_key
            if not (key and key.isascii() and key.isprintable()):
                raise ModelDeniedError("OPENAI_API_KEY has characters that no key has.")
            self._openai = AsyncOpenAI(
                api_key=key,
                base_url=base_address(self._access.base_url or OPENAI),
                max_retries=0,  # its own tries would be neither counted nor paced
                timeout=Timeout(self._access.timeout_seconds, connect=CONNECT_SECONDS),
                http_client=DefaultAsyncHttpxClient(verify=trusted_certificates()),
            )
        return self._openai


def base_address(given: str) -> str:
    """Without the last step, which the library adds: many copy the whole address."""
    return given.rstrip("/").removesuffix("/chat/completions")


def what_happened(error: BaseException) -> str:
    """In plain words, by the failure that lies deepest."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and len(chain) < CAUSES:
        chain.append(cause)
    kinds = {kind.__name__ for one in chain for kind in type(one).__mro__}
    return next((words for kind, words in FAILURES.items() if kind in kinds), "cannot be reached")


@lru_cache
def trusted_certificates() -> SSLContext:
    """As the library would load them for each client, which takes 20 ms, but once for all."""
    import httpx2

    return httpx2.create_ssl_context()


def strict_schema(reply: type[BaseModel]) -> dict[str, object]:
    """The reply's JSON schema as `strict` wants it: every name required, no others."""
    from openai import pydantic_function_tool

    # The library's public way to that form is by way of a tool's parameters.
    return pydantic_function_tool(reply)["function"]["parameters"]
