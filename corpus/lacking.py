"""How a guide tells that the documents leave something out."""

import re

from corpus.analysis import fold

_SOURCE = (
    r"documentos?|reporte|abc|libro( blanco)?|informe|textos?|guia|anexo|tomo|capitulo|volumen|lineamientos|fuentes?"
    r"|recuadro|tabla|cuadro|apartado"
)
_TELLS = (
    r"indica|dice|da|menciona|precisa|aclara|senala|habla|detalla|explica|especifica|trae|incluye|define|cuenta|reporta"
    r"|registra|consta|enumera|nombra|fija|describe|preve|informa|desglosa|publica"
)
LACKING = re.compile(rf"\b({_SOURCE})\b[^.]*\bno (se |lo )?({_TELLS})n?\b")
# The box at the end of a section that warns of something.
BOX = "**Ojo:**"


def says_lacking(sentence: str) -> bool:
    """Whether a sentence tells that the documents do not say something."""
    return bool(LACKING.search(fold(sentence)))
