"""From files and guides to a new generation of the index, swapped in at the end or not at all."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from corpus.catalog import load_catalog
from corpus.embedding import make_embedder
from corpus.errors import FileError, IndexDamaged, IndexMissing, UnknownDocument
from corpus.generations import (
    SPLITTER_VERSION,
    Manifest,
    build_lock,
    current_generation,
    prune,
    publish,
    read_manifest,
)
from corpus.guides import load_guides
from corpus.models import DocumentKind, IndexedDocument, IngestReport
from corpus.ports import Embedder
from corpus.question_bank import QUESTIONS_FOLDER, load_bank
from corpus.recovery import surviving_documents
from corpus.settings import CorpusSettings
from ingest.binding import bind
from ingest.documents import file_document, guide_document, with_free_ids
from ingest.indexing import Progress, known_vectors, write_generation
from ingest.loading import find_files
from ingest.planning import Plan, compare, fingerprint, fingerprints, read_bytes

# Raised when the index of the same passages is made in another way (fields, analyser, links).
BUILD_VERSION = 4


SAME_DOCUMENT = "{} de los archivos son este mismo documento; se conservó el último."


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `failures` are the files of a folder that could not be read; the rest was indexed."""

    changed: bool
    generation: str
    plan: Plan
    reports: tuple[IngestReport, ...] = ()
    failures: tuple[FileError, ...] = ()


def silent(_stage: str, _done: int, _total: int) -> None:
    """A progress that shows nothing."""


def ingest(
    paths: Sequence[Path], settings: CorpusSettings, *, as_id: str | None = None, progress: Progress = silent
) -> Summary:
    """Adds files, or the files of folders, to the library; `as_id` names the document when there is a single file.

    A file already indexed is not processed again. Raises FileError when no file could be read, IndexLocked, and the
    errors of the embedder.
    """
    files = find_files(paths)
    with build_lock(settings.home):
        before, official = _current(settings)
        fresh, failures = _read_files(files, official, as_id, progress)
        if not fresh and failures:
            raise failures[0]
        # A file that comes back under another id is the same document, renamed.
        entries = {entry.document.id: entry for entry in official if entry.document.fingerprint not in fresh}
        entries.update({entry.document.id: entry for entry in fresh.values()})
        summary = _build(list(entries.values()), before, settings, progress)
    return replace(_with_repeats(summary, fresh.values()), failures=tuple(failures))


def _with_repeats(summary: Summary, fresh: Collection[IndexedDocument]) -> Summary:
    """The summary, with a warning for each document that came in several files, of which the last was kept."""
    times = Counter(entry.document.id for entry in fresh)
    reports = (
        replace(r, warnings=(*r.warnings, SAME_DOCUMENT.format(times[r.document_id])))
        if times[r.document_id] > 1
        else r
        for r in summary.reports
    )
    return replace(summary, reports=tuple(reports))


def remove(document_id: str, settings: CorpusSettings, *, progress: Progress = silent) -> Summary:
    """Takes a document out of the library. Raises UnknownDocument, also for a guide, which comes with Ventanilla."""
    with build_lock(settings.home):
        before, official = _current(settings)
        left = [entry for entry in official if entry.document.id != document_id]
        if len(left) == len(official):
            raise UnknownDocument(document_id, tuple(entry.document.id for entry in official))
        return _build(left, before, settings, progress)


def build(settings: CorpusSettings, *, progress: Progress = silent) -> Summary:
    """Brings the index up to date with the guides and the question bank of this version; often nothing to do."""
    with build_lock(settings.home):
        before, official = _current(settings)
        return _build(official, before, settings, progress)


def rebuild(settings: CorpusSettings, *, progress: Progress = silent) -> Summary:
    """Makes the index anew, every vector too, from the texts it holds: after a change of embedder, or when damaged.

    Documents whose text no generation on disk holds any more are told as removed in the plan.
    """
    with build_lock(settings.home):
        before, official = _current(settings, accept_losses=True)
        return _build(official, before, settings, progress, force=True)


def _current(settings: CorpusSettings, *, accept_losses: bool = False) -> tuple[dict[str, str], list[IndexedDocument]]:
    """The fingerprints of all documents by id, and the documents that were ingested.

    Both are empty when there is no index. Raises IndexDamaged when the text of an ingested document is lost.
    """
    survivors = surviving_documents(settings.home)
    lost = set(survivors.lost) - {guide.id for guide in load_guides()}
    if lost and not accept_losses:
        raise IndexDamaged(settings.home, f"the text of {', '.join(sorted(lost))} is lost")
    official = [entry for entry in survivors.documents if entry.document.kind is DocumentKind.OFFICIAL]
    return survivors.expected, official


def _read_files(
    files: Sequence[Path], known: Sequence[IndexedDocument], as_id: str | None, progress: Progress
) -> tuple[dict[str, IndexedDocument], list[FileError]]:
    """The documents that the files are, by fingerprint, those already known as they are; and what could not be read."""
    catalog = load_catalog()
    marks, failures = _fingerprint_files(files)
    entries = {e.document.fingerprint: e for e in known if e.document.fingerprint in marks.values()}
    # Two files of one name are two documents, and none may pass for a guide.
    taken = {guide.id for guide in load_guides()} | {entry.document.id for entry in entries.values()}
    for number, (path, mark) in enumerate(marks.items()):
        progress(f"Leyendo {path.name}", number, len(marks))
        if mark in entries and as_id in {None, entries[mark].document.id}:
            continue
        if mark in entries:
            taken.discard(entries[mark].document.id)
        try:
            entries[mark] = file_document(path, mark, catalog, as_id=as_id, taken=taken)
            taken.add(entries[mark].document.id)
        except FileError as error:
            failures.append(error)
    progress("Lectura terminada", len(marks), len(marks))
    return entries, failures


def _fingerprint_files(files: Sequence[Path]) -> tuple[dict[Path, str], list[FileError]]:
    marks, failures = {}, []
    for path in files:
        try:
            marks[path] = fingerprint(read_bytes(path))
        except FileError as error:
            failures.append(error)
    return marks, failures


def _build(
    official: Sequence[IndexedDocument],
    before: Mapping[str, str],
    settings: CorpusSettings,
    progress: Progress,
    *,
    force: bool = False,
) -> Summary:
    embedder = make_embedder(settings)
    guides = list(map(guide_document, load_guides()))
    # A newer version may bring a guide by the name of a document that somebody ingested.
    official = with_free_ids(official, {guide.document.id for guide in guides})
    entries = [*guides, *official]
    plan = compare(before, fingerprints(entries))
    inputs = _inputs_hash(entries, embedder)
    previous = _previous(settings)
    if previous and previous.inputs == inputs and not force:
        prune(settings.home)
        return Summary(False, previous.id, plan)
    bound = [bind(e, load_bank(e.document.id)).entry if e in official else e for e in entries]
    known = {} if force or previous is None else known_vectors(settings.home, previous, embedder)
    generation = write_generation(settings.home, bound, inputs, embedder, known, progress)
    publish(settings.home, generation)
    prune(settings.home)
    fresh = {*plan.added, *plan.updated}
    return Summary(True, generation, plan, tuple(e.report for e in official if e.document.id in fresh))


def _inputs_hash(entries: Sequence[IndexedDocument], embedder: Embedder) -> str:
    made_by = (BUILD_VERSION, SPLITTER_VERSION, embedder.name, embedder.revision)
    digest = sha256("\x1f".join(map(str, made_by)).encode())
    for document_id, mark in sorted(fingerprints(entries).items()):
        digest.update(f"\x1f{document_id}\x1f{mark}".encode())
    for path in sorted(QUESTIONS_FOLDER.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _previous(settings: CorpusSettings) -> Manifest | None:
    try:
        return read_manifest(settings.home, current_generation(settings.home))
    except (IndexMissing, IndexDamaged):
        return None
