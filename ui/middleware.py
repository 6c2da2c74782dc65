"""What every request passes through: security headers, host names, size limits and measurement.

Plain ASGI, so that streams are neither buffered nor delayed.
"""

import json
import logging
import time
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.metrics import Metrics

logger = logging.getLogger("ventanilla.http")

# Nothing is asked of another server, whatever a document or a model writes into the page. Gradio's own scripts are
# inline and made from text.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
SECURITY_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_POLICY,
}
MEGABYTE = 1024 * 1024
_JSON_LIMIT = MEGABYTE
_FORM_OVERHEAD = 64 * 1024
_WRONG_HOST = {
    "error": {
        "code": "host_refused",
        "message": "Este servidor no atiende con ese nombre. Quien lo administra puede agregarlo en "
        "VENTANILLA_ALLOWED_HOSTS.",
        "retryable": False,
    }
}


class SecurityHeaders:
    """Adds to every response the headers that keep browsers from guessing types, leaking addresses and calling out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class HostGuard:
    """Refuses requests for host names that are not `accepted`, which stops DNS rebinding; `*` accepts any."""

    def __init__(self, app: ASGIApp, accepted: frozenset[str]) -> None:
        self._app = app
        self._accepted = accepted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not self._accepts(Headers(scope=scope).get("host", "")):
            body = json.dumps(_WRONG_HOST, ensure_ascii=False)
            await Response(body, 400, media_type="application/json")(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _accepts(self, host: str) -> bool:
        return "*" in self._accepted or _without_port(host).lower() in self._accepted


class BodyLimit:
    """Refuses bodies above a size before they are read whole: 1 MB, or `upload_mb` where files are sent."""

    def __init__(self, app: ASGIApp, upload_mb: int) -> None:
        self._app = app
        self._upload_limit = upload_mb * MEGABYTE + _FORM_OVERHEAD

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit, read = self._limit(scope["path"]), 0

        async def receive_within_limit() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit or declared > limit:
                raise HTTPException(413)
            return message

        length = Headers(scope=scope).get("content-length", "")
        declared = int(length) if length.isdecimal() else 0
        await self._app(scope, receive_within_limit, send)

    def _limit(self, path: str) -> int:
        return self._upload_limit if path == "/v1/documents" else _JSON_LIMIT


class Telemetry:
    """Counts and times requests, and logs one line for each: method, route template, status and time, nothing else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, started = 500, time.perf_counter()

        async def send_noting_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting_status)
        finally:
            seconds = time.perf_counter() - started
            method, route = self._metrics.observe_request(scope, status, seconds)
            level = logging.DEBUG if route == "page" else logging.INFO
            logger.log(level, "%s %s %d %.0f ms", method, route, status, seconds * 1000)


def _without_port(host: str) -> str:
    name, separator, port = host.rpartition(":")
    return name if separator and port.isdecimal() else host
