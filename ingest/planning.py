"""What a build has to do: fingerprints of files, and the difference between two states of the library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.errors import FileMissing
from corpus.generations import SPLITTER_VERSION
from corpus.models import IndexedDocument


@dataclass(frozen=True, slots=True)
class Plan:
    """The ids of the documents that a build adds, makes anew, keeps as they are and removes."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def fingerprint(content: bytes) -> str:
    """The hash of what a document is made from: its bytes, whatever it is called, and how it is split."""
    return sha256(b"%d\x1f%s" % (SPLITTER_VERSION, content)).hexdigest()


def read_bytes(path: Path) -> bytes:
    """The content of a file. Raises FileMissing when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileMissing(path, str(error)) from error


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Plan:
    """The plan that leads from one state to another, each a fingerprint by document id."""
    return Plan(
        added=tuple(id_ for id_ in after if id_ not in before),
        updated=tuple(id_ for id_ in after if id_ in before and before[id_] != after[id_]),
        kept=tuple(id_ for id_ in after if before.get(id_) == after[id_]),
        removed=tuple(id_ for id_ in before if id_ not in after),
    )


def fingerprints(entries: Sequence[IndexedDocument]) -> dict[str, str]:
    """The fingerprint of each document, by id."""
    return {entry.document.id: entry.document.fingerprint for entry in entries}
