"""From a guide or a loaded file to a document with its passages."""

import re
from collections.abc import Container, Sequence, Set
from dataclasses import replace
from itertools import count
from pathlib import Path

from corpus.analysis import fold
from corpus.catalog import Catalog, CatalogEntry
from corpus.errors import FileEmpty
from corpus.guides import Guide
from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport
from ingest.loading import load
from ingest.planning import fingerprint
from ingest.splitting import passage_from_section, split
from ingest.structuring import StructuredText, structure

GUIDES_PUBLISHER = "Ventanilla"


def guide_document(guide: Guide) -> IndexedDocument:
    """A guide as a document: each section is one passage with its questions and its sources."""
    parts, passages, position = [guide.summary], [], len(guide.summary)
    for section in guide.sections:
        lead = f"\n\n{section.title}\n\n"
        start = position + len(lead)
        passage = passage_from_section(guide.id, (section.title,), section.text, start)
        passages.append(replace(passage, questions=section.questions, sources=section.sources))
        parts += [lead, section.text]
        position = start + len(section.text)
    document = Document(
        id=guide.id,
        title=guide.title,
        kind=DocumentKind.GUIDE,
        text="".join(parts),
        fingerprint=fingerprint(guide.raw.encode()),
        publisher=GUIDES_PUBLISHER,
    )
    report = IngestReport(guide.id, pages=0, passages=len(passages), kept=1.0)
    return IndexedDocument(document, tuple(passages), report)


def file_document(
    path: Path, content_fingerprint: str, catalog: Catalog, *, as_id: str | None, taken: Container[str] = ()
) -> IndexedDocument:
    """A file as a document. `as_id` names it; else its text is recognised in the catalogue; else its name is its id.

    A given id or a name that is among those `taken` gets a number. Raises the FileError that says what is wrong with
    the file; FileEmpty when nothing but headings, contents pages and the like is in it.
    """
    loaded = load(path)
    text = "\n".join(page.text for page in loaded.pages)
    recognised = None if as_id else catalog.recognise(text)
    document_id = recognised or numbered(as_id or slug(path.stem), taken)
    structured = structure(loaded)
    passages = split(document_id, structured)
    if not passages:
        raise FileEmpty(path, "no passage of text")
    document = _describe(
        document_id, loaded.title or path.stem, catalog.get(document_id), structured, content_fingerprint
    )
    report = IngestReport(
        document_id, structured.pages, len(passages), structured.kept, (*loaded.warnings, *structured.warnings)
    )
    return IndexedDocument(document, passages, report)


def numbered(document_id: str, taken: Container[str]) -> str:
    """The id itself, or with the first number from 2 on that makes it differ from those taken: acta, acta-2."""
    candidates = (f"{document_id}-{number}" if number > 1 else document_id for number in count(1))
    return next(candidate for candidate in candidates if candidate not in taken)


def with_free_ids(entries: Sequence[IndexedDocument], taken: Set[str]) -> list[IndexedDocument]:
    """The documents, those renamed whose id is among the ones taken; their passages keep theirs."""
    free: list[IndexedDocument] = []
    used = set(taken) | {entry.document.id for entry in entries}
    for entry in entries:
        if entry.document.id not in taken:
            free.append(entry)
            continue
        document_id = numbered(entry.document.id, used)
        used.add(document_id)
        free.append(_renamed(entry, document_id))
    return free


def _renamed(entry: IndexedDocument, document_id: str) -> IndexedDocument:
    return IndexedDocument(
        replace(entry.document, id=document_id),
        tuple(replace(passage, document_id=document_id) for passage in entry.passages),
        replace(entry.report, document_id=document_id),
    )


def slug(name: str) -> str:
    """An id from a file's name: folded, with hyphens for all but letters and digits."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "documento"


def _describe(
    document_id: str, title: str, entry: CatalogEntry | None, structured: StructuredText, content_fingerprint: str
) -> Document:
    if entry is None:
        return Document(document_id, title, DocumentKind.OFFICIAL, structured.text, content_fingerprint)
    return Document(
        id=document_id,
        title=entry.title,
        kind=DocumentKind.OFFICIAL,
        text=structured.text,
        fingerprint=content_fingerprint,
        publisher=entry.publisher,
        year=entry.year,
        language=entry.language,
        url=entry.url,
        licence=entry.licence,
    )
