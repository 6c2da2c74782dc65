"""The command line with a small assistant: what it prints, where, and with which exit code."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import IndexLocked, LanguageModelUnavailable
from ui import cli, server
from ui.commands import asking
from ui.schemas import MAXIMUM_PASSAGES, AnswerSchema
from ui.spanish import UNKNOWN_USAGE, usage_message

Run = Callable[..., tuple[int, str, str]]
ENGLISH = re.compile(
    r"\b(Usage|Options|Arguments|Commands|Error|Missing|No such|Show this|default:|required|Try|Invalid|bool|str|int)\b"
)
PAGES = (
    (), ("ask",), ("chat",), ("ingest",), ("documents",), ("documents", "list"), ("documents", "show"),
    ("documents", "remove"), ("documents", "fetch"), ("serve",), ("eval",), ("eval", "run"), ("glossary",), ("build",),
    ("doctor",),
)  # fmt: skip


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, stand_in: object) -> Run:
    """Runs a command line with the small assistant; gives exit code, standard output and standard error."""
    monkeypatch.setenv("VENTANILLA_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("VENTANILLA_DEBUG", raising=False)
    monkeypatch.setattr(asking, "open_assistant", lambda: stand_in)

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_every_help_page_is_wholly_in_spanish(run: Run, page: tuple[str, ...]) -> None:
    code, out, err = run(*page, "--help")
    assert code == 0
    assert "Uso: ventanilla" in out
    assert "Muestra esta ayuda y termina." in " ".join(out.split())
    assert not ENGLISH.search(out), out
    assert "completion" not in out
    assert err == ""


def test_the_hidden_build_command_is_not_in_the_help(run: Run) -> None:
    _, out, _ = run("--help")
    assert "ask" in out
    assert "build" not in out


def test_no_command_at_all_shows_the_help(run: Run) -> None:
    code, out, err = run()
    assert (code, out.strip(), err) == (0, run("--help")[1].strip(), "")
    assert run("documents")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("preguntar",), "No existe el comando «preguntar»."),
        (("asq",), "¿Será ask?"),
        (("ask",), "Falta el argumento PREGUNTA."),
        (("ask", "--jsn", "hola"), "No existe la opción --jsn. ¿Será --json?"),
        (("ask", "--zzz", "hola"), "No existe la opción --zzz."),
        (("ask", "--k", "muchos", "hola"), "--k debe ser un número entero."),
        (("ask", "--k", "0", "hola"), "--k debe ser un número de 1 en adelante."),
        (("ask", "--k", "99", "hola"), "--k debe ser un número no mayor que 20."),
        (("ask", "hola", "--k"), "A la opción --k le falta su valor."),
        (("ask", "--json=si", "hola"), "La opción --json no lleva ningún valor."),
        (("chat", "hola"), "Sobra en el comando: hola."),
        (("documents", "shw"), "No existe el comando «shw». ¿Será show?"),
    ],
)
def test_a_wrong_command_line_is_explained_in_spanish_with_code_2(
    run: Run, arguments: tuple[str, ...], told: str
) -> None:
    code, out, err = run(*arguments)
    assert code == 2
    assert out == ""
    assert told in err
    assert "Para ver la ayuda: ventanilla" in err
    assert not ENGLISH.search(err)


def test_a_usage_error_that_is_not_foreseen_is_still_told_in_spanish() -> None:
    assert usage_message("Something new in Typer.") == UNKNOWN_USAGE


def test_the_version_is_told(run: Run) -> None:
    code, out, _ = run("--version")
    assert code == 0
    assert re.fullmatch(r"Ventanilla \d+\.\d+\.\d+\n", out)


def test_how_an_answer_was_found_comes_after_it_when_asked_for(run: Run) -> None:
    plain = run("ask", "¿Cuánto cuestan las copias?")[1]
    code, out, err = run("ask", "--explain", "¿Cuánto cuestan las copias?")
    assert (code, err) == (0, "")
    assert out.startswith(f"{plain}\nCómo se encontró\n")
    assert "Se estima en 97% la probabilidad" in out


def test_the_json_has_an_explanation_only_when_asked_for(run: Run) -> None:
    plain = run("ask", "--json", "¿Cuánto cuestan las copias?")[1]
    explained = json.loads(run("ask", "--json", "--explain", "¿Cuánto cuestan las copias?")[1])
    assert explained.pop("explanation")["kind"] == "how_many"
    assert explained == json.loads(plain)
    assert json.loads(run("ask", "--json", "--explain", "hola")[1])["explanation"] is None


def test_an_answer_comes_with_its_sources_and_the_official_text(run: Run) -> None:
    code, out, err = run("ask", "¿Cuánto cuestan las copias?")
    assert code == 0
    assert err == ""
    assert out.splitlines() == [
        "Las copias cuestan doce pesos. [1]",
        "",
        "Fuentes",
        "[1] Título de guia, «Capítulo › Atención», p. 7",
        "  Texto oficial: Título de reglamento, p. 7: "
        "«Artículo 1. El horario de atención es de las 9:00 a las 15:00 horas.»",
        "",
        "También se puede preguntar:",
        "- ¿Cuál es el horario?",
    ]


def test_a_question_without_quotes_is_put_together(run: Run, stand_in: object) -> None:
    _, out, _ = run("ask", "--json", "cuánto", "cuestan")
    assert json.loads(out)["question"] == "cuánto cuestan"


def test_json_is_the_object_of_the_http_interface(run: Run) -> None:
    code, out, _ = run("ask", "--json", "--k", "3", "--document", "guia", "¿Cuánto cuestan las copias?")
    assert code == 0
    answer = AnswerSchema.model_validate_json(out)
    assert answer.citations[0].quote == "Las copias cuestan doce pesos."
    assert set(json.loads(out)) == set(AnswerSchema.model_fields)


def test_the_options_reach_the_assistant(run: Run, stand_in) -> None:
    run("ask", "--k", "3", "--document", "guia", "--document", "reglamento", "hola")
    assert stand_in.asked == {"k": 3, "documents": ["guia", "reglamento"]}
    run("ask", "hola")
    assert stand_in.asked == {"k": 5, "documents": None}


def test_the_most_passages_are_those_of_the_http_interface() -> None:
    assert asking.MAXIMUM_PASSAGES == MAXIMUM_PASSAGES


def test_an_abstention_is_not_a_failure(run: Run) -> None:
    code, out, err = run("ask", "una receta de pozole")
    assert code == 0
    assert out.startswith("Eso no está en los documentos.")
    assert err == ""


def test_an_error_is_told_on_standard_error_with_code_1(run: Run) -> None:
    code, out, err = run("ask", "  ")
    assert code == 1
    assert out == ""
    assert err.startswith("La pregunta está vacía.")
    code, _, err = run("ask", "--document", "otro", "hola")
    assert code == 1
    assert "Los que hay son: guia, reglamento." in err


def test_the_unexpected_shows_a_sentence_and_never_a_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = run("ask", "explota")
    assert code == 1
    assert out == ""
    assert err.startswith("Ocurrió un error inesperado y no se pudo terminar.")
    assert err.endswith("VENTANILLA_DEBUG=1 ventanilla ask explota\n")
    assert err.count("\n") == 1
    monkeypatch.setenv("VENTANILLA_DEBUG", "1")
    assert "Traceback" in run("ask", "explota")[2]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(28, "No space left on device", "/disco"), "No queda espacio en el disco «/disco»."),
        (PermissionError(13, "Permission denied", "/home/x"), "No hay permiso para usar «/home/x»."),
        (FileNotFoundError(2, "No such file", "/no/hay"), "No se encontró «/no/hay»."),
        (OSError(5, "Input/output error"), "El sistema no pudo usar un archivo."),
        (ModuleNotFoundError("No module named 'gradio'", name="gradio"), "falta «gradio»"),
        (IndexLocked(Path("/x")), "Otro proceso está actualizando el índice"),
        (LanguageModelUnavailable("timed out"), "El servidor del modelo de lenguaje no respondió."),
    ],
)
def test_what_the_system_refuses_is_told_in_spanish(
    run: Run, monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str
) -> None:
    def fail() -> object:
        raise failure

    monkeypatch.setattr(asking, "open_assistant", fail)
    code, _, err = run("ask", "hola")
    assert code == 1
    assert told in err


def test_a_bad_setting_is_told_by_the_name_of_its_variable(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VENTANILLA_EMBEDDER_BATCH_SIZE", "muchos")
    code, _, err = run("documents", "list")
    assert code == 1
    assert "VENTANILLA_EMBEDDER_BATCH_SIZE" in err


def test_an_interruption_is_quiet_and_gives_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "open_assistant", interrupt)
    assert run("ask", "hola") == (130, "", "")


def test_bytes_that_are_not_text_do_not_break_the_terminal(run: Run) -> None:
    code, out, _ = run("ask", "--json", "copias \udcff\udcfe")
    assert code == 0
    assert json.loads(out)["question"] == "copias ??"


def test_serving_takes_the_address_of_the_command_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[object] = []
    monkeypatch.setattr(server, "serve", lambda *address, open_browser: served.append((*address, open_browser)))
    assert run("serve", "--host", "0.0.0.0", "--port", "8080", "--open")[0] == 0
    assert run("serve")[0] == 0
    assert served == [("0.0.0.0", 8080, True), (None, None, False)]


def test_a_busy_port_is_a_failure_that_offers_another(run: Run) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        code, _, err = run("serve", "--port", str(port))
    assert code == 1
    assert f"ventanilla serve --port {port + 1}" in err


def test_nothing_heavy_is_imported_to_start() -> None:
    heavy = ("torch", "gradio", "chromadb", "langchain", "langchain_core", "fastapi", "numpy", "onnxruntime", "httpx")
    script = f"import sys, ui.cli; ui.cli.make_app(); print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(("arguments", "code"), [(["--version"], 0), (["documents", "list"], 1), (["nada"], 2)])
def test_the_exit_code_reaches_the_shell(tmp_path: Path, arguments: list[str], code: int) -> None:
    environment = {"VENTANILLA_HOME": str(tmp_path), "PATH": "", "LANG": "C"}
    command = [sys.executable, "-m", "ui.cli", *arguments]
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
