"""How an answer came about, as one value: the JSON of it, and what the command line and the page show."""

from dataclasses import asdict
from typing import Literal, TypeAlias

from pydantic import BaseModel, Field

from assistant.answer import SECTION_SEPARATOR, Answer
from assistant.evidence import asked_datum, asks_for_harm, thing_asked
from assistant.fusion import STANDS_IN, FusionWeights
from assistant.query import QuestionType
from assistant.retrieval import Candidate
from assistant.service import SURE
from assistant.trace import Trace
from corpus.library import Library
from ui.explanation_additions import AdditionSchema, additions, as_written

Decision: TypeAlias = Literal["answered", "improbable", "off_topic", "harm", "nothing_found", "nothing_to_quote"]


class PlaceSchema(BaseModel):
    """De dónde es un pasaje, y qué citas de la respuesta salieron de él."""

    passage_id: str
    document_id: str
    document_title: str
    section: str
    page: int | None
    citations: list[int] = Field(description="Números de las citas que se tomaron de él.")


class FoundSchema(PlaceSchema):
    """Un pasaje encontrado, con lo que lo puso en su lugar."""

    rank: int = Field(description="Lugar, desde 1.")
    score: float = Field(description="Suma ponderada de las señales; es la de `passages`.")
    signals: dict[str, float | None] = Field(
        description="Cada señal antes de normalizar: parte de las palabras de la pregunta que el pasaje contiene con "
        "sus títulos y preguntas (`coverage`), BM25 (`text`, `heading`, `sentence`, `asked`) y cosenos "
        "(`question_vector`, `passage_vector`). Nula si el pasaje no tiene preguntas escritas.",
        examples=[{"coverage": 1.0, "text": 11.2, "heading": 19.3, "question_vector": 0.46}],
    )
    adds: AdditionSchema | None = Field(
        description="Qué añade al primero que se citó; nulo si no se citó, si es ese o si redactó un modelo."
    )


class ExplanationSchema(BaseModel):
    """Cómo se encontró una respuesta."""

    searched: str = Field(description="La pregunta como se entendió.")
    language: str
    kind: QuestionType = Field(description="Qué clase de respuesta se pide.")
    datum: str | None = Field(description="Qué clase de dato se pide: `money`, `contact`, `date`…", examples=["date"])
    thing: str | None = Field(description="Lo que se pide por su nombre.", examples=["sanción"])
    slips: dict[str, str] = Field(description="Palabras desconocidas, con aquella por la que también se buscó.")
    glossary: list[str] = Field(description="Términos del glosario que se añadieron a la búsqueda.")
    terms: dict[str, float] = Field(description="Peso de cada término buscado: `s:` raíz, `p:` palabra en singular.")
    parts: list[str] = Field(description="Las cosas que se preguntan, cuando son varias.")
    passages: list[FoundSchema] = Field(description="Los mejores pasajes: `k`, y más si se citó alguno posterior.")
    beside: list[PlaceSchema] = Field(description="Texto oficial citado por estar ligado a esos pasajes.")
    weights: dict[str, float] = Field(description="Peso de cada señal en la suma.")
    decision: Decision = Field(description="Por qué se respondió o no.")
    evidence: dict[str, float] = Field(description="En qué se apoya la decisión.")
    missing: list[str] = Field(description="Nombres y años de la pregunta que los mejores pasajes no mencionan.")
    probability: float = Field(description="Probabilidad estimada de que los documentos contengan la respuesta.")
    threshold: float = Field(description="Desde qué probabilidad se responde.")
    sure: float = Field(description="Desde qué probabilidad se responde sin advertir que conviene confirmarlo.")


def explain(answer: Answer, weights: FusionWeights, library: Library) -> ExplanationSchema | None:
    """How an answer came about; None for a courtesy, for which nothing was searched. The library names documents."""
    trace = answer.trace
    if trace is None:
        return None
    query = trace.query
    return ExplanationSchema(
        searched=answer.rewritten or query.text,
        language=query.language,
        kind=query.type,
        datum=datum.name if (datum := asked_datum(query.text)) else None,
        thing=as_written(thing, query.text) if (thing := thing_asked(query.text)) else None,
        slips=dict(query.repairs),
        glossary=list(query.expansions),
        terms={term: round(weight, 3) for term, weight in query.terms.items()},
        parts=[part.text for part in trace.parts],
        passages=_found(answer, trace, library),
        beside=_beside(answer, trace),
        weights=asdict(weights),
        decision=_decision(answer, trace),
        evidence=asdict(trace.evidence),
        missing=list(trace.missing),
        probability=trace.probability,
        threshold=trace.threshold,
        sure=SURE,
    )


def _found(answer: Answer, trace: Trace, library: Library) -> list[FoundSchema]:
    quoted = [_citing(answer, candidate.passage.id) for candidate in trace.candidates]
    last = max((rank for rank, numbers in enumerate(quoted, start=1) if numbers), default=0)
    shown = trace.candidates[: max(len(answer.passages), last)]
    added = additions(answer, trace, library)
    return [
        FoundSchema(
            passage_id=candidate.passage.id,
            document_id=candidate.passage.document_id,
            document_title=_title(candidate.passage.document_id, library),
            section=SECTION_SEPARATOR.join(candidate.passage.section),
            page=candidate.passage.page,
            citations=numbers,
            rank=rank,
            score=candidate.score,
            signals=_signals(candidate),
            adds=added.get(candidate.passage.id),
        )
        for rank, (candidate, numbers) in enumerate(zip(shown, quoted, strict=False), start=1)
    ]


def _beside(answer: Answer, trace: Trace) -> list[PlaceSchema]:
    """The passages that are cited without being candidates: official ones, which travel with a guide's section."""
    candidates = {candidate.passage.id for candidate in trace.candidates}
    cited = {citation.passage_id: citation for citation in answer.citations if citation.passage_id not in candidates}
    return [
        PlaceSchema(
            passage_id=passage_id,
            document_id=citation.document_id,
            document_title=citation.document_title,
            section=citation.section,
            page=citation.page,
            citations=_citing(answer, passage_id),
        )
        for passage_id, citation in cited.items()
    ]


def _title(document_id: str, library: Library) -> str:
    """The title of a document; its id once it has left the library."""
    indexed = library.documents.get(document_id)
    return indexed.document.title if indexed else document_id


def _signals(candidate: Candidate) -> dict[str, float | None]:
    unknown = () if candidate.passage.questions else STANDS_IN
    return {name: None if name in unknown else value for name, value in candidate.signals.items()}


def _citing(answer: Answer, passage_id: str) -> list[int]:
    return [citation.n for citation in answer.citations if citation.passage_id == passage_id]


def _decision(answer: Answer, trace: Trace) -> Decision:
    if not answer.abstained:
        return "answered"
    if asks_for_harm(trace.query.text):
        return "harm"
    if answer.reason == "off_topic":
        return "off_topic"
    if not trace.candidates:
        return "nothing_found"
    return "improbable" if trace.probability < trace.threshold else "nothing_to_quote"
