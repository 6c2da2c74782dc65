"""`ventanilla eval guard`, with the real assistant over the guides, sound and broken."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from assistant import retrieval
from assistant.settings import AssistantSettings
from corpus.settings import CorpusSettings
from evals import floors, guarding
from evals.systems.named import QUOTES, make_system
from evals.systems.reply import System
from ui import cli

Guard = Callable[..., tuple[int, str, str]]


@pytest.fixture
def floors_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where floors are kept instead of the file that ships; nothing is in it yet."""
    path = tmp_path / "floors.json"
    monkeypatch.setattr(floors, "load_floors", partial(floors.load_floors, path=path))
    monkeypatch.setattr(floors, "save_floors", partial(floors.save_floors, path=path))
    return path


@pytest.fixture
def few_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts eight questions of two sets, some of them of the fast part, in the place of all."""
    folder = tmp_path / "sets"
    folder.mkdir()
    for name in ("english", "unanswerable", "official-text"):
        lines = (guarding.SETS_FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        fast_first = sorted(lines, key=lambda line: not guarding.is_fast(json.loads(line)["id"]))
        (folder / f"{name}.jsonl").write_text("\n".join([*fast_first[:3], fast_first[-1]]), encoding="utf-8")
    monkeypatch.setattr(guarding, "SETS_FOLDER", folder)
    monkeypatch.setattr(guarding, "GUIDE_SETS", ("english", "unanswerable"))


@pytest.fixture
def guard(guides_home: Path, tmp_path: Path, floors_file: Path, few_questions: None, monkeypatch, capsys) -> Guard:
    """Runs the command over the index of the guides that all tests share, with no library of a user."""

    @contextmanager
    def guides_alone(settings: CorpusSettings, _progress: object) -> Iterator[System]:
        own = settings.model_copy(update={"home": guides_home})
        yield make_system(QUOTES, own, AssistantSettings(_env_file=None))

    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(guarding, "guides_alone", guides_alone)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["eval", "guard", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Turns every ranking round: the worst passage comes first."""
    sound = retrieval.fuse
    return lambda: monkeypatch.setattr(retrieval, "fuse", lambda *given: -sound(*given))


def test_a_run_like_the_accepted_one_passes(guard: Guard) -> None:
    assert guard("--update")[0] == 0
    code, out, _ = guard()
    assert code == 0
    assert "Las guías solas: 8 preguntas" in out
    assert "ms por respuesta" in out
    assert out.endswith("Ninguna cifra empeoró.\n")


def test_a_broken_retriever_fails_and_the_table_tells_what_fell(guard: Guard, broken: Callable[[], None]) -> None:
    guard("--update")
    broken()
    code, out, err = guard()
    assert code == 1
    fallen = [line for line in out.splitlines() if "empeoró" in line]
    assert any(line.startswith("todos          Evidencia en los 5 primeros") for line in fallen)
    assert any(line.startswith("english        Evidencia en los 5 primeros") for line in fallen)
    assert "±" in fallen[0]
    assert f"Cifras que empeoraron: {len(fallen)}." in err
    assert "ventanilla eval guard --update" in err


def test_accepting_the_figures_of_a_whole_run_accepts_those_of_the_fast_part(
    guard: Guard, broken: Callable[[], None]
) -> None:
    guard("--update")
    assert guard("--fast")[0] == 0
    broken()
    code, out, _ = guard("--fast")
    assert code == 1
    assert "todos          Evidencia en los 5 primeros" in out
    assert "english " not in out


def test_without_accepted_figures_it_fails_and_says_how_to_record_them(guard: Guard) -> None:
    code, out, err = guard("--fast")
    assert code == 1
    assert "se muestran y no se juzgan" in out
    assert "No hay cifras aceptadas" in err
    assert "ventanilla eval guard --update" in err


def test_other_questions_than_the_accepted_ones_are_told(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    guard("--update", "--fast")
    monkeypatch.setattr(guarding, "GUIDE_SETS", ("english",))
    _, out, _ = guard("--fast")
    assert "preguntas, ahora" in out


def test_a_damaged_file_of_floors_is_explained(guard: Guard, floors_file: Path) -> None:
    floors_file.write_text("[", encoding="utf-8")
    code, out, err = guard("--fast")
    assert (code, out) == (1, "")
    assert "floors.json» para evaluar" in " ".join(err.split())
