"""Server-sent events: how streams are written to the wire."""

import json
import logging
from collections.abc import Callable, Iterator

from pydantic import BaseModel
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse

from corpus.errors import VentanillaError
from ui.http_errors import describe
from ui.schemas import ErrorSchema

logger = logging.getLogger("ventanilla.http")

# Proxies close streams that stay silent; a comment every few seconds keeps them open while a model thinks.
_PING_SECONDS = 15
# By default each event would end in CRLF; plain line feeds are what most hand-written clients split on.
_SEPARATOR = "\n"


def sent_event(payload: BaseModel | dict[str, object] | str, name: str | None = None) -> ServerSentEvent:
    """One event: a payload as JSON on a single line (text as it is), under a name or none."""
    if isinstance(payload, BaseModel):
        data = payload.model_dump_json()
    else:
        data = payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False)
    return ServerSentEvent(data, event=name, sep=_SEPARATOR)


def event_stream(
    events: Iterator[ServerSentEvent], on_error: Callable[[ErrorSchema], ServerSentEvent]
) -> EventSourceResponse:
    """A response that sends events as they come and, should the source fail midway, the error as the last one."""
    return EventSourceResponse(_ending_in_error(events, on_error), ping=_PING_SECONDS, sep=_SEPARATOR)


def _ending_in_error(
    events: Iterator[ServerSentEvent], on_error: Callable[[ErrorSchema], ServerSentEvent]
) -> Iterator[ServerSentEvent]:
    try:
        yield from events
    except VentanillaError as error:
        yield on_error(ErrorSchema(error=describe(error)))
    except Exception as error:  # The outermost door of a stream: its status is sent, only an event can tell now.
        logger.exception("a stream failed midway")
        yield on_error(ErrorSchema(error=describe(error)))
