"""Asking the project's own sets of libraries made for it, so that their figures can be held against the floors."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.settings import AssistantSettings
from corpus.errors import IndexMissing
from corpus.generations import current_generation, generation_folder, read_documents
from corpus.models import DocumentKind, IndexedDocument
from corpus.settings import CorpusSettings
from evals.datasets import SETS_FOLDER, load_set
from evals.results import Result
from evals.runner import run_sets
from evals.systems.named import QUOTES, make_system
from evals.systems.reply import System
from ingest import pipeline

# Of the guides, and of the official documents, which are asked only where these are at hand.
GUIDE_SETS = ("officials", "followups", "english", "unanswerable", "details")
OFFICIAL_SETS = ("official-text",)
# One question in so many is asked when there is no time for all: some 170.
FAST_SHARE = 5

Progress = Callable[[str, int, int], None]
Results = dict[str, tuple[Result, ...]]


def sets_for(documents: Sequence[str]) -> tuple[Path, ...]:
    """The project's sets that a library with these official documents can be asked."""
    paths = [SETS_FOLDER / f"{name}.jsonl" for name in GUIDE_SETS]
    for name in OFFICIAL_SETS:
        path = SETS_FOLDER / f"{name}.jsonl"
        if all(set(question.documents) <= set(documents) for question in load_set(path)):
            paths.append(path)
    return tuple(paths)


def is_fast(question_id: str) -> bool:
    """Whether a question is of the fixed part; it depends on the id alone, so other questions do not move it."""
    return int.from_bytes(blake2b(question_id.encode(), digest_size=8).digest()) % FAST_SHARE == 0


def ask_sets(paths: Sequence[Path], system: System, *, fast: bool, progress: Progress = pipeline.silent) -> Results:
    """The results of each set by its name. Raises EvaluationFileError for a bad set."""
    with TemporaryDirectory(prefix="ventanilla-") as folder:
        chosen = [_fast_part(path, Path(folder)) for path in paths] if fast else paths
        return {path.stem: run_sets([path], system, progress=_named(path, progress)) for path in chosen}


def fast_part(results: Results) -> Results:
    """What a fast run would have given, from a whole one."""
    return {name: tuple(result for result in each if is_fast(result.id)) for name, each in results.items()}


def official_documents(settings: CorpusSettings) -> tuple[IndexedDocument, ...]:
    """The official documents in the current library, by id; none when there is no library yet."""
    try:
        folder = generation_folder(settings.home, current_generation(settings.home))
    except IndexMissing:
        return ()
    official = (e for e in read_documents(folder) if e.document.kind is DocumentKind.OFFICIAL)
    return tuple(sorted(official, key=lambda entry: entry.document.id))


@contextmanager
def guides_alone(settings: CorpusSettings, progress: Progress = pipeline.silent) -> Iterator[System]:
    """The assistant over a library of the guides that ship, made for this in a temporary folder."""
    with _temporary(settings) as own:
        yield _opened(own, progress)


@contextmanager
def whole_library(settings: CorpusSettings, progress: Progress = pipeline.silent) -> Iterator[System]:
    """The assistant over a copy of the current library, brought up to date; the library itself stays as it is."""
    with _temporary(settings) as own:
        generation = current_generation(settings.home)
        shutil.copytree(generation_folder(settings.home, generation), generation_folder(own.home, generation))
        (own.home / "current").write_text(generation, encoding="ascii")
        yield _opened(own, progress)


@contextmanager
def _temporary(settings: CorpusSettings) -> Iterator[CorpusSettings]:
    # Where files that are open cannot be deleted, what is left is for the system to clear.
    with TemporaryDirectory(prefix="ventanilla-", ignore_cleanup_errors=True) as folder:
        yield settings.model_copy(update={"home": Path(folder)})


def _opened(settings: CorpusSettings, progress: Progress) -> System:
    pipeline.build(settings, progress=progress)
    return make_system(QUOTES, settings, AssistantSettings())


def _fast_part(path: Path, folder: Path) -> Path:
    """A set with the fixed part of the questions of another, under the same name."""
    questions = load_set(path)
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    part = folder / path.name
    kept = [line for line, question in zip(lines, questions, strict=True) if is_fast(question.id)]
    part.write_text("\n".join(kept), encoding="utf-8")
    return part


def _named(path: Path, progress: Progress) -> Callable[[int, int], None]:
    return lambda done, total: progress(f"Preguntas de {path.stem}", done, total)
