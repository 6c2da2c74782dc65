"""What is a heading, and how deep."""

import re

PLAIN = 4
"""The level of a heading that neither number nor capitals raise."""

_NUMERALS = "uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|primero|segundo|tercero"
CHAPTER = re.compile(rf"(?:cap[íi]tulo|t[íi]tulo|parte|anexo)\s+(?:[ivxl]+|\d+|{_NUMERALS})\.?", re.IGNORECASE)
"""A line that only says which chapter starts."""

_CHAPTER_TITLE = re.compile(rf"(?:cap[íi]tulo|t[íi]tulo|parte|anexo)\s+(?:[ivxl]+|\d+|{_NUMERALS})\b", re.IGNORECASE)
_BACK_MATTER = re.compile(
    r"(?:notas|bibliograf[íi]a|referencias|siglas y abreviaturas|glosario|anexos?)\.?", re.IGNORECASE
)
_MONTH = re.compile(
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)(?: (?:de )?\d{4})?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(?=\S)")
_END = re.compile(r"[.;,…:]$")
_DATE_END = re.compile(r"\([^()]*\)$")
_EVENT_DATE = re.compile(
    r"\([^()]*\b(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b[^()]*\)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://|www\.|@|\bISBN\b|\bTel\b|C\.P\.")
_TITLE_OF_PERSON = re.compile(r"(?:Mtr[oa]|Lic|Dra?|Ing|Arq|Urb|Lcd[oa]|C|Prof|Profa)\.\s+[A-ZÁÉÍÓÚÑ]")
_POST = re.compile(
    r"(?:Director|Directora|President[ae]|Vicepresident[ae]|Coordinador|Coordinadora|Secretari[oa]|Subsecretari[oa]|Jef[ea]|"
    r"Alcalde|Alcaldesa|Profesor|Profesora|Comisionad[oa]|Asesor|Asesora|Titular|Embajador|Embajadora|Gerente|Consultor[a]?|"
    r"Asistente|Regidor|Regidora|Gobernador|Gobernadora)\b"
)
_OPENING = re.compile(r"[A-ZÁÉÍÓÚÑ0-9¿¡“\"(]")
_VERB_START = re.compile(
    r"(?:Se|Si|Cuando|Aunque|Asimismo|Además|Sin embargo|Por|Según|Ver|Vea|No obstante|Más información|Fuente)\b"
)
_UNFINISHED = frozenset(
    "a al así cada como con de del desde dicha dicho e el en entre esta este la las lo los o para por que se su sus un "
    "una y".split()
)


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals: four or more letters, nearly all of them upper case."""
    cased = [char for char in text if char.isalpha()]
    return len(cased) >= 4 and sum(char.isupper() for char in cased) >= 0.85 * len(cased)


def looks_like_heading(text: str) -> bool:
    """Whether a chunk could be a heading by its own shape: short, with a capital first and no stop at the end."""
    if is_dated(text):
        return len(text) <= 320 and _OPENING.match(text) is not None
    if len(text) > 200 or len(text.split()) > 22 or _OPENING.match(text) is None or _is_something_else(text):
        return False
    if _CHAPTER_TITLE.match(text):
        return True
    if is_capitals(text):
        return not text.endswith((",", ";")) and (" " in text or len(text) > 4)
    return _reads_as_title(text)


def _is_something_else(text: str) -> bool:
    """Whether a short line is a figure, an address, a month, an aside in brackets or the name of an official."""
    if text.startswith("(") or not any(map(str.isalpha, text)):
        return True
    return any(
        shape is not None for shape in (_ADDRESS.search(text), _TITLE_OF_PERSON.match(text), _MONTH.fullmatch(text))
    )


def _reads_as_title(text: str) -> bool:
    """Whether a line in small letters has nothing of a sentence: no stop, no loose end, no whole quotation."""
    if text.count("“") != text.count("”") or text.count("(") != text.count(")"):
        return False
    if _END.search(text) or _VERB_START.match(text) or text.rsplit(maxsplit=1)[-1].lower() in _UNFINISHED:
        return False
    quotation = text.startswith(("“", '"')) and text.endswith(("”", '"')) and len(text.split()) > 8
    return not quotation and len(_DATE_END.sub("", text)) <= 140


def is_dated(text: str) -> bool:
    """Whether a text ends with a date in brackets, as the titles of events do."""
    return (
        len(text) < 400 and not text.startswith("(") and len(text.split()) > 4 and _EVENT_DATE.search(text) is not None
    )


def has_address(text: str) -> bool:
    """Whether an internet or postal address stands in a text."""
    return _ADDRESS.search(text) is not None


def is_address(text: str) -> bool:
    """Whether a line is nothing but an internet address."""
    return " " not in text and _ADDRESS.search(text) is not None


def is_post(text: str) -> bool:
    """Whether a line says what office somebody holds."""
    return _POST.match(text) is not None


def could_be_name(text: str) -> bool:
    """Whether a line could be somebody's name: two to six words, all of them capitalised but for `de`, `la`, `y`.

    A post may follow after a comma.
    """
    if _TITLE_OF_PERSON.match(text):
        return True
    name, _, post = text.partition(", ")
    if post:
        return is_post(post) and could_be_name(name)
    words = text.split()
    return 2 <= len(words) <= 6 and all(word[0].isupper() or word in {"de", "del", "la", "y"} for word in words)


def number_of(text: str) -> tuple[int, ...]:
    """The number of a heading (`4.2` gives `(4, 2)`), or an empty tuple."""
    found = _NUMBER.match(text)
    return tuple(map(int, found[1].split("."))) if found else ()


def level_of(text: str, *, opens_page: bool, numbered_document: bool, chapters: bool) -> int:
    """How deep a heading stands: chapters 1, numbers by their depth, capitals above the rest (4), 5 for a lone number.

    In a document without numbers such as `4.2`, a number is one of a list under a heading rather than a chapter.
    """
    number = number_of(text)
    if _CHAPTER_TITLE.match(text) or _BACK_MATTER.fullmatch(text):
        return 1
    if number and not numbered_document:
        return PLAIN + 1
    if number:
        return min(len(number) + chapters, 3)
    if is_capitals(text):
        return PLAIN if numbered_document else 1 + chapters
    plain_words = not any(char in "“(" or char.isdigit() for char in text)
    above = opens_page and plain_words and len(text) <= 60 and not chapters and not numbered_document
    return 2 if above else PLAIN
