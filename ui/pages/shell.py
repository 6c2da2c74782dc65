"""The HTML document around the page.

Gradio serves its own: in English, announced as a demo of Gradio, with its style and ours arriving late. It is rewritten
here as it is served, once, since nothing else in Gradio allows it.
"""

import re
from html import escape
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LANGUAGE = "es-MX"
_NO_SCRIPT = "Esta página necesita JavaScript. También se puede preguntar en la terminal: ventanilla ask «la pregunta»"
_SOCIAL = re.compile(r"[ \t]*<meta\s+(?:property|name)=\"(?:og|twitter):[^>]*/>\s*")


def rewrite(document: str, title: str, description: str) -> str:
    """Gradio's document in Spanish, with our title, style and script, and without its announcements."""
    head = (
        f"<title>{escape(title)}</title>"
        f'<meta name="description" content="{escape(description)}">'
        f"<style>{_asset('chat.css')}</style><script>{_asset('chat.js')}</script></head>"
    )
    document = _SOCIAL.sub("", document)
    document = document.replace('lang="en"', f'lang="{LANGUAGE}"', 1)
    document = document.replace("</head>", head, 1)
    return document.replace("<gradio-app", f"<noscript><p>{_NO_SCRIPT}</p></noscript><gradio-app", 1)


class Shell:
    """Rewrites the document at "/" of the application that it wraps; everything else passes untouched."""

    def __init__(self, app: ASGIApp, title: str, description: str) -> None:
        self._app = app
        self._title = title
        self._description = description

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await self._send_rewritten(start, bytes(body), send)

        await self._app({**scope, "headers": _uncompressed(scope)}, receive, collect)

    async def _send_rewritten(self, start: Message, body: bytes, send: Send) -> None:
        headers = MutableHeaders(scope=start)
        if headers.get("content-type", "").startswith("text/html"):
            body = rewrite(body.decode(), self._title, self._description).encode()
            headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})


def _uncompressed(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The request's headers without the encodings that it accepts: a compressed document cannot be rewritten."""
    return [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]


def _asset(name: str) -> str:
    return files("ui.pages").joinpath(name).read_text(encoding="utf-8")
