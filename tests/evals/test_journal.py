"""A run that was interrupted goes on where it was, and only if it is the same run."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals.journal import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.json.part"


def test_what_was_done_is_found_again(path, stamp, make_result):
    first = Journal(path, stamp)
    assert (first.done, first.discarded) == ((), False)
    results = [make_result("a", rank=None), make_result("ñ", confidence=None)]
    for result in results:
        first.add(result)
    again = Journal(path, replace(stamp, date="2026-11-22"))
    assert again.done == tuple(results)
    assert again.stamp.date == stamp.date
    assert not again.discarded
    again.add(make_result("c"))
    assert [result.id for result in Journal(path, stamp).done] == ["a", "ñ", "c"]


def test_a_line_that_was_not_finished_is_asked_again(path, stamp, make_result):
    journal = Journal(path, stamp)
    for id_ in ("a", "b"):
        journal.add(make_result(id_))
    whole = path.read_bytes()
    for cut in (1, 10, 100):
        path.write_bytes(whole[:-cut])
        journal = Journal(path, stamp)
        assert [result.id for result in journal.done] == ["a"]
        journal.add(make_result("b"))
        assert path.read_bytes() == whole


@pytest.mark.parametrize("change", [{"system": "bm25"}, {"corpus": "0"}, {"sets": ()}, {"changes": ""}])
def test_a_run_of_another_stamp_is_begun_anew(path, stamp, make_result, change):
    Journal(path, stamp).add(make_result("a"))
    other = Journal(path, replace(stamp, **change))
    assert (other.done, other.discarded) == ((), True)
    other.add(make_result("b"))
    assert [result.id for result in Journal(path, replace(stamp, **change)).done] == ["b"]


@pytest.mark.parametrize("content", [b"", b"{", b"{}\n", b"\xff\n"])
def test_a_file_that_is_no_journal_is_begun_anew(path, stamp, content):
    path.write_bytes(content)
    journal = Journal(path, stamp)
    assert (journal.done, journal.discarded) == ((), True)


def test_nothing_is_written_before_the_first_result_nor_left_behind(path, stamp, make_result):
    journal = Journal(path, stamp)
    assert not path.exists()
    journal.remove()
    journal.add(make_result("a"))
    journal.remove()
    assert not path.exists()
