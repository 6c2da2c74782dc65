"""Where the sentences of Spanish prose end."""

import re

from corpus.models import Span

_TITLES = "lic mtro mtra dr dra arq ing urb lcdo lcda c cc prof profa sr sra srta st sto sta ph"
_REFERENCES = "art arts núm num nos pág págs pag p pp vol ed eds cfr fig fracc frac ej cap av col alc tel ext cd edo"
_OTHERS = (
    "sres gral cnel fr mons t coord coords trad vid inc párr parr ee uu s.a a.c s.c s.f etc al deleg esq blvd aprox "
    "máx mín admón depto dpto gob univ ene feb mar abr jun jul ago sep sept oct nov dic vs ud uds vda inc ltd e.g i.e "
    "a.m p.m d.r"
)
_ALWAYS_MORE = frozenset((*_TITLES.split(), *_REFERENCES.split()))
"""Abbreviations that are always followed by what they announce: a capital after them starts no sentence."""

_ABBREVIATIONS = _ALWAYS_MORE | frozenset(_OTHERS.split())

_STOP = re.compile(r"[.!?…]+[)”\"’»\]]*(?=\s|$)")
_LABEL = re.compile(r"\s*\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-z]|[IVX]{1,5})[.)][-–]?$")
_NUMBER = re.compile(r" ?\d")
_OPENING = re.compile(r"\s*[-–—]?\s*[A-ZÁÉÍÓÚÑÜ0-9¿¡“\"(«‘*]")


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, in order, without the white space around them; each has a letter or digit.

    A full stop ends a sentence unless it closes an abbreviation, an initial, a step label or stands in a number or an
    internet address; what follows must be able to open a sentence. A line break does not end one, a blank line does.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    for first, last in _paragraphs(text, start, end):
        opening = first
        for stop in _STOP.finditer(text, first, last):
            if stop.end() < last and not _ends_sentence(text, opening, stop, last):
                continue
            _add(spans, text, opening, stop.end())
            opening = stop.end()
        _add(spans, text, opening, last)
    return spans


def _paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    cuts = [found.span() for found in re.compile(r"\n[ \t]*\n\s*").finditer(text, start, end)]
    edges = [start, *(edge for cut in cuts for edge in cut), end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _ends_sentence(text: str, opening: int, stop: re.Match[str], last: int) -> bool:
    if _OPENING.match(text, stop.end(), last) is None:
        return False
    if not stop[0].startswith(".") or stop[0].startswith(".."):
        return True
    if _LABEL.fullmatch(text, opening, stop.end()):
        return False
    word = text[max(opening, text.rfind(" ", opening, stop.start()) + 1) : stop.start()].lstrip('(“"«¿¡').lower()
    word = word.rsplit("\n", 1)[-1]
    if len(word) == 1 and word.isalpha() and word != "y":
        return False
    if word in _ALWAYS_MORE or (word == "no" and _NUMBER.match(text, stop.end())):
        return False
    return word not in _ABBREVIATIONS or _starts_plainly(text, stop.end(), last)


def _starts_plainly(text: str, place: int, last: int) -> bool:
    """Whether a capitalised function word follows, which after `etc.` or `A.C.` can only open a new sentence."""
    following = text[place:last].split(maxsplit=1)
    return bool(following) and following[0].strip('“"¿(').lower() in _OPENERS


_OPENERS = frozenset(
    "a al además así asimismo cada como con cuando de del desde dicha dicho el ella ello ellos en entre es esa "
    "ese esta estas este esto estos finalmente la las lo los más no para pero por posteriormente se si sin su sus "
    "también toda todo tras un una y".split()
)


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Adds a stretch without its white space; one without letters or digits is joined to the sentence before."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return
    if any(map(str.isalpha, text[start:end])):
        spans.append(Span(start, end))
    elif spans:
        spans[-1] = Span(spans[-1].start, end)
