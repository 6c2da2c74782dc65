import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from corpus.errors import IndexDamaged, IndexLocked, IndexMissing
from corpus.generations import (
    Manifest,
    build_lock,
    current_generation,
    file_sizes,
    generation_folder,
    new_generation,
    prune,
    publish,
    read_documents,
    read_manifest,
    write_documents,
    write_manifest,
)

HOLD_LOCK = """
import sys, time
from pathlib import Path
from corpus.generations import build_lock
with build_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
# A manifest with every field, of which one is not what it should be.
FILES_UNKNOWN = json.dumps(
    {
        "id": "x",
        "created": "",
        "embedder": "e",
        "dimension": 2,
        "splitter_version": 1,
        "inputs": "",
        "documents": {},
        "passages": 0,
        "questions": 0,
        "files": None,
    }
)


def make_generation(home: Path, make_document, *, published: bool = True) -> str:
    """A generation of one document, with a manifest."""
    generation = new_generation(home)
    folder = generation_folder(home, generation)
    write_documents(folder, [make_document("aviso", ["agua", "parque"])])
    (folder / "chroma").mkdir()
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"vectors")
    manifest = Manifest(generation, "2024-01-01", "e", 8, 1, "inputs", {"aviso": "f0"}, 2, 0, file_sizes(folder))
    write_manifest(folder, manifest)
    if published:
        publish(home, generation)
    return generation


def make_old(home: Path, generation: str, hours: float) -> None:
    moment = time.time() - 3600 * hours
    os.utime(generation_folder(home, generation), (moment, moment))


def on_disk(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "generations").iterdir())


@pytest.fixture
def lock_holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is building."""
    command = [sys.executable, "-c", HOLD_LOCK, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


class TestPointer:
    def test_before_the_first_build_the_index_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(IndexMissing):
            current_generation(tmp_path)

    def test_what_was_published_last_is_current(self, tmp_path: Path, make_document) -> None:
        make_generation(tmp_path, make_document)
        second = make_generation(tmp_path, make_document)
        assert current_generation(tmp_path) == second
        assert not (tmp_path / "current.new").exists()

    def test_a_pointer_of_bytes_that_are_no_name_is_damage(self, tmp_path: Path) -> None:
        (tmp_path / "current").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(IndexDamaged):
            current_generation(tmp_path)

    def test_a_reader_never_sees_half_a_pointer(self, tmp_path: Path, make_document) -> None:
        names = [make_generation(tmp_path, make_document) for _ in range(2)]
        stop, seen = Event(), set()

        def read() -> None:
            while not stop.is_set():
                seen.add(current_generation(tmp_path))

        reader = Thread(target=read)
        reader.start()
        for number in range(100):
            publish(tmp_path, names[number % 2])
        stop.set()
        reader.join()
        assert seen <= set(names)

    def test_what_a_dead_publisher_left_beside_the_pointer_does_no_harm(self, tmp_path: Path, make_document) -> None:
        first = make_generation(tmp_path, make_document)
        (tmp_path / "current.new").write_text("2024")
        assert current_generation(tmp_path) == first
        second = make_generation(tmp_path, make_document)
        assert current_generation(tmp_path) == second

    def test_ids_are_distinct_and_in_the_order_of_their_making(self, tmp_path: Path) -> None:
        made = [new_generation(tmp_path) for _ in range(20)]
        assert made == sorted(set(made))


class TestManifest:
    def test_it_is_read_as_it_was_written(self, tmp_path: Path, make_document) -> None:
        manifest = read_manifest(tmp_path, make_generation(tmp_path, make_document))
        assert (manifest.documents, manifest.passages, manifest.embedder) == ({"aviso": "f0"}, 2, "e")
        assert set(manifest.files) == {"documents.jsonl", "chroma/chroma.sqlite3"}

    @pytest.mark.parametrize("content", [None, "", "{", "[]", '{"id": "x"}', '{"otro": 1}', FILES_UNKNOWN])
    def test_one_that_cannot_be_read_is_damage(self, tmp_path: Path, make_document, content: str | None) -> None:
        generation = make_generation(tmp_path, make_document)
        path = generation_folder(tmp_path, generation) / "manifest.json"
        path.unlink() if content is None else path.write_text(content)
        with pytest.raises(IndexDamaged, match=r"manifest\.json"):
            read_manifest(tmp_path, generation)

    def test_a_generation_that_is_not_there_is_damage(self, tmp_path: Path) -> None:
        with pytest.raises(IndexDamaged):
            read_manifest(tmp_path, "20240101-000000-000")

    def test_a_file_that_was_cut_is_named(self, tmp_path: Path, make_document) -> None:
        generation = make_generation(tmp_path, make_document)
        path = generation_folder(tmp_path, generation) / "documents.jsonl"
        path.write_bytes(path.read_bytes()[:-1])
        with pytest.raises(IndexDamaged, match=r"documents\.jsonl is missing or cut"):
            read_manifest(tmp_path, generation)

    def test_files_of_chroma_may_grow_but_not_go(self, tmp_path: Path, make_document) -> None:
        generation = make_generation(tmp_path, make_document)
        path = generation_folder(tmp_path, generation) / "chroma" / "chroma.sqlite3"
        path.write_bytes(b"more vectors")
        read_manifest(tmp_path, generation)
        path.unlink()
        with pytest.raises(IndexDamaged, match=r"chroma\.sqlite3 is missing"):
            read_manifest(tmp_path, generation)


class TestDocuments:
    def test_they_are_read_as_they_were_written(self, tmp_path: Path, make_document) -> None:
        documents = (
            make_document("uno", ["agua\nclara", "línea\u2028partida"], questions=[["¿Qué?"], []]),
            make_document("dos", ["parque"], section=("A", "B")),
        )
        write_documents(tmp_path, documents)
        assert read_documents(tmp_path) == documents

    @pytest.mark.parametrize("cut", [1, 40, -2])
    def test_a_line_that_is_cut_is_damage(self, tmp_path: Path, make_document, cut: int) -> None:
        write_documents(tmp_path, [make_document("uno", ["agua"])])
        path = tmp_path / "documents.jsonl"
        path.write_bytes(path.read_bytes()[:cut])
        with pytest.raises(IndexDamaged, match=r"documents\.jsonl"):
            read_documents(tmp_path)

    def test_a_missing_file_is_damage(self, tmp_path: Path) -> None:
        with pytest.raises(IndexDamaged):
            read_documents(tmp_path)


class TestPruning:
    def test_the_serving_generation_is_kept_however_old(self, tmp_path: Path, make_document) -> None:
        generation = make_generation(tmp_path, make_document)
        make_old(tmp_path, generation, hours=1000)
        assert prune(tmp_path) == []
        assert on_disk(tmp_path) == [generation]

    def test_one_superseded_long_ago_is_removed_and_a_fresh_one_stays(self, tmp_path: Path, make_document) -> None:
        first, second, third = (make_generation(tmp_path, make_document) for _ in range(3))
        make_old(tmp_path, first, hours=2)
        assert prune(tmp_path) == [first]
        assert on_disk(tmp_path) == [second, third]

    def test_the_grace_begins_when_a_generation_is_superseded(self, tmp_path: Path, make_document) -> None:
        first = make_generation(tmp_path, make_document)
        make_old(tmp_path, first, hours=48)
        second = make_generation(tmp_path, make_document)
        assert prune(tmp_path) == []
        assert on_disk(tmp_path) == [first, second]

    def test_a_build_that_died_is_removed_at_once(self, tmp_path: Path, make_document) -> None:
        serving = make_generation(tmp_path, make_document)
        dead = new_generation(tmp_path)
        assert prune(tmp_path) == [dead]
        assert on_disk(tmp_path) == [serving]


class TestLock:
    def test_two_builds_at_once_are_refused(self, tmp_path: Path) -> None:
        with build_lock(tmp_path), pytest.raises(IndexLocked), build_lock(tmp_path):
            pass

    def test_it_is_free_again_after_a_build_that_failed(self, tmp_path: Path) -> None:
        with pytest.raises(json.JSONDecodeError), build_lock(tmp_path):
            json.loads("")
        with build_lock(tmp_path):
            pass

    def test_a_build_in_another_process_is_respected_until_it_is_killed(
        self, tmp_path: Path, lock_holder: subprocess.Popen[str]
    ) -> None:
        with pytest.raises(IndexLocked) as refusal, build_lock(tmp_path):
            pass
        assert refusal.value.retryable
        lock_holder.send_signal(signal.SIGKILL)
        lock_holder.wait()
        assert (tmp_path / "build.lock").exists()
        with build_lock(tmp_path):
            pass
