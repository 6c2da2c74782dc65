"""The parts of the answerer that can be left out, and how to do without each."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from typing import Any

from assistant.answerability import AnswerabilityModel
from assistant.conversation import Understood
from assistant.evidence import DATA, asks_for
from assistant.fusion import fitted_weights
from assistant.query import QuestionType
from assistant.quoting import Quote, choose_quotes
from assistant.sections import AdditionModel
from corpus.library import Library
from evals.narrowing import without_guides, without_links, without_questions

WEIGHTS, MODEL = "assistant.service.fitted_weights", "assistant.service.AnswerabilityModel"


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its name in Spanish.

    `replaced` holds, by module and name, what stands for the constants and functions that make the part; `narrowed`
    takes it from a library; without the `glossary` the assistant has an empty one.
    """

    name: str
    replaced: Mapping[str, object] = field(default_factory=dict)
    narrowed: Callable[[Library], Library] = lambda library: library
    glossary: bool = True


def _unweighted(*signals: str) -> dict[str, object]:
    """Weights with which these signals count for nothing."""
    return {WEIGHTS: lambda: replace(fitted_weights(), **dict.fromkeys(signals, 0.0))}


def _unweighed(evidence: str) -> dict[str, object]:
    """The decision to decline, blind to one of the things that it rests on."""
    return {MODEL: partial(AnswerabilityModel, **{evidence: 0.0})}


def _without_data(*names: str) -> dict[str, object]:
    """These kinds of data are not told from others, in what is asked and in the questions of the bank."""
    data = tuple(datum for datum in DATA if datum.name not in names)
    # What the bank's questions ask for is remembered, with all kinds of data.
    return {"assistant.evidence.DATA": data, "assistant.answerability.asks_for": asks_for.__wrapped__}


def _as_never_told(*found: Any, told: Collection[str], **options: Any) -> list[Quote]:
    """The quotes that a first question would be given."""
    return choose_quotes(*found, **options)


WORDS = ("coverage", "text", "heading", "sentence", "asked")
VECTORS = ("question_vector", "passage_vector")

SEARCH = (
    Part("Parte hallada de la pregunta", _unweighted("coverage")),
    Part("Palabras del texto", _unweighted("text")),
    Part("Palabras de los títulos", _unweighted("heading")),
    Part("Palabras de la mejor oración", _unweighted("sentence")),
    Part("Palabras de las preguntas escritas", _unweighted("asked")),
    Part("Todas las palabras", _unweighted(*WORDS)),
    Part("Vectores de las preguntas escritas", _unweighted("question_vector")),
    Part("Vectores de los pasajes", _unweighted("passage_vector")),
    Part("Todos los vectores", _unweighted(*VECTORS)),
    Part("Suplentes de las preguntas que faltan", _unweighted("stand_in")),
    Part("Ventaja de la pregunta idéntica", {"assistant.retrieval.ASKED_BONUS": 0.0}),
    Part("Forma que pide la pregunta", {"assistant.retrieval.FIT_BONUS": 0.0}),
    Part("Notas y bibliografías al final", {"assistant.retrieval.BACK_MATTER_PENALTY": 0.0}),
)
KNOWLEDGE = (
    Part("Preguntas escritas", narrowed=without_questions),
    Part("Vínculos con el texto oficial", narrowed=without_links),
    Part("Guías", narrowed=without_guides),
    Part("Glosario", glossary=False),
)
READING = (
    Part("Menor peso de los otros nombres", {"assistant.query.ALIAS_SHARE": 1.0}),
    Part("Menor peso de las palabras en inglés", {"assistant.query.FOREIGN_WEIGHT": 1.0}),
    Part("Errores de escritura", {"assistant.query.repaired": lambda _text, _vocabulary: {}}),
    Part("Tipo de pregunta", {"assistant.query.question_type": lambda _text: QuestionType.FACT}),
    Part("Preguntas dobles", {"assistant.service.parts_of": lambda _question: ()}),
    Part("Conversación", {"assistant.service.understand": lambda text, *_context: Understood(text)}),
)
QUOTING = (
    Part("La guía primero", {"assistant.quoting.GUIDE_SHARE": 1.0}),
    Part("Secciones que agregan algo", {"assistant.sections.ADDITIONS": AdditionModel(threshold=math.inf)}),
    Part("Callar lo que los documentos no dicen", {"assistant.quoting.says_lacking": lambda _text: False}),
    Part("Oraciones oficiales al lado", {"assistant.quoting.BESIDE_SENTENCES": 0}),
    Part("Pasos y listas enteros", {"assistant.quoting.ASKED_WHOLE": {}}),
    Part("Pasajes oficiales cortos enteros", {"assistant.quoting.WHOLE_SHARE": 0.0}),
    Part("El dato que se pide, primero", {"assistant.quoting.NEAR_DATUM": math.inf}),
    Part(
        "Los dos lados de una comparación",
        {
            "assistant.service.sides_of": lambda _question, _glossary: (),
            "assistant.quoting._sides": lambda _passages, sentences: (sentences,),
        },
    ),
    Part("Señas del tipo en las oraciones", {"assistant.sentences.SIGN_BONUS": 0.0}),
    Part("Lugar del pasaje en las oraciones", {"assistant.sentences.PASSAGE_WEIGHT": 0.0}),
    Part("Lo ya dicho en la conversación", {"assistant.service.choose_quotes": _as_never_told}),
)
DECLINING = (
    Part("Abstenerse por los nombres que faltan", _unweighed("names_missing")),
    Part("Abstenerse por la cosa que falta", _unweighed("thing_missing")),
    Part("Abstenerse por el dato que falta", _unweighed("datum_missing")),
    Part("Abstenerse por el dato que nadie pregunta", _unweighed("datum_unasked")),
    Part("Datos de quién paga, plazos y vigencias", _without_data("payer", "frequency", "validity", "duration")),
    Part("Abstenerse por el año que falta", _unweighed("year_missing")),
    Part("Abstenerse de lo que es de hoy", _unweighed("of_now")),
    Part("Abstenerse de ayudar a un daño", {"assistant.service.asks_for_harm": lambda _question: False}),
    Part("Abstenerse", {MODEL: partial(AnswerabilityModel, threshold=0.0)}),
)
PARTS = (*SEARCH, *KNOWLEDGE, *READING, *QUOTING, *DECLINING)


@contextmanager
def without(part: Part) -> Iterator[None]:
    """What a part replaces stays replaced within. For one thread, and for measuring alone.

    Raises AttributeError when the assistant has nothing of a name any more.
    """
    with ExitStack() as restored:
        for path, value in part.replaced.items():
            module_name, _, name = path.rpartition(".")
            module = import_module(module_name)
            restored.callback(setattr, module, name, getattr(module, name))
            setattr(module, name, value)
        yield
