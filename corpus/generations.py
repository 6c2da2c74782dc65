"""Generations on disk: each build of the index in a folder of its own, and a pointer to the one that serves.

`HOME/generations/<id>/{chroma/, lexical/, documents.jsonl, manifest.json}` and `HOME/current`, which holds an id and is
replaced atomically. A build that dies leaves a folder that nothing points to, which a later build removes.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from corpus.errors import IndexDamaged, IndexLocked, IndexMissing, IndexProblem
from corpus.models import IndexedDocument

# Raised whenever passages come out differently for the same file, so that old generations are told apart.
SPLITTER_VERSION = 1
# A server may still be reading the generation before the last; an hour is longer than any request.
GRACE_SECONDS = 3600.0

DOCUMENT = TypeAdapter(IndexedDocument)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of.

    `inputs` hashes everything that decides its content, so that two equal builds are recognised before they are made.
    `files` are the sizes in bytes of all other files, of which Chroma may change its own. `revision` is that of the
    embedder's weights.
    """

    id: str
    created: str
    embedder: str
    dimension: int
    splitter_version: int
    inputs: str
    documents: dict[str, str]
    passages: int
    questions: int
    files: dict[str, int]
    revision: str = ""


MANIFEST = TypeAdapter(Manifest)


def generation_folder(home: Path, generation: str) -> Path:
    """Where a generation lives."""
    return home / "generations" / generation


def current_generation(home: Path) -> str:
    """The id of the generation that serves. Raises IndexMissing when nothing was built yet."""
    try:
        return (home / "current").read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise IndexMissing(home) from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(home, str(error)) from error


def new_generation(home: Path) -> str:
    """An id for the next generation, later than all before it in order and time; its folder is made."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for number in range(1000):
        generation = f"{stamp}-{number:03d}"
        try:
            generation_folder(home, generation).mkdir(parents=True)
            return generation
        except FileExistsError:
            continue
    raise IndexLocked(home, "a thousand builds in one second")


def write_documents(folder: Path, documents: Sequence[IndexedDocument]) -> None:
    """Writes `documents.jsonl`, one document with its passages a line."""
    with (folder / "documents.jsonl").open("wb") as file:
        for entry in documents:
            file.write(DOCUMENT.dump_json(entry) + b"\n")


def read_documents(folder: Path) -> tuple[IndexedDocument, ...]:
    """The documents of a generation by its folder, in the order of its index. Raises IndexDamaged."""
    try:
        with (folder / "documents.jsonl").open("rb") as file:
            return tuple(DOCUMENT.validate_json(line) for line in file)
    except (OSError, ValidationError) as error:
        raise IndexDamaged(folder.parents[1], f"documents.jsonl: {error}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes `manifest.json`, the last file of a generation."""
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8")


def load_manifest(home: Path, generation: str) -> Manifest:
    """What the manifest of a generation says, whether or not its files are there. Raises IndexDamaged."""
    try:
        return MANIFEST.validate_json((generation_folder(home, generation) / "manifest.json").read_bytes())
    except (OSError, ValidationError) as error:
        raise IndexDamaged(home, f"manifest.json: {error}") from error


def read_manifest(home: Path, generation: str) -> Manifest:
    """The manifest of a generation whose files are all there, whole. Raises IndexDamaged."""
    manifest = load_manifest(home, generation)
    folder = generation_folder(home, generation)
    for name, size in manifest.files.items():
        path = folder / name
        settled = not name.startswith("chroma/")
        if not path.is_file() or (settled and path.stat().st_size != size):
            raise IndexDamaged(home, f"{name} is missing or cut")
    return manifest


def file_sizes(folder: Path) -> dict[str, int]:
    """Size in bytes of each file of a generation, by its path with slashes, the manifest apart."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "manifest.json")
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in paths}


def publish(home: Path, generation: str) -> None:
    """Makes a generation the one that serves, in one atomic step that a power cut cannot split."""
    try:
        superseded = generation_folder(home, current_generation(home))
    except IndexProblem:
        superseded = None
    for path in generation_folder(home, generation).rglob("*"):
        _sync(path)
    temporary = home / "current.new"
    temporary.write_text(generation, encoding="ascii")
    _sync(temporary)
    temporary.replace(home / "current")
    _sync(home)
    if superseded and superseded.is_dir():
        os.utime(superseded)  # its grace runs from now on, however long it served


def prune(home: Path, *, grace: float = GRACE_SECONDS) -> list[str]:
    """Removes generations superseded more than `grace` seconds ago and builds that died; gives their ids."""
    current = current_generation(home)
    removed = []
    for folder in sorted((home / "generations").iterdir()):
        # A folder without a manifest is a build that died: only the holder of the lock comes here, so it is not alive.
        unfinished = not (folder / "manifest.json").exists()
        old = time.time() - folder.stat().st_mtime > grace
        if folder.name != current and (unfinished or old):
            shutil.rmtree(folder, ignore_errors=True)
            removed.append(folder.name)
    return removed


@contextmanager
def build_lock(home: Path) -> Iterator[None]:
    """Keeps two builds apart. Raises IndexLocked when another process is building; a dead process holds nothing."""
    home.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "build.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout as error:
        raise IndexLocked(home) from error


def _sync(path: Path) -> None:
    """Waits until a file or the entries of a folder are on the disk."""
    if os.name == "nt":  # Windows has no handle on a folder and syncs no file that was opened for reading
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
