"""How an answer came about in plain Spanish: the words that the command line and the page share."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answerability import CONSIDERED
from assistant.query import QuestionType
from ui.explanation import Decision, ExplanationSchema, PlaceSchema
from ui.explanation_additions import AdditionSchema
from ui.terminal import citation_marks

TITLE = "Cómo se encontró"
TITLE_ASKING = "¿Cómo se encontró esta respuesta?"
NOTHING_SEARCHED = "No hubo nada que buscar: es un saludo, un agradecimiento o una pregunta sobre el asistente."
THE_QUESTION = "La pregunta"
THE_PASSAGES = "Los mejores pasajes"
NO_PASSAGES = "No se encontró ningún pasaje."
SCORE = "puntos"
WEIGHT = "peso"
ABSENT = "—"

KINDS: Mapping[QuestionType, str] = {
    QuestionType.PROCEDURE: "los pasos o requisitos de algo",
    QuestionType.LIST: "una lista",
    QuestionType.DEFINITION: "qué es algo",
    QuestionType.WHO: "quién, o qué oficina",
    QuestionType.WHEN: "cuándo, o en cuánto tiempo",
    QuestionType.HOW_MANY: "cuánto o cuántos",
    QuestionType.MAY_I: "si algo se puede o es obligatorio",
    QuestionType.COMPARISON: "una comparación",
    QuestionType.FACT: "un dato o una explicación",
}
# The kinds of data of `assistant.evidence`.
DATA: Mapping[str, str] = {
    "money": "un monto",
    "contact": "un teléfono, correo, domicilio u horario",
    "payer": "quién paga",
    "frequency": "cada cuándo",
    "validity": "hasta cuándo",
    "duration": "cuánto dura o tarda",
    "date": "una fecha",
    "count": "un número",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way of comparing a question with a passage: the format in which it is told, and the label of each signal."""

    name: str
    format: str
    signals: Mapping[str, str]


WAYS = (
    Way("palabras", ".0%", {"coverage": "halladas"}),
    Way(
        "coincidencia de palabras",
        ".1f",
        {"text": "texto", "heading": "títulos", "sentence": "oración", "asked": "preguntas"},
    ),
    Way("cercanía de sentido", ".2f", {"question_vector": "preguntas", "passage_vector": "texto"}),
)
HOW_TO_READ = (
    "Las palabras halladas son la parte de las de la pregunta que está en el pasaje, en sus títulos o en sus "
    "preguntas, con ese u otro nombre; las menos comunes cuentan más. La coincidencia las compara por separado con su "
    "texto, sus títulos, la mejor de sus oraciones y las preguntas que ya se sabe que responde (BM25; más es mejor). "
    "La cercanía de sentido compara lo que significan, aunque se diga de otro modo (coseno; el máximo es 1).",
    "Los puntos dicen cuánto sobresale un pasaje entre todos, con cada señal según su peso. Suman algo más si tiene la "
    "forma que se pide (pasos, lista, definición) o si se escribió para esa misma pregunta.",
)
ADDED = "Además del pasaje {lead} se citó {others}."
ADDED_SEVERAL = "Además del pasaje {lead} se citaron otros: {others}."
COMPLETES = "puede completar la respuesta"
# How many of the words that a passage adds are told.
WORDS_TOLD = 2
WITHOUT_QUESTIONS = f"{ABSENT} El pasaje no tiene preguntas escritas; esa señal se estima por las demás."
NOT_THE_FIRST = (
    "No siempre se cita lo primero: antes va la sección de una guía que sea casi tan buena, porque es una respuesta "
    "completa, y lo que se acaba de citar no se repite entero."
)

PROBABLE = (
    "Se estima en {probability} la probabilidad de que los documentos contengan la respuesta, y se responde desde "
    "{threshold}."
)
DOUBTFUL = "Con menos de {sure} se advierte que conviene confirmarlo."
WHY: Mapping[Decision, tuple[str, str]] = {
    "answered": ("Por qué se respondió", PROBABLE),
    "improbable": ("Por qué no se respondió", PROBABLE),
    "off_topic": (
        "Por qué no se respondió",
        f"{PROBABLE} Tampoco nombra un tema del glosario ni se parece a lo que tratan los documentos.",
    ),
    "harm": (
        "Por qué no se respondió",
        "Se pide ayuda con algo dañino o ilegal, que no se da aunque los documentos traten el tema.",
    ),
    "nothing_found": ("Por qué no se respondió", "En los documentos elegidos no hay ningún pasaje."),
    "nothing_to_quote": (
        "Por qué no se respondió",
        f"{PROBABLE} Pero lo más cercano no dice nada que se pueda citar por sí solo.",
    ),
}
# The evidence of a decision, said of the best passages; what is missing is said only when it is.
EVIDENCE: Mapping[str, str] = {
    "coverage": "Lo más cercano contiene {value:.0%} de las palabras de la pregunta; las menos comunes cuentan más.",
    "similarity": "Su sentido se acerca al de la pregunta en {value:.2f}; el máximo es 1.",
    "thing_missing": "No menciona lo que se pide: «{thing}».",
    "datum_missing": "No dice lo que se pide: {datum}.",
    "datum_unasked": "La pregunta más parecida de las que ya se sabe que responde pide otra cosa; la que pide lo mismo "
    "({datum}) se parece {value:.2f} menos.",
    "of_now": "Se pregunta por el presente o por lo que viene, y los documentos dicen lo que se sabía al escribirlos.",
}
ALWAYS_SAID = ("coverage", "similarity")
# A smaller difference between two questions decides nothing.
LEAST_UNASKED = 0.05
# These are told by the names and years themselves.
TOLD_BY_MISSING = ("names_missing", "year_missing")
STAGES: Mapping[str, str] = {"retrieve": "búsqueda", "answer": "respuesta", "total": "total"}


def question_facts(explanation: ExplanationSchema) -> list[tuple[str, str]]:
    """What was understood of the question, as pairs of a label and a text."""
    slips = ", ".join(f"«{written}» como «{meant}»" for written, meant in explanation.slips.items())
    parts = "; ".join(f"{number}) {part}" for number, part in enumerate(explanation.parts, start=1))
    facts = [
        ("Se buscó", explanation.searched),
        ("Idioma", "" if explanation.language == "es" else "inglés; los textos están en español"),
        ("Qué se pide", _asked(explanation)),
        ("Se leyó también", slips),
        ("Del glosario", ", ".join(explanation.glossary)),
        ("Por partes", parts),
    ]
    return [(label, text) for label, text in facts if text]


def _asked(explanation: ExplanationSchema) -> str:
    """What is asked for: the kind of answer and the kind of datum, which alone tells it better than «un dato»."""
    told_by_datum = explanation.datum is not None and explanation.kind is QuestionType.FACT
    kind = [] if told_by_datum else [KINDS[explanation.kind]]
    return "; ".join([*kind, *([DATA[explanation.datum]] if explanation.datum else [])])


def place_name(place: PlaceSchema) -> str:
    """The document and section of a passage, and its page if it has one."""
    page = f", p. {place.page}" if place.page is not None else ""
    return f"{place.document_title}{f' › {place.section}' if place.section else ''}{page}"


def quoted_as(place: PlaceSchema) -> str:
    """`citado en [1, 2]`, or nothing."""
    return f"citado en {citation_marks(place.citations)}" if place.citations else ""


def signal_texts(signals: Mapping[str, float | None]) -> list[str]:
    """The value of each signal, in the order of the columns."""
    return [
        ABSENT if (value := signals[name]) is None else f"{value:{way.format}}" for way in WAYS for name in way.signals
    ]


def weight_texts(weights: Mapping[str, float]) -> list[str]:
    """The weight of each signal, in the order of the columns."""
    return [f"{weights[name]:g}" for way in WAYS for name in way.signals]


def notes(explanation: ExplanationSchema) -> list[str]:
    """What one needs to know to read the table; nothing without passages."""
    if not explanation.passages:
        return []
    absent = any(value is None for found in explanation.passages for value in found.signals.values())
    beside = [
        f"Texto oficial ligado a una de esas secciones, {quoted_as(place)}: {place_name(place)}."
        for place in explanation.beside
    ]
    passed_over = explanation.decision == "answered" and not explanation.passages[0].citations
    return [
        *_added(explanation),
        *beside,
        *([NOT_THE_FIRST] if passed_over else []),
        *([WITHOUT_QUESTIONS] if absent else []),
        *HOW_TO_READ,
    ]


def why(explanation: ExplanationSchema) -> tuple[str, list[str]]:
    """Why the question was answered or declined: the heading, and its sentences."""
    heading, reason = WHY[explanation.decision]
    doubtful = explanation.decision == "answered" and explanation.probability < explanation.sure
    reason = f"{reason} {DOUBTFUL}" if doubtful else reason
    limits = {name: _percent(getattr(explanation, name)) for name in ("probability", "threshold", "sure")}
    reason = reason.format(**limits)
    if not explanation.passages:
        return heading, [reason]
    datum = DATA[explanation.datum] if explanation.datum else ""
    said = [
        sentence.format(value=explanation.evidence[name], thing=explanation.thing, datum=datum)
        for name, sentence in EVIDENCE.items()
        if _is_said(name, explanation)
    ]
    missing = f"No menciona {' ni '.join(f'«{name}»' for name in explanation.missing)}."
    return heading, [reason, *said, *([missing] if explanation.missing else [])]


def _is_said(name: str, explanation: ExplanationSchema) -> bool:
    """Whether a piece of evidence is worth a sentence; what is compared with questions, only where there are some."""
    if name == "datum_unasked":
        asked = any(found.signals["asked"] is not None for found in explanation.passages[:CONSIDERED])
        return asked and explanation.evidence[name] >= LEAST_UNASKED
    return name in ALWAYS_SAID or bool(explanation.evidence[name])


def _added(explanation: ExplanationSchema) -> list[str]:
    """Why more passages than one were quoted, in one sentence; nothing when no more were."""
    added = [(found.rank, found.adds) for found in explanation.passages if found.adds]
    if not added:
        return []
    quoted = (found for found in explanation.passages if found.citations)
    lead = min(quoted, key=lambda found: found.citations[0]).rank
    others = [f"el {rank} porque {_reason(adds)}" for rank, adds in added]
    sentence = ADDED if len(others) == 1 else ADDED_SEVERAL
    return [sentence.format(lead=lead, others="; ".join(others))]


def _reason(adds: AdditionSchema) -> str:
    """What a passage adds, after «porque»."""
    words = _listed([f"«{word}»" for word in adds.words[:WORDS_TOLD]])
    reasons = [
        *([f"responde mejor a la parte {adds.part} de la pregunta"] if adds.part else []),
        *([f"menciona {words}"] if words else []),
    ]
    return _listed(reasons) or COMPLETES


def _listed(texts: Sequence[str]) -> str:
    """Texts as one: with commas, and «y» before the last."""
    *first, last = texts or ("",)
    return f"{', '.join(first)} y {last}" if first else last


def timings_line(timings_ms: Mapping[str, float]) -> str:
    """The time that each stage took."""
    return "Tiempo: " + ", ".join(f"{STAGES[name]} {value:.1f} ms" for name, value in timings_ms.items()) + "."


def _percent(share: float) -> str:
    """A whole percentage, rounded down: what falls short of a threshold must not seem to reach it."""
    return f"{math.floor(100 * share + 1e-9)}%"
