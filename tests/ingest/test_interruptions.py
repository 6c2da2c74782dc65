"""Builds that are killed: the old generation serves on, and the next build cleans up."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from corpus.generations import current_generation, prune
from corpus.library import Library
from corpus.models import IndexedDocument
from corpus.settings import CorpusSettings
from corpus.vectors import forget_open_stores
from ingest.pipeline import build, ingest

# For each line of orders, ingests a file in a fork that kills itself when a function is called, before or after it has
# done its work, and prints how the fork ended. All is imported once; what has threads of its own starts in the forks.
NURSERY = """
import json, os, signal, sys
from functools import partial
from importlib import import_module
from pathlib import Path

import bm25s, chromadb, onnxruntime, onnxruntime_extensions, Stemmer, tiktoken
from corpus.guides import load_guides
from corpus.settings import CorpusSettings
from ingest import pipeline

def ingest(home, guides, file, place, moment):
    module, _, path = place.partition(":")
    *classes, name = path.split(".")
    owner = import_module(module)
    for class_name in classes:
        owner = getattr(owner, class_name)
    work = getattr(owner, name)

    def killed(*arguments, **named):
        if moment == "after":
            work(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, name, killed)
    pipeline.load_guides = partial(load_guides, Path(guides))
    pipeline.ingest([Path(file)], CorpusSettings(_env_file=None, home=Path(home)))

for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            ingest(*json.loads(line))
        finally:
            sys.stderr.flush()
            os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

BEFORE_THE_SWAP = [
    ("ingest.indexing:new_generation", "after"),
    ("corpus.lexical:LexicalIndex.save", "before"),
    ("corpus.embedding:OnnxEmbedder.embed_documents", "before"),
    ("corpus.vectors:VectorStore.add", "after"),
    ("ingest.indexing:write_documents", "after"),
    ("ingest.indexing:write_manifest", "after"),
    ("pathlib:Path.replace", "before"),
]
AFTER_THE_SWAP = [("pathlib:Path.replace", "after"), ("ingest.pipeline:prune", "before")]

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process so")


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """The process that makes and outlives the builds to be killed."""
    command = [sys.executable, "-c", NURSERY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.fixture
def kill_build(
    settings: CorpusSettings, guides_folder: Path, rules: Path, nursery: subprocess.Popen[str]
) -> Callable[[str, str], None]:
    """Ingests the rules in a process that is killed at a place."""

    def run(place: str, moment: str) -> None:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        order = [*map(str, (settings.home, guides_folder, rules)), place, moment]
        print(json.dumps(order), file=nursery.stdin, flush=True)
        assert int(nursery.stdout.readline()) == -signal.SIGKILL

    return run


def folders(settings: CorpusSettings) -> set[str]:
    return {path.name for path in (settings.home / "generations").iterdir()}


@pytest.mark.parametrize("point", BEFORE_THE_SWAP, ids=" ".join)
def test_a_build_killed_before_the_swap_leaves_the_old_generation_serving_and_the_next_one_works(
    settings: CorpusSettings, embedder, notice: Path, rules: Path, kill_build, point: tuple[str, str]
) -> None:
    first = ingest([notice], settings).generation
    kill_build(*point)
    assert current_generation(settings.home) == first
    assert set(Library.open(settings.home, embedder).documents) == {"copias", "horario", "aviso"}
    assert len(folders(settings)) == 2
    second = ingest([rules], settings)
    forget_open_stores()
    assert set(Library.open(settings.home, embedder).documents) == {"copias", "horario", "aviso", "reglamento"}
    prune(settings.home, grace=-1)
    assert folders(settings) == {second.generation}


@pytest.mark.parametrize("point", AFTER_THE_SWAP, ids=" ".join)
def test_a_build_killed_after_the_swap_serves_whole(
    settings: CorpusSettings, embedder, notice: Path, rules: Path, kill_build, point: tuple[str, str]
) -> None:
    ingest([notice], settings)
    kill_build(*point)
    assert set(Library.open(settings.home, embedder).documents) == {"copias", "horario", "aviso", "reglamento"}
    assert not ingest([rules], settings).changed


def test_a_first_build_that_was_killed_leaves_no_index_and_no_obstacle(
    settings: CorpusSettings, kill_build, stored: Callable[[], dict[str, IndexedDocument]]
) -> None:
    kill_build("ingest.indexing:write_manifest", "before")
    assert not (settings.home / "current").exists()
    summary = build(settings)
    assert set(stored()) == {"copias", "horario"}
    assert folders(settings) == {summary.generation}


def test_what_a_killed_build_left_is_removed_even_when_there_is_nothing_to_do(
    settings: CorpusSettings, notice: Path, kill_build
) -> None:
    first = ingest([notice], settings).generation
    kill_build("ingest.indexing:write_documents", "before")
    assert len(folders(settings)) == 2
    assert not build(settings).changed
    assert folders(settings) == {first}


def test_a_build_that_fails_in_this_process_leaves_the_old_generation_and_the_lock_free(
    settings: CorpusSettings, embedder, notice: Path, rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ingest([notice], settings).generation

    def full_disk(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr("ingest.indexing.write_documents", full_disk)
        with pytest.raises(OSError, match=os.strerror(28)):
            ingest([rules], settings)
    assert current_generation(settings.home) == first
    assert ingest([rules], settings).changed
