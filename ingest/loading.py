"""From a file to pages of text: one loader for each kind of file, chosen by its suffix."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from corpus.errors import FileEmpty, FileMissing, FileUnsupported, NoDocumentsInFolder
from ingest.loaded import LoadedFile, Loader, Page
from ingest.loading_docx import load_docx
from ingest.loading_html import load_html
from ingest.loading_pdf import load_pdf
from ingest.loading_text import load_markdown, load_text

__all__ = ["SUPPORTED", "LoadedFile", "Loader", "Page", "find_files", "load"]

SUPPORTED: Mapping[str, Loader] = MappingProxyType(
    {
        ".docx": load_docx,
        ".htm": load_html,
        ".html": load_html,
        ".markdown": load_markdown,
        ".md": load_markdown,
        ".pdf": load_pdf,
        ".txt": load_text,
    }
)
"""The loader of each suffix, in lower case."""

_HIDDEN = (".", "~$")  # "~$name.docx" is Word's note that somebody has the file open


def load(path: Path) -> LoadedFile:
    """The text of a file, page by page.

    Raises:
        FileUnsupported: no loader knows its suffix.
        FileMissing: it does not exist or cannot be read.
        FileEmpty: it holds nothing but white space.
        FileEncrypted, FileCorrupt, NoTextLayer: see the loaders.
    """
    loader = _loader(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileMissing(path, error.strerror or "") from error
    if not data.strip():
        raise FileEmpty(path)
    loaded = loader(path, data)
    if not loaded.has_text:
        raise FileEmpty(path)
    return loaded


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files to load: those named, and those below the folders named, each once, folder by folder in sorted order.

    Below a folder, hidden files and what no loader knows are passed over.

    Raises:
        FileMissing: a path does not exist.
        FileUnsupported: a file is named that no loader knows.
        NoDocumentsInFolder: a folder holds no file that a loader knows.
    """
    found: dict[Path, Path] = {}
    for file in (file for path in paths for file in _expand(path)):
        found.setdefault(file.resolve(), file)
    return list(found.values())


def _loader(path: Path) -> Loader:
    """The loader for a file, by its suffix."""
    loader = SUPPORTED.get(path.suffix.lower())
    if loader is None:
        raise FileUnsupported(path, f"no loader for {path.suffix or 'a file without suffix'}")
    return loader


def _expand(path: Path) -> list[Path]:
    """The file itself, or the files below the folder."""
    if path.is_dir():
        files = sorted(_walk(path))
        if not files:
            raise NoDocumentsInFolder(path)
        return files
    if not path.exists():
        raise FileMissing(path)
    _loader(path)
    return [path]


def _walk(folder: Path) -> Iterator[Path]:
    """The visible files below a folder that a loader knows; links to folders are not followed, so that none loops."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        visible = (Path(parent, name) for name in names if not name.startswith(_HIDDEN))
        yield from (file for file in visible if file.suffix.lower() in SUPPORTED and file.is_file())
