"""The Spanish line for each fault of a question set, a table or a reviewed sheet."""

from collections.abc import Iterable, Mapping

from evals.faults import Fault, FaultKind

TEXTS: Mapping[FaultKind, str] = {
    FaultKind.COLUMN_MISSING: "falta la columna «{value}»",
    FaultKind.COLUMN_REPEATED: "hay más de una columna que puede ser «{value}»",
    FaultKind.NO_ROWS: "no hay ninguna pregunta",
    FaultKind.NEITHER_YES_NOR_NO: "«{value}» no es «sí» ni «no»",
    FaultKind.ANSWERABILITY_UNKNOWN: "no trae datos, evidencia ni secciones, ni dice que no tiene respuesta",
    FaultKind.NOT_JSON: "no es JSON a partir del carácter {value}",
    FaultKind.NOT_AN_OBJECT: "no es un objeto JSON, entre llaves",
    FaultKind.FIELD_MISSING: "falta «{value}»",
    FaultKind.FIELD_UNKNOWN: "el campo «{value}» no se conoce y no se usa",
    FaultKind.NOT_A_TEXT: "en «{value}» debe ir un texto entre comillas",
    FaultKind.NOT_A_LIST: "en «{value}» debe ir una lista entre corchetes",
    FaultKind.NOT_A_BOOLEAN: "en «{value}» debe ir true o false, sin comillas",
    FaultKind.NOTHING_TO_COMPARE: "no tiene letras ni cifras que comparar: {value}",
    FaultKind.LANGUAGE_UNKNOWN: "el idioma debe ser «es» o «en», no «{value}»",
    FaultKind.ID_REPEATED: "el identificador «{value}» ya se usó",
    FaultKind.QUESTION_REPEATED: "la pregunta ya se hizo: «{value}»",
    FaultKind.GOLD_MISSING: "dice que tiene respuesta, pero no trae datos, evidencia ni secciones",
    FaultKind.GOLD_UNEXPECTED: "dice que no tiene respuesta, pero trae datos, evidencia o secciones",
    FaultKind.SECTION_UNKNOWN: "ninguna guía tiene la sección «{value}»",
    FaultKind.FACT_NOT_IN_SECTIONS: "ninguna de sus secciones dice «{value}»",
    FaultKind.OFFICIAL_INCOMPLETE: "en «official», falta «section», o un «document» que esté en «documents»",
    FaultKind.HEADING_UNKNOWN: "en la biblioteca, «{value}» no tiene un encabezado así",
    FaultKind.ITEM_UNKNOWN: "la clave «{value}» no es de esta corrida",
    FaultKind.ITEM_REPEATED: "la clave «{value}» ya apareció",
    FaultKind.ITEM_MISSING: "falta la clave {value}: «{other}»",
    FaultKind.VERDICT_MISSING: "falta el veredicto: correcta, parcial o incorrecta",
    FaultKind.VERDICT_UNKNOWN: "«{value}» no es un veredicto: correcta, parcial o incorrecta",
}
# What is said of the other thing that a fault has to do with.
PLACES = frozenset({FaultKind.ID_REPEATED, FaultKind.QUESTION_REPEATED, FaultKind.ITEM_REPEATED})
SLIPS = frozenset({FaultKind.FIELD_UNKNOWN, FaultKind.SECTION_UNKNOWN, FaultKind.HEADING_UNKNOWN})


def fault_lines(faults: Iterable[Fault], unit: str) -> list[str]:
    """A line for each fault: file, `unit` («fila» or «línea») with its number, and what is wrong."""
    return [_line(fault, unit) for fault in faults]


def _line(fault: Fault, unit: str) -> str:
    place = f"{fault.path}, {unit} {fault.line}" if fault.line else str(fault.path)
    return f"{place}: {'aviso: ' if fault.is_warning else ''}{_text(fault, unit)}."


def _text(fault: Fault, unit: str) -> str:
    text = TEXTS[fault.kind].format(value=fault.value, other=fault.other)
    if fault.kind in PLACES and fault.other:
        where = f"{unit} {fault.other}" if fault.other.isdigit() else fault.other
        return f"{text} ({where})"
    if fault.kind in SLIPS and fault.other:
        return f"{text}; quizá es «{fault.other}»"
    return text
