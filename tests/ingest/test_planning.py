from pathlib import Path

import pytest

from corpus import generations
from corpus.errors import FileMissing
from ingest import planning
from ingest.planning import Plan, compare, fingerprint, read_bytes


def test_a_fingerprint_goes_by_the_bytes_alone() -> None:
    assert fingerprint(b"agua") == fingerprint(b"agua")
    assert fingerprint(b"agua") != fingerprint(b"agua ")
    assert len(fingerprint(b"")) == 64


def test_a_new_splitter_gives_the_same_file_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint(b"agua")
    monkeypatch.setattr(planning, "SPLITTER_VERSION", generations.SPLITTER_VERSION + 1)
    assert fingerprint(b"agua") != before


def test_the_plan_tells_what_is_added_updated_kept_and_removed() -> None:
    before = {"igual": "1", "cambia": "1", "sale": "1"}
    after = {"nuevo": "1", "cambia": "2", "igual": "1"}
    assert compare(before, after) == Plan(("nuevo",), ("cambia",), ("igual",), ("sale",))


def test_from_nothing_all_is_added_and_to_nothing_all_is_removed() -> None:
    assert compare({}, {"a": "1", "b": "1"}) == Plan(added=("a", "b"))
    assert compare({"a": "1"}, {}) == Plan(removed=("a",))
    assert compare({}, {}) == Plan()


def test_a_file_that_cannot_be_read_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"agua")
    assert read_bytes(tmp_path / "a.txt") == b"agua"
    for path in (tmp_path / "b.txt", tmp_path):
        with pytest.raises(FileMissing):
            read_bytes(path)
