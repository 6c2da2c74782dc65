"""The JSON of the HTTP interface, which `ventanilla ask --json` prints too."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import SECTION_SEPARATOR, Answer, Citation, Mode, RankedPassage, Reason, Statement
from corpus.library import Library
from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport, Passage
from ui.explanation import ExplanationSchema

MAXIMUM_PASSAGES = 20

SessionId = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_-]{8,64}$",
        description="Identificador de la conversación, elegido por el cliente (de 8 a 64 letras, dígitos, `-` o `_`). "
        "Con él se entienden las preguntas de seguimiento.",
        examples=["taller-2026-abc123"],
    ),
]


class AskRequest(BaseModel):
    """Una pregunta."""

    question: str = Field(
        description="La pregunta, en lenguaje cotidiano.", examples=["¿Cómo se firma un hermanamiento?"]
    )
    k: int = Field(default=5, ge=1, le=MAXIMUM_PASSAGES, description="Cuántos pasajes devolver.")
    documents: list[str] | None = Field(
        default=None, max_length=100, description="Identificadores de los documentos en que buscar; todos si se omite."
    )
    session_id: SessionId | None = None
    explain: bool = Field(default=False, description="Añadir `explanation`: cómo se encontró la respuesta.")


class StatementSchema(BaseModel):
    """Una parte de la respuesta y los números de las citas en que se apoya."""

    text: str
    citations: list[int]


class CitationSchema(BaseModel):
    """El fragmento literal en que se apoya la respuesta."""

    model_config = ConfigDict(from_attributes=True)

    n: int = Field(description="Número con que aparece en la respuesta.")
    passage_id: str
    document_id: str
    document_title: str
    section: str = Field(description="Títulos que llevan al pasaje.", examples=["Capítulo 2 › Requisitos"])
    page: int | None
    quote: str = Field(description="Texto tomado a la letra del pasaje.")
    url: str | None


class OfficialPassageSchema(BaseModel):
    """El texto oficial que corresponde a la sección de una guía."""

    passage_id: str
    document_id: str
    section: str
    page: int | None
    text: str


class PassageSchema(BaseModel):
    """Un pasaje de la biblioteca."""

    passage_id: str
    kind: DocumentKind = Field(description="`guide`: guía en lenguaje claro; `official`: documento.")
    document_id: str
    section: str
    page: int | None
    text: str
    score: float | None = Field(description="Qué tan bien responde a la pregunta; nulo si no hubo pregunta.")
    official: list[OfficialPassageSchema] = Field(description="Texto oficial ligado a la guía, dos pasajes a lo más.")


class IndexSchema(BaseModel):
    """El índice que respondió."""

    generation: str
    embedder: str


class AnswerSchema(BaseModel):
    """La respuesta con sus citas."""

    question: str = Field(description="La pregunta recibida.")
    rewritten: str | None = Field(description="La pregunta completa, si se dedujo de la conversación.")
    language: str = Field(description="Idioma de la pregunta.", examples=["es"])
    abstained: bool = Field(description="Verdadero si los documentos no contienen la respuesta.")
    reason: Reason | None = Field(description="Por qué no hay respuesta con citas.", examples=["not_in_corpus"])
    answer: str = Field(description="La respuesta en Markdown, con marcas de cita como [1].")
    statements: list[StatementSchema]
    citations: list[CitationSchema] = Field(description="Solo lo que la respuesta usa.")
    passages: list[PassageSchema] = Field(description="Los pasajes encontrados, del mejor al menos bueno.")
    suggestions: list[str] = Field(description="Preguntas que los documentos sí responden.")
    mode: Mode = Field(description="`quotes`: citas textuales; `llm`: redactada por un modelo.")
    timings_ms: dict[str, float] = Field(examples=[{"retrieve": 3.1, "answer": 2.2, "total": 5.9}])
    index: IndexSchema
    note: str | None = Field(default=None, description="Aviso sobre cómo se hizo la respuesta.")


class ExplainedAnswerSchema(AnswerSchema):
    """La respuesta, y cómo se encontró."""

    explanation: ExplanationSchema | None = Field(description="Nulo en una cortesía, para la que no se busca nada.")


class DocumentSchema(BaseModel):
    """Un documento de la biblioteca."""

    id: str
    title: str
    kind: DocumentKind
    publisher: str | None
    year: int | None
    language: str
    url: str | None
    licence: str | None
    pages: int
    passages: int
    warnings: list[str] = Field(description="Avisos que dejó la incorporación del documento.")


class DocumentsSchema(BaseModel):
    """Los documentos en que se busca."""

    documents: list[DocumentSchema]
    index: IndexSchema


class ReportSchema(BaseModel):
    """Cómo quedó un archivo incorporado."""

    model_config = ConfigDict(from_attributes=True)

    document_id: str
    pages: int
    passages: int
    kept: float = Field(description="Parte de las letras del archivo que se conservó, de 0 a 1.")
    warnings: list[str]


class ChangeSchema(BaseModel):
    """Qué cambió en la biblioteca."""

    changed: bool
    generation: str
    added: list[str]
    updated: list[str]
    removed: list[str]
    reports: list[ReportSchema]


class FeedbackRequest(BaseModel):
    """Opinión sobre una respuesta."""

    helpful: bool = Field(description="Si la respuesta sirvió.")
    question: str | None = Field(default=None, max_length=2000)
    answer_id: str | None = Field(default=None, max_length=64)
    session_id: SessionId | None = None
    comment: str | None = Field(default=None, max_length=2000, examples=["Faltó decir cuánto tarda."])


class FeedbackReceipt(BaseModel):
    """Acuse de recibo de una opinión."""

    id: int


class HealthSchema(BaseModel):
    """El proceso está vivo."""

    status: Literal["ok"] = "ok"


class ReadySchema(BaseModel):
    """El índice está abierto."""

    status: Literal["ready"] = "ready"
    index: IndexSchema


class ErrorDetail(BaseModel):
    """Qué falló y qué hacer."""

    code: str = Field(description="Nombre estable del error, para programas.", examples=["question_empty"])
    message: str = Field(description="Explicación para quien pregunta.")
    retryable: bool = Field(description="Si puede servir intentarlo de nuevo.")


class ErrorSchema(BaseModel):
    """Todo error tiene esta forma."""

    error: ErrorDetail


def answer_to_schema(answer: Answer) -> AnswerSchema:
    """The answer as the HTTP interface gives it."""
    return AnswerSchema(
        question=answer.question,
        rewritten=answer.rewritten,
        language=answer.language,
        abstained=answer.abstained,
        reason=answer.reason,
        answer=answer.answer,
        statements=[_statement(statement) for statement in answer.statements],
        citations=[citation_to_schema(citation) for citation in answer.citations],
        passages=[_ranked(ranked) for ranked in answer.passages],
        suggestions=list(answer.suggestions),
        mode=answer.mode,
        timings_ms=dict(answer.timings_ms),
        index=IndexSchema(generation=answer.index.generation, embedder=answer.index.embedder),
        note=answer.note,
    )


def explained_answer(answer: Answer, explanation: ExplanationSchema | None) -> ExplainedAnswerSchema:
    """The answer as the HTTP interface gives it, with how it came about."""
    return ExplainedAnswerSchema(**answer_to_schema(answer).model_dump(), explanation=explanation)


def citation_to_schema(citation: Citation) -> CitationSchema:
    """A citation as the HTTP interface gives it."""
    return CitationSchema.model_validate(citation)


def passage_to_schema(
    passage: Passage, document: Document, official: tuple[Passage, ...] = (), score: float | None = None
) -> PassageSchema:
    """A passage as the HTTP interface gives it; `score` is None outside a search."""
    return PassageSchema(
        **_official(passage).model_dump(),
        kind=document.kind,
        score=score,
        official=[_official(linked) for linked in official],
    )


def document_to_schema(indexed: IndexedDocument) -> DocumentSchema:
    """A document of the library as the HTTP interface lists it."""
    document = indexed.document
    return DocumentSchema(
        id=document.id,
        title=document.title,
        kind=document.kind,
        publisher=document.publisher,
        year=document.year,
        language=document.language,
        url=document.url,
        licence=document.licence,
        pages=indexed.report.pages,
        passages=len(indexed.passages),
        warnings=list(indexed.report.warnings),
    )


def report_to_schema(report: IngestReport) -> ReportSchema:
    """How a file fared, as the HTTP interface gives it."""
    return ReportSchema.model_validate(report)


def index_to_schema(library: Library) -> IndexSchema:
    """Which index is open."""
    return IndexSchema(generation=library.generation, embedder=library.manifest.embedder)


def _statement(statement: Statement) -> StatementSchema:
    return StatementSchema(text=statement.text, citations=list(statement.citations))


def _ranked(ranked: RankedPassage) -> PassageSchema:
    return passage_to_schema(ranked.passage, ranked.document, ranked.official, ranked.score)


def _official(passage: Passage) -> OfficialPassageSchema:
    return OfficialPassageSchema(
        passage_id=passage.id,
        document_id=passage.document_id,
        section=SECTION_SEPARATOR.join(passage.section),
        page=passage.page,
        text=passage.text,
    )
