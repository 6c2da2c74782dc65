"""From a guide or a loaded file to a document with its passages."""

import re
from dataclasses import replace
from pathlib import Path

from corpus.analysis import fold
from corpus.catalog import Catalog, CatalogEntry
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


def file_document(path: Path, content_fingerprint: str, catalog: Catalog, *, as_id: str | None) -> IndexedDocument:
    """A file as a document. `as_id` names it; else its text is recognised in the catalogue; else its name is its id.

    Raises the FileError that says what is wrong with the file.
    """
    loaded = load(path)
    text = "\n".join(page.text for page in loaded.pages)
    document_id = as_id or catalog.recognise(text) or slug(path.stem)
    structured = structure(loaded)
    passages = split(document_id, structured)
    document = _describe(
        document_id, loaded.title or path.stem, catalog.get(document_id), structured, content_fingerprint
    )
    report = IngestReport(
        document_id, structured.pages, len(passages), structured.kept, (*loaded.warnings, *structured.warnings)
    )
    return IndexedDocument(document, passages, report)


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
