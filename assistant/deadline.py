"""A time limit for a whole HTTP exchange: the client's own limits only the wait for the next byte.

A server that keeps a connection alive with comments or single letters would otherwise hold an answer up for ever.
"""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

STARTED = "ventanilla.started"


def client_with_deadline(seconds: float) -> "httpx2.Client":
    """A client for OpenAI's library whose exchanges fail with httpx2.ReadTimeout when not complete after `seconds`.

    It follows no redirection, so that questions go to the address that was configured and to no other.
    """
    import httpx2
    import openai

    class Limited(httpx2.SyncByteStream):
        """The body of a reply, until its time is over."""

        def __init__(self, body: httpx2.SyncByteStream, end: float) -> None:
            self._body = body
            self._end = end

        def __iter__(self) -> Iterator[bytes]:
            for piece in self._body:
                if time.monotonic() > self._end:
                    raise httpx2.ReadTimeout(f"no whole reply in {seconds:g} seconds")
                yield piece

        def close(self) -> None:
            self._body.close()

    def start(request: httpx2.Request) -> None:
        request.extensions = {**request.extensions, STARTED: time.monotonic()}

    def limit(response: httpx2.Response) -> None:
        assert isinstance(response.stream, httpx2.SyncByteStream)
        response.stream = Limited(response.stream, response.request.extensions[STARTED] + seconds)

    return openai.DefaultHttpxClient(
        timeout=seconds, follow_redirects=False, event_hooks={"request": [start], "response": [limit]}
    )
