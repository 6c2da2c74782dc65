"""What the assistant knows, as values: documents, their passages and the sentences that are scored."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

DOCUMENT_ID = r"^[a-z0-9][a-z0-9._-]{0,63}$"
"""What an id that somebody gives to a document looks like; it stands in addresses and in the names of files."""


class DocumentKind(StrEnum):
    """Who wrote a document: us (a guide) or somebody else (an official text)."""

    GUIDE = "guide"
    OFFICIAL = "official"


class PassageKind(StrEnum):
    """The shape of a passage, which decides how it is quoted."""

    PROSE = "prose"
    STEPS = "steps"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its bibliographic data.

    `text` is the cleaned text that passage offsets point into; `fingerprint` is the hash of what it was made from
    (see `ingest.planning`), so that an unchanged file is not processed twice.
    """

    id: str
    title: str
    kind: DocumentKind
    text: str
    fingerprint: str
    publisher: str | None = None
    year: int | None = None
    language: str = "es"
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceReference:
    """The place in a source document that a guide's section rests on: document id and section title."""

    document_id: str
    section: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that is retrieved, shown and cited as one.

    Invariants: `document.text[start:end] == text`; each of `units` is a range *within* `text` that holds one whole
    sentence, step or list item (a lead-in such as "Se requiere:" is a unit too), in reading order, without overlap.

    `section` is the heading path, outermost first. `page` and `last_page` are 1-based, or None where the source has
    no pages. `questions` are what the passage answers, in the words of those who ask (indexed, never shown).
    `sources` say where a guide's section comes from; `official` holds the ids of the official passages linked to it.
    `tokens` counts cl100k tokens.
    """

    id: str
    document_id: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str
    kind: PassageKind
    units: tuple[Span, ...]
    tokens: int
    page: int | None = None
    last_page: int | None = None
    questions: tuple[str, ...] = ()
    sources: tuple[SourceReference, ...] = ()
    official: tuple[str, ...] = ()

    def sentences(self) -> list[str]:
        """The text of each unit, in reading order."""
        return [self.text[unit.start : unit.end] for unit in self.units]


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one file: pages, passages, share of its letters kept, and warnings in Spanish for the user."""

    document_id: str
    pages: int
    passages: int
    kept: float
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document as it stands in a generation: itself, its passages and how its ingestion went."""

    document: Document
    passages: tuple[Passage, ...]
    report: IngestReport


def passage_id(document_id: str, section: tuple[str, ...], text: str, occurrence: int = 0) -> str:
    """An opaque id of 12 hexadecimal digits that survives re-ingestion as long as the passage itself is unchanged.

    `occurrence` counts earlier passages of the same document with the same section and text.
    """
    parts = "\x1f".join((document_id, *section, text, str(occurrence)))
    return blake2b(parts.encode(), digest_size=6).hexdigest()
