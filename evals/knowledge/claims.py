"""What a guide's section claims that can be looked up in its source: figures, dates, names, titles, addresses.

Numbers written in letters and names of one word that begin a sentence are not told from plain words, so they are left
to the reader.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MONTHS = tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split())

_LIST_MARK = re.compile(r"^(?:\d+\.|-|>) +", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S*[\w/]|\b[\w-]+(?:\.[\w-]+)*\.(?:org|com|net|int|edu|gob\.mx|mx)\b\S*?(?=[.,;:)]*(?:\s|$))"
)
_QUOTED = re.compile(r"«([^»]+)»")
_DATE = re.compile(rf"\b(\d{{1,2}})\.?º? de ({'|'.join(MONTHS)})\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# «S.A.», «COP21», «D’Alessandro», «Tlaquepaque»: a point only between letters.
_CAPITAL = r"[A-ZÁÉÍÓÚÜÑ](?:[\w'’&-]|\.(?=\w))*"
# De, la, y… join the parts of a name: «Plan de Acción Climática».
JOINTS = r"(?:(?:de|del|la|las|los|el|y|e|en|para|por|con|al|a) )+"
_NAME = re.compile(rf"{_CAPITAL}(?: (?:{JOINTS})?{_CAPITAL})*")
_SENTENCE_START = re.compile(r"(?:^|[.:;!?…¿¡«(\n]|\*\*)\s*[«(¿¡*]*$")
_ACRONYM = re.compile(r"(?=.*[A-ZÁÉÍÓÚÑ].*[A-ZÁÉÍÓÚÑ\d])")


class ClaimKind(StrEnum):
    """What is claimed."""

    NUMBER = "cifra"
    DATE = "fecha"
    NAME = "nombre"
    TITLE = "título entre comillas"
    ADDRESS = "dirección"


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that has to stand in the source, as the guide writes it."""

    kind: ClaimKind
    text: str


def claims(text: str) -> tuple[Claim, ...]:
    """The claims of a Markdown text, each once, in the order of their kinds and of the text."""
    plain = _LIST_MARK.sub("", text)
    found = [Claim(ClaimKind.ADDRESS, match[0]) for match in _ADDRESS.finditer(plain)]
    plain = _ADDRESS.sub(" ", plain)
    found += [Claim(ClaimKind.TITLE, match[1]) for match in _QUOTED.finditer(plain)]
    found += [Claim(ClaimKind.DATE, f"{match[1]} de {match[2]}") for match in _DATE.finditer(plain)]
    found += [Claim(ClaimKind.NUMBER, match[0]) for match in _NUMBER.finditer(plain)]
    found += [Claim(ClaimKind.NAME, name) for name in _names(plain)]
    return tuple(dict.fromkeys(found))


def _names(text: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        name = match[0].rstrip(".-'’")
        if _SENTENCE_START.search(text[: match.start()]):
            name = _without_first_word(name)
        if len(name) > 1:
            yield name


def _without_first_word(name: str) -> str:
    """What remains of a name when the word that begins the sentence may be a plain one: «Desde Guadalajara»."""
    first, _, rest = name.partition(" ")
    if _ACRONYM.match(first):
        return name
    return re.sub(rf"^{JOINTS}", "", rest)
