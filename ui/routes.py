"""The routes that readers use: questions, passages, documents, opinions; and those that operators use."""

from collections.abc import Iterator
from typing import Any, NoReturn

from fastapi import APIRouter, Response
from sse_starlette.event import ServerSentEvent
from sse_starlette.sse import EventSourceResponse
from starlette.exceptions import HTTPException

from assistant.answer import Answer
from corpus.errors import VentanillaError
from corpus.library import Library
from ui.dependencies import CurrentLibrary, OpenDesk
from ui.desk import Desk, Inquiry
from ui.events import event_stream, sent_event
from ui.metrics import CONTENT_TYPE
from ui.schemas import (
    AnswerSchema,
    AskRequest,
    DocumentsSchema,
    ErrorSchema,
    ExplainedAnswerSchema,
    FeedbackReceipt,
    FeedbackRequest,
    HealthSchema,
    PassageSchema,
    ReadySchema,
    answer_to_schema,
    document_to_schema,
    explained_answer,
    index_to_schema,
    passage_to_schema,
)
from ui.storage import Feedback

questions = APIRouter(prefix="/v1", tags=["Preguntas"])
library = APIRouter(prefix="/v1", tags=["Biblioteca"])
operation = APIRouter(tags=["Operación"])
unknown = APIRouter(prefix="/v1", include_in_schema=False)

_UNANSWERABLE: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorSchema, "description": "La pregunta está vacía, es ilegible o es demasiado larga."},
    404: {"model": ErrorSchema, "description": "Se pidió buscar en un documento que no existe."},
    503: {"model": ErrorSchema, "description": "El índice o el modelo no están disponibles."},
}


@questions.post("/ask", summary="Responder una pregunta con citas", responses=_UNANSWERABLE)
def ask(body: AskRequest, desk: OpenDesk) -> AnswerSchema | ExplainedAnswerSchema:
    """La respuesta completa, con sus citas textuales y los pasajes encontrados; si se pide, cómo se encontró."""
    return _reply(body, desk, desk.ask(inquiry_of(body)))


@questions.post(
    "/chat",
    summary="Responder poco a poco",
    response_class=EventSourceResponse,
    responses=_UNANSWERABLE | {200: {"content": {"text/event-stream": {}}, "description": "Los sucesos del flujo."}},
)
def chat(body: AskRequest, desk: OpenDesk) -> EventSourceResponse:
    """Server-sent events: varios `delta` ({"text"}), luego `answer` (la respuesta completa); `error` si algo falla."""
    return event_stream(
        _chat_events(body, desk, desk.stream(inquiry_of(body))), lambda error: sent_event(error.error, "error")
    )


@questions.post("/feedback", status_code=201, summary="Opinar sobre una respuesta")
def give_feedback(body: FeedbackRequest, desk: OpenDesk) -> FeedbackReceipt:
    """Guarda si la respuesta sirvió; no se guarda quién lo dice."""
    return FeedbackReceipt(id=desk.storage.add_feedback(Feedback(**body.model_dump())))


@library.get("/documents", summary="Documentos en que se busca")
def list_documents(library: CurrentLibrary) -> DocumentsSchema:
    """Las guías incluidas y los documentos incorporados."""
    documents = [document_to_schema(indexed) for indexed in library.documents.values()]
    return DocumentsSchema(documents=documents, index=index_to_schema(library))


@library.get(
    "/passages/{passage_id}",
    summary="Un pasaje",
    responses={404: {"model": ErrorSchema, "description": "No hay un pasaje con ese identificador."}},
)
def show_passage(passage_id: str, library: CurrentLibrary) -> PassageSchema:
    """El pasaje completo; si es de una guía, con el texto oficial que le corresponde."""
    return find_passage(library, passage_id)


@operation.get("/healthz", summary="El proceso está vivo")
async def healthz() -> HealthSchema:
    """Responde mientras el proceso viva, aunque no haya índice."""
    return HealthSchema()


@operation.get(
    "/readyz",
    summary="El índice está abierto",
    responses={503: {"model": ErrorSchema, "description": "Todavía no se puede responder; el código dice por qué."}},
)
def readyz(desk: OpenDesk) -> ReadySchema:
    """Responde 200 cuando ya se pueden hacer preguntas."""
    return ReadySchema(index=desk.index())


@operation.get(
    "/metrics",
    summary="Métricas de Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}, "description": "Formato de texto de Prometheus."}},
)
def show_metrics(desk: OpenDesk) -> Response:
    """Cuentas y tiempos, sin datos personales ni el texto de las preguntas."""
    try:
        index = desk.index()
    except VentanillaError:
        # Metrics matter most when something is wrong; the missing gauge says what.
        index = None
    return Response(desk.metrics.render(index), media_type=CONTENT_TYPE)


@unknown.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], response_model=None)
async def refuse_unknown(rest: str) -> NoReturn:
    """Keep mistyped API addresses from falling through to the page, which would answer them in HTML."""
    raise HTTPException(404)


def inquiry_of(body: AskRequest) -> Inquiry:
    """The question of a request; an empty list of documents means all of them."""
    return Inquiry(body.question, body.k, tuple(body.documents or ()) or None, body.session_id)


def find_passage(library: Library, passage_id: str) -> PassageSchema:
    """A passage of the library with its document and official text. Raises UnknownPassage."""
    passage = library.passage(passage_id)
    return passage_to_schema(passage, library.document(passage.document_id), library.official(passage))


def _reply(body: AskRequest, desk: Desk, answer: Answer) -> AnswerSchema | ExplainedAnswerSchema:
    return explained_answer(answer, desk.explain(answer)) if body.explain else answer_to_schema(answer)


def _chat_events(body: AskRequest, desk: Desk, pieces: Iterator[str | Answer]) -> Iterator[ServerSentEvent]:
    for piece in pieces:
        if isinstance(piece, Answer):
            yield sent_event(_reply(body, desk, piece), "answer")
        else:
            yield sent_event({"text": piece}, "delta")
