"""Reading the documents of an index that may be damaged: none is given up while a generation on disk holds it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from corpus.errors import IndexDamaged, IndexProblem
from corpus.generations import DOCUMENT, current_generation, generation_folder, load_manifest, read_documents
from corpus.models import IndexedDocument


@dataclass(frozen=True, slots=True)
class Survivors:
    """What an index should hold, as fingerprints by document id, and the documents of it that can still be read."""

    expected: dict[str, str] = field(default_factory=dict)
    documents: tuple[IndexedDocument, ...] = ()

    @property
    def lost(self) -> tuple[str, ...]:
        """The ids of the documents that no generation holds any more."""
        found = {entry.document.id for entry in self.documents}
        return tuple(id_ for id_ in self.expected if id_ not in found)


def surviving_documents(home: Path) -> Survivors:
    """The documents of the serving generation, each from the newest generation that holds it unchanged.

    Where the pointer or that generation cannot be read at all, the newest that can takes its place. Where nothing was
    built yet there is nothing to find; raises IndexDamaged when there are generations but none can be read.
    """
    generations = _newest_first(home)
    expected = next((listed for name in generations if (listed := _listed(home, name)) is not None), None)
    if expected is None:
        if generations:
            raise IndexDamaged(home, "no generation can be read")
        return Survivors()
    found: dict[str, IndexedDocument] = {}
    for name in generations:
        for entry in _readable(generation_folder(home, name)):
            if expected.get(entry.document.id) == entry.document.fingerprint:
                found.setdefault(entry.document.id, entry)
        if len(found) == len(expected):
            break
    return Survivors(expected, tuple(found[id_] for id_ in expected if id_ in found))


def _newest_first(home: Path) -> list[str]:
    """The ids of the finished builds on disk, the serving one before all."""
    folders = sorted((home / "generations").glob("*/"), reverse=True)
    # A build that died before its manifest was written never served, whatever its folder holds.
    names = [folder.name for folder in folders if (folder / "manifest.json").exists()]
    try:
        current = current_generation(home)
    except IndexProblem:
        return names
    serving = [current] if current and generation_folder(home, current).is_dir() else []
    return [*serving, *(name for name in names if name != current)]


def _listed(home: Path, generation: str) -> dict[str, str] | None:
    """The fingerprints of a generation's documents by its manifest, or else by the documents, if they are whole."""
    try:
        return load_manifest(home, generation).documents
    except IndexDamaged:
        pass
    try:
        documents = read_documents(generation_folder(home, generation))
    except IndexDamaged:
        return None
    return {entry.document.id: entry.document.fingerprint for entry in documents}


def _readable(folder: Path) -> Iterator[IndexedDocument]:
    """The documents of a generation whose lines are whole."""
    try:
        lines = (folder / "documents.jsonl").read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            yield DOCUMENT.validate_json(line)
        except ValidationError:
            continue
