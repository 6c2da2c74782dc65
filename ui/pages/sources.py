"""The panel of sources: what the answer cites, with the quoted words marked, and apart what else was consulted."""

from collections.abc import Mapping, Sequence
from html import escape

from assistant.answer import SECTION_SEPARATOR, Citation, RankedPassage
from corpus.models import Document, DocumentKind, Passage
from ui.pages.exchanges import Exchange
from ui.pages.passage_html import find_highlights, passage_html

KIND_NAMES = {DocumentKind.GUIDE: "Guía de Ventanilla", DocumentKind.OFFICIAL: "Texto oficial"}
BEFORE_ANY_QUESTION = (
    "Aquí aparecen los textos en que se apoya cada respuesta, con las palabras citadas resaltadas. "
    "Al elegir un número de la respuesta se muestra la cita que le corresponde."
)
WITHOUT_SOURCES = "Esta respuesta no se apoya en ningún documento."
NOTHING_CITED = "Los documentos no contienen la respuesta; por eso no se cita ninguno."
CITED = "Citadas en la respuesta"
CONSULTED = "También consultadas"
NEAREST = "Lo más cercano que se encontró"
BACK = "Volver a la respuesta"


def sources_html(exchanges: Sequence[Exchange], titles: Mapping[str, str]) -> str:
    """The whole panel; `titles` are those of the library's documents by id.

    Only the last answer's sources are visible, and the page shows those of another when one of its numbers is chosen.
    What was consulted without being cited is kept for the last answer alone, so that the panel stays light.
    """
    blocks = [_answer_sources(exchange, titles, is_last=exchange is exchanges[-1]) for exchange in exchanges]
    return f"<h2>Fuentes</h2>{''.join(blocks) or _empty(BEFORE_ANY_QUESTION)}"


def card_html(
    found: RankedPassage, answer_number: int, citations: Sequence[Citation], titles: Mapping[str, str]
) -> str:
    """A cited passage as one card, however many citations it has, with all their quotes marked.

    The id of the card is `fuente-{answer_number}-{n}`, n being the number of its first citation.
    """
    passage, document = found.passage, found.document
    highlights = find_highlights(passage.text, [(citation.n, citation.quote) for citation in citations])
    numbers = "".join(f'<span class="numero">{citation.n}</span>' for citation in citations)
    spoken = ", ".join(str(citation.n) for citation in citations)
    return (
        f'<article class="ficha" id="fuente-{answer_number}-{citations[0].n}" tabindex="-1"'
        f' aria-label="Fuente {spoken}: {escape(document.title)}">'
        f'<div class="cabeza"><span class="numeros" aria-hidden="true">{numbers}</span>{_badge(document)}</div>'
        f"{_place(document, passage)}"
        f'<div class="texto">{passage_html(passage.text, highlights)}</div>'
        f"{official_html(found.official, titles)}{_link(document)}</article>"
    )


def consulted_html(found: RankedPassage, titles: Mapping[str, str]) -> str:
    """A passage that was consulted and not cited, folded."""
    return (
        f'<details class="ficha consultada"><summary>{_badge(found.document)}{_place(found.document, found.passage)}'
        f'</summary><div class="texto">{passage_html(found.passage.text)}</div>'
        f"{official_html(found.official, titles)}{_link(found.document)}</details>"
    )


def official_html(official: Sequence[Passage], titles: Mapping[str, str]) -> str:
    """The official passages that a guide's section rests on, each folded under the name of its document."""
    return "".join(
        f'<details class="oficial"><summary>Texto oficial: {_title(passage, titles)}{_page(passage)}'
        f'<span class="lugar">{escape(_heading(passage))}</span></summary>'
        f'<div class="texto">{passage_html(passage.text)}</div></details>'
        for passage in official
    )


def _answer_sources(exchange: Exchange, titles: Mapping[str, str], *, is_last: bool) -> str:
    """The sources of one exchange, as a block that the page can show or hide."""
    answer = exchange.answer
    cards = _cards(exchange, titles)
    consulted = _consulted(exchange, titles) if is_last else ""
    abstained = answer is not None and answer.abstained
    parts = [
        f'<p class="de">{escape(exchange.question)}</p>',
        f"<h3>{CITED}</h3>{cards}" if cards else _empty(NOTHING_CITED if abstained else WITHOUT_SOURCES),
        f'<div class="aparte"><h3>{NEAREST if abstained else CONSULTED}</h3>{consulted}</div>' if consulted else "",
        f'<p class="volver"><a href="#respuesta-{exchange.number}">{BACK}</a></p>' if cards else "",
    ]
    hidden = "" if is_last else " hidden"
    return f'<section data-respuesta="{exchange.number}"{hidden}>{"".join(parts)}</section>'


def _cards(exchange: Exchange, titles: Mapping[str, str]) -> str:
    """A card for each passage cited; folded ones where a recalled answer no longer says which words it quoted."""
    if exchange.answer is None:
        return "".join(consulted_html(found, titles) for found in exchange.cited)
    citations = exchange.answer.citations
    return "".join(
        card_html(found, exchange.number, [c for c in citations if c.passage_id == found.passage.id], titles)
        for found in exchange.cited
    )


def _consulted(exchange: Exchange, titles: Mapping[str, str]) -> str:
    """What was retrieved and not cited."""
    if exchange.answer is None:
        return ""
    cited = {found.passage.id for found in exchange.cited}
    return "".join(consulted_html(found, titles) for found in exchange.answer.passages if found.passage.id not in cited)


def _place(document: Document, passage: Passage) -> str:
    """Where a passage is: its document, section and page."""
    section = escape(SECTION_SEPARATOR.join(passage.section))
    return (
        f'<p class="titulo">{escape(document.title)}</p>'
        f'<p class="lugar">{section}{_page(passage) if section else _page(passage).removeprefix(", ")}</p>'
    )


def _heading(passage: Passage) -> str:
    """The innermost heading over a passage."""
    return passage.section[-1] if passage.section else ""


def _title(passage: Passage, titles: Mapping[str, str]) -> str:
    return escape(titles.get(passage.document_id, passage.document_id))


def _page(passage: Passage) -> str:
    """The page or pages of a passage, after a comma; empty where the source has none."""
    if passage.page is None:
        return ""
    if passage.last_page is None or passage.last_page == passage.page:
        return f", p. {passage.page}"
    return f", pp. {passage.page}-{passage.last_page}"


def _badge(document: Document) -> str:
    return f'<span class="insignia {document.kind}">{KIND_NAMES[document.kind]}</span>'


def _link(document: Document) -> str:
    """A link to the document's own address, if it is one that a browser may open."""
    if not document.url or not document.url.startswith(("https://", "http://")):
        return ""
    return (
        f'<p class="enlace"><a href="{escape(document.url)}" target="_blank" rel="noopener noreferrer">'
        "Documento original (requiere internet)</a></p>"
    )


def _empty(text: str) -> str:
    return f'<p class="vacio">{text}</p>'
