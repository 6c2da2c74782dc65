"""The catalogue: the official documents that Ventanilla knows by name and recognises by their text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.errors import KnowledgeError
from corpus.sketches import containment, normalise, shingles
from corpus.toml_tables import optional, read_tables, required

CATALOG_FILE = Path(__file__).with_name("catalog.toml")

# A text is a document when it holds this share of its sketch. Measured on the five documents: complete exports hold .98
# with running heads, .84 with a tenth of the lines lost, .66 with that and a word in thirty glued and line-end
# hyphens lost; a fifth of a document .16 to .23, another document .02 at most.
LEAST_CONTAINMENT = 0.5

_FIELDS = frozenset("id title short publisher year language covers sketch pages url licence".split())
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """An official document: its bibliographic data, what it covers in our words, and the sketch that recognises it.

    `short` is the title used in citations; `pages` is None where the text does not tell, `url` where no address is
    sure.
    """

    id: str
    title: str
    short: str
    publisher: str
    year: int
    language: str
    covers: str
    sketch: tuple[int, ...]
    pages: int | None = None
    url: str | None = None
    licence: str | None = None


@dataclass(frozen=True)
class Catalog:
    """The catalogued documents, in the order of the file."""

    entries: tuple[CatalogEntry, ...]

    def get(self, document_id: str) -> CatalogEntry | None:
        """The entry with an id, None if no catalogued document has it."""
        return self._by_id.get(document_id)

    def recognise(self, text: str) -> str | None:
        """The id of the document that a text is a more or less complete export of.

        None for other texts, for excerpts, and for a compilation that holds several documents.
        """
        found = shingles(normalise(text))
        held = [entry.id for entry in self.entries if containment(entry.sketch, found) >= LEAST_CONTAINMENT]
        return held[0] if len(held) == 1 else None

    @cached_property
    def _by_id(self) -> dict[str, CatalogEntry]:
        return {entry.id: entry for entry in self.entries}


def load_catalog(path: Path = CATALOG_FILE) -> Catalog:
    """The catalogue in a TOML file of `[[document]]` tables. Raises KnowledgeError with the entry and the field."""
    tables = read_tables(path, "document", _FIELDS)
    entries = tuple(_entry(table, f"{path.name} › document {n}") for n, table in enumerate(tables, start=1))
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise KnowledgeError(f"{path.name} › {entry.id} › id", "two documents have this id")
        seen.add(entry.id)
    return Catalog(entries)


def _entry(table: Mapping[str, Any], nameless: str) -> CatalogEntry:
    document_id = required(table, "id", str, nameless)
    place = f"{nameless.split(' › ', maxsplit=1)[0]} › {document_id}"
    if not _ID.fullmatch(document_id):
        raise KnowledgeError(f"{place} › id", "expected lower-case ASCII letters and digits with hyphens between them")
    year = required(table, "year", int, place)
    if year not in _YEARS:
        raise KnowledgeError(f"{place} › year", f"{year} is not a year of publication")
    pages = optional(table, "pages", int, place)
    if pages is not None and pages < 1:
        raise KnowledgeError(f"{place} › pages", "expected at least 1")
    return CatalogEntry(
        id=document_id,
        title=required(table, "title", str, place),
        short=required(table, "short", str, place),
        publisher=required(table, "publisher", str, place),
        year=year,
        language=required(table, "language", str, place),
        covers=required(table, "covers", str, place),
        sketch=_sketch(table, place),
        pages=pages,
        url=optional(table, "url", str, place),
        licence=optional(table, "licence", str, place),
    )


def _sketch(table: Mapping[str, Any], place: str) -> tuple[int, ...]:
    numbers: list[object] = required(table, "sketch", list, place)
    hashes = tuple(number for number in numbers if isinstance(number, int) and 0 <= number < 2**63)
    if not hashes or len(hashes) != len(numbers) or hashes != tuple(sorted(set(hashes))):
        raise KnowledgeError(f"{place} › sketch", "expected distinct hashes below 2**63 in ascending order")
    return hashes
