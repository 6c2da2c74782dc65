"""The span of an answer that gives what was asked, a date, an amount, an office, so that it can be set in bold."""

import re
from collections.abc import Iterator, Sequence

from assistant.coverage import Weighed, terms_of
from assistant.evidence import THING, asked_datum, shows_sign
from assistant.query import QuestionType, question_type
from assistant.quoting import Quote
from corpus.analysis import WORD, content_words, fold, terms, words
from corpus.models import Passage, Span

NUMBER = r"\d[\d.,]*\d|\d"
NUMERAL = (
    r"un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieci\w+|veint\w+"
    r"|(?:trei|cuare|cincue|sese|sete|oche|nove)nta(?: y \w+)?|cien\w*|(?:\w+c|quin)ient[oa]s|mil(?:es)?|millon(?:es)?"
    r"|(?:centenar|decena|docena)(?:es|s)?"
)
QUANTITY = rf"(?:{NUMBER}|\b(?:{NUMERAL})\b)(?: (?:{NUMBER}|(?:{NUMERAL})\b))*"
RANGE = rf"(?:\bentre {QUANTITY} y {QUANTITY}|{QUANTITY}(?:(?: [ao] | ?[-–] ?){QUANTITY})?)"
MONTH = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
DAY = r"(?:\d{1,2}(?:[º°]|er|o\.?)?|primero)"
DAYS = rf"(?:{DAY}(?:, {DAY})* (?:y|al?) )?{DAY}"
YEAR = r"\b(?:1[89]|20)\d\d\b"
DATE = rf"\b(?:{DAYS} de )?{MONTH}(?: del?)? {YEAR}|\b{DAYS} de {MONTH}\b|{YEAR}|\banos \w+enta\b"
TIME = "(?:dias?|semanas?|mes(?:es)?|anos?|horas?)"
DURATION = rf"{RANGE} {TIME}(?: habiles| naturales| y medi[oa])?\b"
PERIOD = (
    rf"(?:{TIME}|\w+mestres?|(?:bi|tri|sex|quinqu)enios?|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)\b"
)
# How each kind of datum is written, over folded text: what is set in bold is the whole of it, with its unit.
WRITTEN = {
    "money": rf"(?:[$€] ?)?{RANGE}(?: de)? (?:pesos|dolares|euros|mxn|usd|mdp)\b|[$€] ?{QUANTITY}"
    r"|\bsin costo\b|\bgratuit\w+",
    "contact": r"[\w.+-]+@[\w-]+\.[\w.-]*\w|(?:\+ ?\d\d )?\(?\d{2,3}\)?[ -]\d{3,4}[ -]?\d{2,4}\b|\b\d{1,2}:\d\d\b",
    "frequency": rf"\b(?:una|{QUANTITY}) ve(?:z|ces) (?:al|por|cada) \w+|\bcada (?:{QUANTITY} )?{PERIOD}"
    r"|\b(?:(?:bi|tri)?anual|(?:se|tri|cuatri|bi)mestral|mensual|bienal|semanal)(?:es|mente)?\b",
    "validity": rf"\bhasta (?:el )?(?:{DATE})|{DURATION}|\bindefinid\w+|\b20\d\d ?[-–a] ?20\d\d\b",
    "duration": DURATION,
    "date": DATE,
    "count": rf"{QUANTITY}(?: ?%| por ciento)?",
}
SPANS = {kind: re.compile(written) for kind, written in WRITTEN.items()}
# A unit is no datum by itself: the question may name it.
UNIT = re.compile(rf"{TIME}|ve(?:z|ces)|pesos|dolares|euros")
ARTICLE = re.compile("un[oa]?")
PERCENTAGE = re.compile("%|por ciento|porcentaje|percent")
WHEN = re.compile(rf"{DATE}|{DURATION}")
# A name as it is written: "Dirección General de Coordinación Política (DGCP)".
NAMED = re.compile(
    r"\b[A-ZÁÉÍÓÚÑ][\w.&-]*(?:(?: (?:de|del|la|las|los|y|e|para|en))* [A-ZÁÉÍÓÚÑ][\w.&-]*)*(?: \([A-Z][\w-]+\))?"
)
# A Roman number is none.
ACRONYM = re.compile(r"(?![IVXLCM]+$)[A-Z][\w-]*[A-Z]\w*")
# The words with which a sentence may open are no part of a name.
OPENING = re.compile(
    r"(?:El|La|Los|Las|Lo|Un|Una|En|De|Del|Al|A|Con|Por|Para|Según|Su|Sus|Desde|Si|Cuando|Ojo)(?: |$)", re.I
)
# The sentence, with the heading above it, must hold more than this share of what is asked.
LEAST_HELD = 0.5
# How many words the thing counted may stand behind its number, to be set in bold with it.
COUNTED_WITHIN = 3
# What may stand between them: no other number and no sign.
PLAIN = re.compile("[a-z/ ]*")


def spans_asked(things: Sequence[str], whole: Weighed, quotes: Sequence[Quote]) -> dict[str, list[Span]]:
    """The spans that give the things asked, one at most for each, within the texts of the passages, by passage id.

    Each is sought in the quoted sentence that holds most of the thing's words, of those that give such a thing. `whole`
    are the words of the whole question with their rarity.
    """
    found: dict[str, list[Span]] = {}
    for thing in things:
        best = _best(thing, whole, quotes)
        if best and not any(_meet(best[1], other) for other in found.get(best[0], ())):
            found.setdefault(best[0], []).append(best[1])
    return found


def _best(question: str, whole: Weighed, quotes: Sequence[Quote]) -> tuple[str, Span] | None:
    asked = [word for word in dict.fromkeys(content_words(question)) if word in whole.rarity]
    most, best = LEAST_HELD * whole.share(asked), None
    for passage, unit in _units(quotes):
        text = passage.text[unit.start : unit.end]
        under = terms_of(" ".join((*passage.section[-1:], text)))
        held = whole.share(word for word in asked if whole.holds(word, under))
        if held > most and (span := _span(question, text)):
            most, best = held, (passage.id, Span(unit.start + span.start, unit.start + span.end))
    return best


def in_bold(text: str, start: int, spans: Sequence[Span]) -> str:
    """A stretch of a passage that begins at `start`, with the spans that stand within it in Markdown's bold."""
    for span in sorted(spans, key=lambda s: -s.start):
        first, last = span.start - start, span.end - start
        if first >= 0 and last <= len(text):
            text = f"{text[:first]}**{text[first:last]}**{text[last:]}"
    return text


def _units(quotes: Sequence[Quote]) -> Iterator[tuple[Passage, Span]]:
    for quote in quotes:
        for unit in quote.passage.units[quote.first : quote.last + 1]:
            yield quote.passage, unit


def _span(question: str, text: str) -> Span | None:
    """The span of a sentence that gives what is asked, when there is one and not several to choose from."""
    if "**" in text or len(fold(text)) != len(text):
        return None
    found = [span for span in _candidates(question, text) if _new(question, text[span.start : span.end])]
    return found[0] if len(found) == 1 else None


def _candidates(question: str, text: str) -> Iterator[Span]:
    datum, kind = asked_datum(question), question_type(question)
    if datum and datum.name == "count":
        yield from _counted(question, text)
    elif datum and datum.name in SPANS:
        yield from (Span(*m.span()) for m in SPANS[datum.name].finditer(fold(text)))
    elif kind is QuestionType.WHEN:
        yield from (Span(*m.span()) for m in WHEN.finditer(fold(text)))
    elif kind is QuestionType.WHO or datum:
        yield from _offices(text)


def _counted(question: str, text: str) -> Iterator[Span]:
    """The quantities of a sentence that the thing counted follows, with it; the percentages, when one is asked."""
    thing, folded = _things(question), fold(text)
    for match in SPANS["count"].finditer(folded):
        after = list(WORD.finditer(folded, match.end()))[:COUNTED_WITHIN]
        counted = next((word.end() for word in after if not thing.isdisjoint(terms(word.group()))), None)
        counted = counted if counted and PLAIN.fullmatch(folded, match.end(), counted) else None
        if ARTICLE.fullmatch(match.group()):
            continue
        if counted or (PERCENTAGE.search(fold(question)) and PERCENTAGE.search(match.group())):
            yield Span(match.start(), counted or match.end())


def _offices(text: str) -> Iterator[Span]:
    """The names of a sentence that are an office's or an acronym."""
    for match in NAMED.finditer(text):
        start = match.start()
        while opening := OPENING.match(text, start, match.end()):
            start = opening.end()
        name = text[start : match.end()].rstrip(".")
        if shows_sign(name, QuestionType.WHO) or ACRONYM.fullmatch(name):
            yield Span(start, start + len(name))


def _new(question: str, span: str) -> bool:
    """Whether the question names nothing of a span, units and the thing asked aside: it does not ask what it names."""
    said = set(terms(question)) - _things(question)
    return not any(said.intersection(terms(word)) for word in words(span) if not UNIT.fullmatch(word))


def _things(question: str) -> frozenset[str]:
    """The terms of what a question asks by name, however general ("¿cuántos países…?")."""
    return frozenset(term for asked in THING.finditer(question) for term in terms(asked["thing"]))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
