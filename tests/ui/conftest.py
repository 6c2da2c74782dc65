"""A small assistant with the interface of the real one, over a real library of two documents, and a client for it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant.answer import Answer, Citation, IndexInfo, RankedPassage, Statement, Turn
from assistant.answerability import Evidence
from assistant.fusion import FusionWeights
from assistant.query import Query, QuestionType
from assistant.retrieval import Candidate
from assistant.trace import Trace
from corpus.errors import EmptyQuestion, LanguageModelUnavailable, UnknownDocument
from corpus.generations import Manifest
from corpus.library import Library
from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport, Passage, PassageKind, Span, passage_id
from corpus.settings import CorpusSettings
from ui.settings import UiSettings

TOKEN = "k7Qp2xZ9vR4mW8sT1nB6"
BASE_URL = "http://127.0.0.1:8000"
GUIDE_TEXT = "La ventanilla municipal atiende de nueve a tres. Las copias cuestan doce pesos."
OFFICIAL_TEXT = "Artículo 1. El horario de atención es de las 9:00 a las 15:00 horas."


def indexed(
    document_id: str, kind: DocumentKind, text: str, section: str, official: tuple[str, ...] = ()
) -> IndexedDocument:
    """A document of a single passage."""
    document = Document(document_id, f"Título de {document_id}", kind, text, "0", "Villa Ficticia", 2024)
    passage = Passage(
        id=passage_id(document_id, (section,), text),
        document_id=document_id,
        section=("Capítulo", section),
        start=0,
        end=len(text),
        text=text,
        kind=PassageKind.PROSE,
        units=(Span(0, len(text)),),
        tokens=20,
        page=None if kind is DocumentKind.GUIDE else 7,
        official=official,
    )
    return IndexedDocument(document, (passage,), IngestReport(document_id, 1, 1, 1.0, ("Una página sin texto.",)))


def small_library(home: Path) -> Library:
    """A guide linked to an official text; nothing to search with, since the stand-in does not search."""
    official = indexed("reglamento", DocumentKind.OFFICIAL, OFFICIAL_TEXT, "Horario")
    guide = indexed("guia", DocumentKind.GUIDE, GUIDE_TEXT, "Atención", (official.passages[0].id,))
    documents = {entry.document.id: entry for entry in (guide, official)}
    manifest = Manifest("20260101-000000-000", "2026-01-01", "stand-in", 3, 1, "0", {}, 2, 0, {})
    return Library(home, manifest, documents, None, None, None)


def traced(question: str, passage: Passage, *, probability: float) -> Trace:
    """How the stand-in came to its only passage."""
    query = Query(question, "es", QuestionType.HOW_MANY, {"p:copia": 1.0}, ("copia",), {"copya": "copia"})
    signals = {
        "coverage": 0.75,
        "text": 4.25,
        "heading": 0.0,
        "sentence": 3.0,
        "asked": 1.0,
        "question_vector": 0.5,
        "passage_vector": 0.4,
    }
    evidence = Evidence(0.75, 0.5, *[0.0] * (len(fields(Evidence)) - 2))
    return Trace(query, {}, (Candidate(0, passage, 0.83, signals),), evidence, probability, 0.62)


class StandIn:
    """Answers every question with the guide's only passage; some words in a question make it fail, «hola» greets."""

    weights = FusionWeights()

    def __init__(self, library: Library) -> None:
        self.library = library
        self.history: Sequence[Turn] = ()
        self.asked: dict[str, object] = {}
        self.refreshed = 0

    def refresh(self) -> bool:
        """Count the calls."""
        self.refreshed += 1
        return False

    def ask(
        self, question: str, *, k: int = 5, documents: Sequence[str] | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """The same answer always, but for empty questions and unknown documents."""
        self.history, self.asked = tuple(history), {"k": k, "documents": documents}
        if not question.strip():
            raise EmptyQuestion
        for document_id in documents or ():
            if document_id not in self.library.documents:
                raise UnknownDocument(document_id, tuple(self.library.documents))
        if "explota" in question:
            raise RuntimeError(f"secreto interno: {question}")
        return self._answer(question, abstained="receta" in question)

    def stream(
        self, question: str, *, k: int = 5, documents: Sequence[str] | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        """The words of the answer, then the answer; breaks after two words if the question says so."""
        answer = self.ask(question.replace("explota", "rompe"), k=k, documents=documents, history=history)
        for number, word in enumerate(answer.answer.split(" ")):
            if number == 2 and "falla a medias" in question:
                raise LanguageModelUnavailable("timed out")
            if number == 2 and "explota a medias" in question:
                raise RuntimeError("secreto interno")
            yield word if number == 0 else f" {word}"
        yield answer

    def _answer(self, question: str, *, abstained: bool) -> Answer:
        entry = self.library.documents["guia"]
        passage = entry.passages[0]
        quote = "Las copias cuestan doce pesos."
        citation = Citation(1, passage.id, "guia", entry.document.title, "Capítulo › Atención", 7, quote, None)
        ranked = RankedPassage(passage, entry.document, 0.83, self.library.official(passage))
        return Answer(
            question=question,
            rewritten=f"{question} (completa)" if self.history else None,
            language="es",
            abstained=abstained,
            reason="not_in_corpus" if abstained else None,
            answer="Eso no está en los documentos." if abstained else f"{quote} [1]",
            statements=() if abstained else (Statement(quote, (1,)),),
            citations=() if abstained else (citation,),
            passages=(ranked,),
            suggestions=("¿Cuál es el horario?",),
            mode="quotes",
            timings_ms={"retrieve": 1.0, "answer": 1.0, "total": 2.0},
            index=IndexInfo(self.library.generation, "stand-in"),
            trace=None if question == "hola" else traced(question, passage, probability=0.09 if abstained else 0.97),
        )


@pytest.fixture
def stand_in(tmp_path: Path) -> StandIn:
    """The assistant behind `client`."""
    return StandIn(small_library(tmp_path))


@pytest.fixture
def make_client(tmp_path: Path) -> Iterator[Callable[..., TestClient]]:
    """Makes a client of a server over an assistant or a loader, with other settings if given."""
    from ui.app import create_app

    opened: list[TestClient] = []

    def make(assistant: object, **settings: object) -> TestClient:
        app = create_app(
            assistant,
            settings=UiSettings(_env_file=None, **{"admin_token": TOKEN, **settings}),
            corpus_settings=CorpusSettings(_env_file=None, home=tmp_path / "home"),
            page=False,
        )
        client = TestClient(app, base_url=BASE_URL, raise_server_exceptions=False)
        opened.append(client.__enter__())
        return client

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def client(make_client: Callable[..., TestClient], stand_in: StandIn) -> TestClient:
    """A client of a server over the stand-in."""
    return make_client(stand_in)


@pytest.fixture
def admin() -> dict[str, str]:
    """The headers of the administrator."""
    return {"Authorization": f"Bearer {TOKEN}"}
