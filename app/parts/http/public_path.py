"""The path of PUBLIC_URL, when the service is reached below one (https://example.com/scout).

Some reverse proxies keep it on the requests that they pass on, some take it off, and cron on the
same machine never writes it. It is known from the settings: what a request says of itself (Host,
X-Forwarded-Prefix and the like) anybody can write, and no link is made of it.
"""

from urllib.parse import unquote

from app.parts.http.asgi import Asgi, Receive, Scope, Send


class PublicPath:
    """Takes the public path off each request that has it, so that guards and routes see one form.

    Once only: a page has two addresses, with the path and without, and no third.
    """

    def __init__(self, app: Asgi, public_path: str) -> None:
        self.app = app
        self.public_path = unquote(public_path)  # as the server decodes what is asked for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.public_path and scope["type"] == "http":
            # A server told of the path too (uvicorn --root-path) would have it taken off twice.
            scope = {**scope, "path": self.inner(scope["path"]), "root_path": ""}
        await self.app(scope, receive, send)

    def inner(self, path: str) -> str:
        if path == self.public_path:
            return "/"
        has_it = path.startswith(f"{self.public_path}/")
        return path.removeprefix(self.public_path) if has_it else path
