"""What the doctor finds, well or broken, and the command that mends it."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.settings import AssistantSettings
from corpus.errors import WeightsMissing
from corpus.settings import CorpusSettings
from ui import cli, doctor
from ui.doctor import State
from ui.settings import UiSettings


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port where something listens and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_without_an_index_it_fails_and_names_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path))
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "bien  Modelo de búsqueda: use-multilingual-v3, vectores de 512 números, pesos correctos" in out
    assert "falla Índice" in out
    assert "→ ventanilla build" in out


def test_bad_settings_are_named_and_stop_the_examination(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path))
    monkeypatch.setenv("VENTANILLA_PORT", "ochomil")
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "falla Configuración: El valor de VENTANILLA_PORT no es válido." in out
    assert "Índice" not in out


def test_every_required_package_is_looked_for() -> None:
    assert doctor.check_packages().state is State.GOOD


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        doctor, "requires", lambda _name: ["rich>=14.0", "no-existe[extra]>=1", 'pytest; extra == "dev"']
    )
    check = doctor.check_packages()
    assert check.state is State.BROKEN
    assert check.detail == "Faltan: no-existe"
    assert check.remedy == "python -m pip install -e ."


def test_a_module_that_cannot_be_imported_is_told_instead_of_raised() -> None:
    def check(_settings: object) -> doctor.Check:
        raise ModuleNotFoundError("No module named 'gradio'", name="gradio")

    found = doctor._guarded(check, None)
    assert found.state is State.BROKEN
    assert "gradio" in found.detail


def test_a_home_that_is_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("x")
    assert doctor.check_home(tmp_path / "archivo").state is State.BROKEN
    assert doctor.check_home(tmp_path / "nueva" / "carpeta").detail.endswith("(se creará)")


@pytest.mark.parametrize(("free", "state"), [(10**8, State.BROKEN), (5 * 10**8, State.NOTICE), (10**11, State.GOOD)])
def test_little_space_is_told_before_it_hurts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    assert doctor.check_space(tmp_path).state is state


def test_an_embedder_that_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lacking(settings: CorpusSettings) -> object:
        raise WeightsMissing(settings.embedder)

    monkeypatch.setattr("corpus.embedding.make_embedder", lacking)
    check = doctor.check_embedder(CorpusSettings(_env_file=None, home=tmp_path, embedder="otro-modelo"))
    assert check.state is State.BROKEN
    assert "VENTANILLA_EMBEDDER" in (check.remedy or "")


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ({}, State.GOOD),
        ({"llm": "openai:gpt", "llm_api_key": "clave"}, State.GOOD),
        ({"llm": "openai:gpt"}, State.BROKEN),
        ({"llm": "gpt"}, State.BROKEN),
        ({"llm": "openai:gpt", "llm_base_url": "http://127.0.0.1:9/v1"}, State.NOTICE),
    ],
)
def test_the_language_model_is_examined(
    settings: dict[str, str], state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert doctor.check_model(AssistantSettings(_env_file=None, **settings)).state is state


def test_the_reranker_is_loaded_to_see_that_it_can_be_used(tiny_reranker: Path) -> None:
    assert doctor.check_reranker(AssistantSettings(_env_file=None)).detail == "ninguno"
    good = doctor.check_reranker(AssistantSettings(_env_file=None, reranker=str(tiny_reranker)))
    assert (good.state, good.detail) == (State.GOOD, f"{tiny_reranker}, en cpu")
    broken = doctor.check_reranker(AssistantSettings(_env_file=None, reranker="nadie/ninguno"))
    assert broken.state is State.BROKEN
    assert "«nadie/ninguno»" in broken.detail
    assert "VENTANILLA_RERANKER" in (broken.remedy or "")


def test_a_busy_port_is_told_with_another_one(busy_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "PROBE_SECONDS", 0.2)
    check = doctor.check_port(UiSettings(_env_file=None, port=busy_port))
    assert check.state is State.NOTICE
    assert check.remedy == f"ventanilla serve --port {busy_port + 1}"
    assert doctor.check_port(UiSettings(_env_file=None, port=0)).state is State.GOOD
