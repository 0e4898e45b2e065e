"""The one door to openai: sends a request, gives the raw answer, translates the failures."""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import cache
from typing import TYPE_CHECKING

from pydantic import BaseModel

from app.parts.model.access import Access, ModelName
from app.parts.model.bill import Bill
from app.parts.model.connection import (
    CONNECT_SECONDS,
    NEVER_SENT,
    ErrorAnswer,
    raise_error_answer,
    trusted_certificates,
    what_happened,
)
from app.parts.model.error_body import error_body
from app.parts.model.errors import ModelDeniedError, ModelUnavailableError
from app.parts.model.rejections import failure_for
from app.parts.model.text_stream import Listener
from app.parts.model.usage import ModelUsage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

ANSWER_BYTES = 1_000_000
STREAM_BYTES = 4_000_000
"""A stream takes a few hundred bytes for each token."""
STREAM_IS_DONE = re.compile(rb"[\r\n]data: ?\[DONE\]\s*\Z")
DONE_BYTES = 64


class Endpoint:
    """A chat-completions endpoint. Connects at the first request; close it after the last."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._openai: AsyncOpenAI | None = None

    async def aclose(self) -> None:
        if self._openai is not None:
            await self._openai.close()

    async def post(
        self,
        model: ModelName,
        request: dict[str, object],
        bill: Bill,
        listener: Listener | None = None,
    ) -> bytes:
        """The body of a 200 answer, which `listener` gets while it comes. Raises ModelError or
        Rejection."""
        # Imported where used: a process with the keyword scorer does not pay for them.
        import httpx2
        import openai

        try:
            return await self._body(model.name, request, listener)
        except ErrorAnswer as answer:
            bill.answered(ModelUsage(calls=1))
            body = error_body(answer.body)
            raise failure_for(answer.status, body, answer.headers, model) from None
        except (openai.APIConnectionError, httpx2.HTTPError) as error:
            if type(error.__cause__ or error).__name__ in NEVER_SENT:
                bill.answered(ModelUsage())
            raise ModelUnavailableError(f"The model's endpoint {what_happened(error)}.") from None

    async def _body(
        self, model: str, request: dict[str, object], listener: Listener | None
    ) -> bytes:
        body = bytearray()
        async with aclosing(self._chunks(model, request)) as chunks:
            async for chunk in chunks:
                body += chunk
                if listener is not None:
                    listener(chunk)
                if STREAM_IS_DONE.search(body, max(0, len(body) - DONE_BYTES)):
                    break  # some keep the connection open after that
        return bytes(body)

    async def _chunks(self, model: str, request: dict[str, object]) -> AsyncGenerator[bytes, None]:
        async with self.connect().chat.completions.with_streaming_response.create(
            model=model,
            messages=[],  # with the others: the library sends those as they are
            extra_body=request,
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
                base_url=self._access.address,
                max_retries=0,  # its own tries would be neither counted nor paced
                timeout=Timeout(self._access.timeout_seconds, connect=CONNECT_SECONDS),
                http_client=DefaultAsyncHttpxClient(
                    verify=trusted_certificates(), event_hooks={"response": [raise_error_answer]}
                ),
            )
        return self._openai


@cache  # to make one takes as long as all else that is done for a question
def strict_schema(reply: type[BaseModel]) -> dict[str, object]:
    """The reply's JSON schema as `strict` wants it: every name required, no others."""
    from openai import pydantic_function_tool

    # The library's public way to that form is by way of a tool's parameters.
    return pydantic_function_tool(reply)["function"]["parameters"]
