"""What a run is stamped with."""

import platform
import subprocess
from dataclasses import replace

import pytest

from assistant.settings import AssistantSettings
from corpus.errors import EvaluationFileError
from evals import stamps
from evals.stamps import Stamp, make_stamp


@pytest.fixture
def make(guides_library, tmp_path, monkeypatch):
    """Makes the stamp of a run over the guides, in a folder that is no checkout."""
    monkeypatch.setattr(stamps, "CODE", tmp_path)
    corpus = guides_library(tmp_path)

    def make(*names: str, **settings: object) -> Stamp:
        sets = [tmp_path / name for name in names]
        return make_stamp("dense", sets, "palabras", corpus, AssistantSettings(_env_file=None, **settings))

    return make


def test_a_stamp_tells_system_sets_library_version_and_machine(make, tmp_path):
    (tmp_path / "uno.jsonl").write_text("x", encoding="utf-8")
    stamp = make("uno.jsonl")
    assert (stamp.system, stamp.sets[0].name, stamp.documents) == ("dense", "uno", ())
    assert (stamp.commit, stamp.changes) == (None, "")
    assert stamp.machine.python == platform.python_version()
    assert stamp.corpus
    assert stamp.generation


def test_other_sets_or_settings_are_another_run_but_another_date_or_key_is_not(make, tmp_path):
    for name, content in (("uno.jsonl", "x"), ("dos.jsonl", "y")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    stamp = make("uno.jsonl")
    assert stamp.same(replace(make("uno.jsonl"), date="otra"))
    assert stamp.same(make("uno.jsonl", llm_api_key="secreta"))
    assert not stamp.same(make("dos.jsonl"))
    assert not stamp.same(make("uno.jsonl", answer_words=100))
    (tmp_path / "uno.jsonl").write_text("z", encoding="utf-8")
    assert not stamp.same(make("uno.jsonl"))


def test_in_a_checkout_the_commit_and_what_is_not_committed_count(make, tmp_path):
    def git(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q")
    (tmp_path / "codigo.py").write_text("1", encoding="utf-8")
    git("add", "codigo.py")
    git("commit", "-qm", "uno")
    clean = make()
    assert clean.commit
    assert git("rev-parse", "HEAD").startswith(clean.commit)
    assert clean.changes == ""
    (tmp_path / "codigo.py").write_text("2", encoding="utf-8")
    assert make().changes
    assert not make().same(clean)


def test_a_set_that_cannot_be_read_is_told(make):
    with pytest.raises(EvaluationFileError, match=r"no\.jsonl"):
        make("no.jsonl")
