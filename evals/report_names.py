"""The words and numbers of reports, in Spanish."""

from collections.abc import Callable

NONE = "–"
MEASURES = {
    "hit_at_5": "Evidencia en los 5 primeros",
    "hit_at_1": "Evidencia en el primero",
    "mrr": "Rango recíproco medio",
    "recall": "Exhaustividad en 5",
    "ndcg": "nDCG en 5",
    "facts": "Datos que dice la respuesta",
    "fully": "Respuestas con todos sus datos",
    "answered": "Respuestas cuando las hay",
    "refusals": "Abstenciones debidas",
    "false_refusals": "Abstenciones indebidas",
    "score": "Puntaje de -1 a 1",
    "words": "Palabras por respuesta",
    "quotes_valid": "Citas textuales",
    "invalid_marks": "Citas que no existen",
    "citation_relevance": "Citas que vienen al caso",
    "citation_recall": "Afirmaciones sostenidas",
    "citation_precision": "Citas que sostienen",
    "quote_precision": "Precisión de lo citado",
    "quote_recall": "Exhaustividad de lo citado",
    "quote_f1": "F1 de lo citado",
    "risk_area": "Área de riesgo y cobertura",
}
KINDS = {
    "fact": "dato",
    "list": "lista",
    "definition": "definición",
    "who": "quién",
    "when": "cuándo",
    "where": "dónde",
    "procedure": "procedimiento",
    "comparison": "comparación",
    "unanswerable": "sin respuesta",
}
LANGUAGES = {"es": "español", "en": "inglés"}
# Of each question yes or no.
COUNTED = frozenset({"hit_at_5", "fully", "refusals", "false_refusals", "quotes_valid"})
# Neither more nor less is better.
NEITHER_IS_BETTER = frozenset({"words"})
_NUMBERS = frozenset({"mrr", "ndcg", "score", "risk_area"})


def share(value: float) -> str:
    """0.865 as 86.5%."""
    return f"{value:.1%}"


def number(value: float) -> str:
    """Three decimals, as ranks and scores have them."""
    return _minus(f"{value:.3f}")


def whole(value: float) -> str:
    """Without decimals, thousands apart."""
    return f"{value:,.0f}"


def tenths(value: float) -> str:
    """One decimal, thousands apart."""
    return f"{value:,.1f}"


def format_of(measure: str) -> Callable[[float], str]:
    """How the values of a measure are written."""
    if measure in _NUMBERS:
        return number
    return tenths if measure == "words" else share


def change(measure: str, value: float) -> str:
    """A difference with its sign; that of shares in percentage points."""
    if measure in _NUMBERS:
        return _minus(f"{value:+.3f}")
    return _minus(f"{value:+.1f}" if measure == "words" else f"{100 * value:+.1f}")


def p_value(p: float) -> str:
    """Three decimals; what would round to nothing is told as less."""
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _minus(text: str) -> str:
    """The typographic minus, which is as wide as the plus."""
    return text.replace("-", "−")
