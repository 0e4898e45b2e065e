"""What every answer tells a browser: nothing from elsewhere, nothing in a frame of others."""

from app.parts.http.asgi import Asgi, Message, Receive, Scope, Send

STRICT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DASHBOARD_POLICY = f"{STRICT_POLICY}; script-src 'self'; connect-src 'self'; frame-src 'self'"
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""For a mail as it was sent, in a frame: its styles stand in its elements. It does nothing but open
a link in a tab of its own. An origin of its own would cost a process of the browser, 30 ms; without
scripts ours gives it nothing."""
SECURITY_HEADERS = {
    "Content-Security-Policy": STRICT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Puts the same strict headers on every answer, errors included."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *headers_for(scope, message)]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def headers_for(scope: Scope, message: Message) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in message.get("headers", [])}
    wanted = dict(SECURITY_HEADERS)
    if scope.get("path", "").startswith("/static/"):
        wanted["Cache-Control"] = "public, max-age=3600"
    return [
        (name.encode(), value.encode())
        for name, value in wanted.items()
        if name.lower().encode() not in present
    ]
