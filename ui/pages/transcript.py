"""A conversation as a Markdown text to hand out."""

from collections.abc import Sequence
from datetime import datetime

from assistant.answer import Citation
from ui.pages.exchanges import Exchange

TITLE = "# Conversación con Ventanilla"
CAUTION = (
    "Ventanilla es un asistente: cita documentos, no sustituye la consulta con la autoridad. "
    "Conviene verificar en la fuente los plazos, los requisitos y los contactos."
)


def transcript(exchanges: Sequence[Exchange], when: datetime) -> str:
    """Every question with its answer and, under it, its sources and quotes; empty when nothing was asked."""
    if not exchanges:
        return ""
    parts = [TITLE, f"{when:%d/%m/%Y, %H:%M} horas", *map(_exchange, exchanges), f"---\n\n{CAUTION}"]
    return "\n\n".join(parts) + "\n"


def _exchange(exchange: Exchange) -> str:
    parts = [f"## {' '.join(exchange.question.split())}"]
    answer = exchange.answer
    if answer is None:
        return "\n\n".join([*parts, exchange.recalled or exchange.failure])
    if answer.rewritten:
        parts.append(f"*Entendido como: {answer.rewritten}*")
    parts.append(answer.answer)
    if answer.note:
        parts.append(f"*{answer.note}*")
    if answer.citations:
        parts.append("### Fuentes\n\n" + "\n\n".join(_source(citation) for citation in answer.citations))
    return "\n\n".join(parts)


def _source(citation: Citation) -> str:
    page = f", p. {citation.page}" if citation.page is not None else ""
    section = f", «{citation.section}»" if citation.section else ""
    quote = "\n".join(f"> {line}".rstrip() for line in citation.quote.splitlines())
    return f"**[{citation.n}]** {citation.document_title}{section}{page}\n\n{quote}"
