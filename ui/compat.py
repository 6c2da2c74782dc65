"""Ventanilla as a model of the OpenAI interface, so that existing chat programs can talk to it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Literal
from uuid import uuid4

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse

from assistant.answer import Answer, Citation, Turn
from ui.dependencies import OpenDesk
from ui.desk import Inquiry
from ui.events import event_stream, sent_event
from ui.schemas import CitationSchema, citation_to_schema

MODEL = "ventanilla"
SOURCES_HEADING = "Fuentes:"

compat = APIRouter(prefix="/v1", tags=["Compatibilidad con OpenAI"])


class ContentPart(BaseModel):
    """Una parte de un mensaje; solo cuentan las de texto."""

    type: str
    text: str | None = None


class ChatMessage(BaseModel):
    """Un mensaje de la conversación."""

    role: str = Field(description="`user` y `assistant` forman la conversación; los demás no se toman en cuenta.")
    content: str | list[ContentPart] | None = None

    def text(self) -> str:
        """The text of the message; parts that are not text are left out."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class CompletionRequest(BaseModel):
    """Conversación que termina en una pregunta; los demás campos de OpenAI se aceptan y no cambian nada."""

    messages: list[ChatMessage] = Field(min_length=1, max_length=200)
    model: str = Field(default=MODEL, description="Cualquier nombre se acepta; responde `ventanilla`.")
    stream: bool = False


class CompletionMessage(BaseModel):
    """La respuesta."""

    role: Literal["assistant"] = "assistant"
    content: str


class CompletionChoice(BaseModel):
    """La única opción."""

    index: int = 0
    message: CompletionMessage
    finish_reason: Literal["stop"] = "stop"


class Completion(BaseModel):
    """Respuesta con la forma de OpenAI; `citations` es un campo adicional."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[CompletionChoice]
    citations: list[CitationSchema]


class ModelCard(BaseModel):
    """Un modelo."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelList(BaseModel):
    """Los modelos que hay: uno."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


@compat.get("/models", summary="Modelos disponibles")
async def list_models() -> ModelList:
    """Un solo modelo, `ventanilla`."""
    return ModelList(data=[ModelCard()])


@compat.post("/chat/completions", summary="Conversación con la forma de OpenAI", response_model=Completion)
def complete(body: CompletionRequest, desk: OpenDesk) -> EventSourceResponse | Completion:
    """La respuesta con su lista de fuentes; con `stream`, en fragmentos que terminan en `[DONE]`."""
    inquiry = inquiry_of(body.messages)
    if body.stream:
        return event_stream(_chunks(desk.stream(inquiry)), sent_event)
    answer = desk.ask(inquiry)
    message = CompletionMessage(content=answer.answer + sources_text(answer))
    return Completion(
        id=_new_id(),
        created=int(time.time()),
        choices=[CompletionChoice(message=message)],
        citations=[citation_to_schema(citation) for citation in answer.citations],
    )


def inquiry_of(messages: Sequence[ChatMessage]) -> Inquiry:
    """The last message of the user is the question; what came before, paired with its replies, the conversation."""
    spoken = [message for message in messages if message.role in ("user", "assistant")]
    last = max((place for place, message in enumerate(spoken) if message.role == "user"), default=None)
    if last is None:
        return Inquiry("")
    return Inquiry(spoken[last].text(), history=turns_of(spoken[:last]))


def turns_of(messages: Sequence[ChatMessage]) -> tuple[Turn, ...]:
    """Each message of the user, as it was typed, with the reply that follows it less its appended list of sources."""
    found: list[Turn] = []
    for message in messages:
        if message.role == "user":
            found.append(Turn(message.text()))
        elif found:
            said = message.text().partition(f"\n\n{SOURCES_HEADING}\n")[0]
            found[-1] = Turn(found[-1].question, f"{found[-1].answer}\n{said}".strip())
    return tuple(found)


def sources_text(answer: Answer) -> str:
    """The list of sources as Markdown to append to the answer; empty when it cites nothing."""
    if not answer.citations:
        return ""
    return "\n".join(("", "", SOURCES_HEADING, *map(_source_line, answer.citations)))


def _source_line(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page is not None else ""
    url = f" <{citation.url}>" if citation.url else ""
    return f"- [{citation.n}] {citation.document_title}, «{citation.section}»{page}{url}"


def _chunks(pieces: Iterator[str | Answer]) -> Iterator[ServerSentEvent]:
    base = {"id": _new_id(), "object": "chat.completion.chunk", "created": int(time.time()), "model": MODEL}
    yield _chunk(base, {"role": "assistant", "content": ""})
    for piece in pieces:
        if isinstance(piece, str):
            yield _chunk(base, {"content": piece})
            continue
        if piece.citations:
            yield _chunk(base, {"content": sources_text(piece)})
        citations = [citation_to_schema(citation).model_dump() for citation in piece.citations]
        yield _chunk(base | {"citations": citations}, {}, finish_reason="stop")
    yield sent_event("[DONE]")


def _chunk(base: dict[str, object], delta: dict[str, str], finish_reason: str | None = None) -> ServerSentEvent:
    return sent_event(base | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})


def _new_id() -> str:
    return f"chatcmpl-{uuid4().hex}"
