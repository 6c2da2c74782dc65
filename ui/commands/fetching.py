"""`ventanilla documents fetch`: how to get the documents of the catalogue, downloading those that can be."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote, urlparse

import typer

from corpus.errors import FileError, UnknownDocument
from corpus.settings import CorpusSettings
from ui.commands.library import add_documents
from ui.messages import message
from ui.terminal import complain, progress, say

if TYPE_CHECKING:
    from corpus.catalog import CatalogEntry

LIMIT_BYTES = 200 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
BY_HAND = "Para agregar una copia: ventanilla ingest RUTA --as {id}"
NOT_DOWNLOADED = "No se pudo descargar «{title}» de {url}. Conviene revisar la conexión a internet."
TOO_LARGE = "«{title}» pesa más de {limit} MB y no se descargó."


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

    Raises IndexProblem, EmbedderError.
    """
    import httpx

    assert entry.url is not None
    name = PurePosixPath(unquote(urlparse(entry.url).path)).name
    with tempfile.TemporaryDirectory(prefix="ventanilla-") as folder:
        path = Path(folder) / name
        try:
            whole = download(entry.url, path)
        except httpx.HTTPError:
            complain(f"{NOT_DOWNLOADED.format(title=entry.title, url=entry.url)} {BY_HAND.format(id=entry.id)}")
            return False
        if not whole:
            complain(
                f"{TOO_LARGE.format(title=entry.title, limit=LIMIT_BYTES // 1024**2)} {BY_HAND.format(id=entry.id)}"
            )
            return False
        try:
            add_documents([path], settings, as_id=entry.id)
        except FileError as error:
            complain(message(error))
            return False
    return True


def download(url: str, path: Path, *, limit: int = LIMIT_BYTES) -> bool:
    """Save what is at an address, with progress in kilobytes; False when it exceeds `limit` bytes.

    Raises httpx.HTTPError when the server cannot be reached or answers with an error.
    """
    import httpx

    with (
        progress() as advance,
        httpx.stream("GET", url, follow_redirects=True, timeout=TIMEOUT_SECONDS) as response,
        path.open("wb") as file,
    ):
        response.raise_for_status()
        total, done = int(response.headers.get("content-length", 0)), 0
        for block in response.iter_bytes(64 * 1024):
            done += len(block)
            if done > limit:
                return False
            file.write(block)
            advance(f"Descargando {path.name} (kB)", done // 1024, total // 1024)
    return True
