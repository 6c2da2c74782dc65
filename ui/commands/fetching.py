"""`ventanilla documents fetch`: how to get the documents of the catalogue, downloading those that can be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlparse

import typer

from corpus.errors import FileError, UnknownDocument
from corpus.settings import CorpusSettings
from ui.commands.library import add_documents
from ui.downloading import LIMIT_BYTES, TooLarge, download, part_of
from ui.messages import message
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from corpus.catalog import CatalogEntry

BY_HAND = "Para agregar una copia: ventanilla ingest RUTA --as {id}"
NOT_DOWNLOADED = "No se pudo descargar «{title}» de {url}. Conviene revisar la conexión a internet."
KEPT = "Lo ya descargado se conserva; al repetir la orden, la descarga continúa donde quedó."
TOO_LARGE = "«{title}» pesa más de {limit} MB y no se descargó."
ANOTHER = "Lo que se descargó de {url} no es «{title}», así que no se agregó."


def fetch(
    document_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Identificador en el catálogo; sin él, todos.")
    ] = None,
) -> None:
    """Dice dónde se consiguen los documentos oficiales y descarga los que se pueden descargar."""
    complete = True
    for entry in catalogued(document_id):
        for line in entry_lines(entry):
            say(line)
        if is_file_address(entry.url):
            complete = download_and_add(entry, CorpusSettings()) and complete
        else:
            say(f"  {BY_HAND.format(id=entry.id)}\n")
    if not complete:
        raise typer.Exit(1)


def catalogued(document_id: str | None) -> Sequence[CatalogEntry]:
    """The entry with an id, or all. Raises UnknownDocument, KnowledgeError."""
    from corpus.catalog import load_catalog

    catalog = load_catalog()
    if document_id is None:
        return catalog.entries
    entry = catalog.get(document_id)
    if entry is None:
        raise UnknownDocument(document_id, tuple(known.id for known in catalog.entries))
    return (entry,)


def entry_lines(entry: CatalogEntry) -> list[str]:
    """What the catalogue says of a document: title, publisher and year, what it covers, address."""
    origin = ", ".join(str(part) for part in (entry.publisher, entry.year) if part)
    lines = [f"{entry.id}: {entry.title}", f"  {origin}", f"  {entry.covers}"]
    if entry.url:
        lines.append(f"  Dirección: {entry.url}")
    return lines


def is_file_address(url: str | None) -> bool:
    """Whether an address is that of a file that can be ingested, rather than of a page about it."""
    from ingest.loading import SUPPORTED

    if not url or urlparse(url).scheme not in ("http", "https"):
        return False
    return PurePosixPath(urlparse(url).path).suffix.lower() in SUPPORTED


def download_and_add(entry: CatalogEntry, settings: CorpusSettings) -> bool:
    """Download a document and ingest it; False, with an explanation on standard error, when it cannot be had or read.

    A download that breaks off is kept and goes on the next time. Raises IndexProblem, EmbedderError.
    """
    import httpx

    assert entry.url is not None
    path = settings.home / "downloads" / f"{entry.id}{PurePosixPath(urlparse(entry.url).path).suffix.lower()}"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with progress() as advance:
            download(entry.url, path, progress=advance)
        return _add(entry, path, settings)
    except httpx.HTTPError:
        failed = NOT_DOWNLOADED.format(title=entry.title, url=entry.url)
        kept = f" {KEPT}" if part_of(path).is_file() else ""
        complain(f"{failed}{kept} {BY_HAND.format(id=entry.id)}")
    except TooLarge:
        complain(f"{TOO_LARGE.format(title=entry.title, limit=LIMIT_BYTES // 1024**2)} {BY_HAND.format(id=entry.id)}")
    except FileError as error:
        complain(message(error))
    return False


def _add(entry: CatalogEntry, path: Path, settings: CorpusSettings) -> bool:
    """Ingest what was downloaded, if its text is the document's; the download is not needed any more either way."""
    from corpus.catalog import load_catalog
    from ingest.loading import load

    try:
        text = "\n".join(page.text for page in load(path).pages)
        if load_catalog().recognise(text) != entry.id:
            complain(f"{ANOTHER.format(url=entry.url, title=entry.title)} {BY_HAND.format(id=entry.id)}")
            return False
        add_documents([path], settings)
        return True
    finally:
        path.unlink()
