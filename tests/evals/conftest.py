"""Answers and questions made by hand, whose figures can be worked out on paper."""

from collections.abc import Callable

import pytest

from assistant.answer import Answer, Citation, IndexInfo, RankedPassage
from assistant.answer import Statement as Said
from corpus.models import Document, DocumentKind, Passage, PassageKind, Span
from evals.datasets import EvalQuestion
from evals.results import Result, Statement
from evals.stamps import Machine, SetUsed, Stamp

DOCUMENT = Document("planos", "Reglamento de planos", DocumentKind.OFFICIAL, "", "0")


@pytest.fixture
def make_question() -> Callable[..., EvalQuestion]:
    """A question that is answerable by a span, unless told otherwise."""

    def make(**values: object) -> EvalQuestion:
        usual: dict[str, object] = {
            "id": "q1",
            "language": "es",
            "kind": "fact",
            "question": "¿Cuánto dura el préstamo?",
            "answerable": True,
            "documents": ("planos",),
            "evidence": ("dura once días",),
            "facts": (("once días", "11 días"),),
        }
        return EvalQuestion(**{**usual, **values})

    return make


@pytest.fixture
def make_passage() -> Callable[..., Passage]:
    """A passage of one unit."""

    def make(id_: str, text: str) -> Passage:
        return Passage(id_, "planos", ("Préstamo",), 0, len(text), text, PassageKind.PROSE, (Span(0, len(text)),), 9)

    return make


@pytest.fixture
def make_answer(make_passage: Callable[..., Passage]) -> Callable[..., Answer]:
    """An answer over passages given by id and text, each with the texts that travel with it."""

    def make(
        text: str = "",
        passages: dict[str, str] | None = None,
        quotes: tuple[tuple[str, str], ...] = (),
        companions: dict[str, str] | None = None,
    ) -> Answer:
        official = tuple(make_passage(id_, said) for id_, said in (companions or {}).items())
        return Answer(
            question="¿Cuánto dura el préstamo?",
            rewritten=None,
            language="es",
            abstained=False,
            reason=None,
            answer=text,
            statements=tuple(Said(quote, (n,)) for n, (_, quote) in enumerate(quotes, start=1)),
            citations=tuple(
                Citation(n, id_, "planos", DOCUMENT.title, "Préstamo", None, quote, None)
                for n, (id_, quote) in enumerate(quotes, start=1)
            ),
            passages=tuple(
                RankedPassage(make_passage(id_, said), DOCUMENT, 1.0, official)
                for id_, said in (passages or {}).items()
            ),
            suggestions=(),
            mode="quotes",
            timings_ms={"retrieve": 1.0, "answer": 1.0, "total": 2.0},
            index=IndexInfo("1", "none"),
        )

    return make


@pytest.fixture
def make_result() -> Callable[..., Result]:
    """The result of an answerable question that was answered in full, unless told otherwise."""

    def make(id_: str, **values: object) -> Result:
        usual: dict[str, object] = {
            "kind": "fact",
            "language": "es",
            "question": f"¿{id_}?",
            "answerable": True,
            "abstained": False,
            "rank": 1,
            "facts": 1.0,
            "quotes_valid": True,
            "words": 40,
            "milliseconds": 2.0,
            "answer": "Dura once días. [1]",
            "recall": 1.0,
            "ndcg": 1.0,
            "score": 1.0,
            "confidence": 0.9,
            "documents": ("planos",),
            "statements": (Statement("Dura once días.", ("El préstamo dura once días.",)),),
            "passages": ("El préstamo dura once días.",),
            "places": ("planos › Préstamo",),
        }
        return Result(id=id_, **{**usual, **values})

    return make


@pytest.fixture
def stamp() -> Stamp:
    """What a run was made with."""
    return Stamp(
        system="ventanilla",
        sets=(SetUsed("planos", "0a1b"),),
        entailment="palabras",
        settings="5e77",
        generation="1",
        corpus="c0de",
        documents=("reglas", "tarifas"),
        version="0.1.0",
        commit="abc123",
        changes="d1ff",
        machine=Machine(2, "Procesador X", "3.11.9", "Linux"),
        seed=1,
        date="2026-11-21T10:00:00-06:00",
    )
