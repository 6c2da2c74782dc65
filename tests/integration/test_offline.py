"""Without a network: everything is imported, built, ingested and answered, in a process that has loopback at most."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

PACKAGES = ("assistant", "corpus", "evals", "ingest", "ui")

IMPORT_ALL = """
import sys
from importlib import import_module
from pkgutil import walk_packages

for name in sys.argv[1:]:
    package = import_module(name)
    for module in walk_packages(package.__path__, f"{name}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
"""

# Refuses whatever is neither this machine nor a file, and tells it: a library may swallow the error.
NO_NETWORK = """
import socket, sys

def refuse(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] not in (None, "localhost", "127.0.0.1", "::1"):
        told(f"asked for the address of {arguments[0]}")
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in ("127.0.0.1", "::1"):
        told(f"connected to {arguments[1]}")

def told(what):
    print(f"NETWORK: {what}", file=sys.stderr, flush=True)
    raise OSError(f"no network in this test: {what}")

sys.addaudithook(refuse)
"""

USE_ALL = """
import sys
from pathlib import Path

from assistant import factory
from assistant.settings import AssistantSettings
from corpus.settings import CorpusSettings
from ingest import pipeline

home, file = map(Path, sys.argv[1:])
settings = CorpusSettings(_env_file=None, home=home)
pipeline.ingest([file], settings)
window = factory.build(settings, AssistantSettings(_env_file=None, llm=None))
for question in ("¿Qué es el dictamen de la SRE?", "¿Cuánto cuestan las copias certificadas en Villa Ficticia?"):
    answer = window.ask(question)
    print(answer.abstained, len(answer.citations), answer.citations[0].document_id)
"""


SERVE_ALL = """
import sys
from pathlib import Path

from fastapi.testclient import TestClient

from assistant import factory
from assistant.settings import AssistantSettings
from corpus.settings import CorpusSettings
from ui.app import create_app
from ui.settings import UiSettings

settings = CorpusSettings(_env_file=None, home=Path(sys.argv[1]))
window = factory.build(settings, AssistantSettings(_env_file=None, llm=None))
app = create_app(window, settings=UiSettings(_env_file=None), corpus_settings=settings)
with TestClient(app, base_url="http://127.0.0.1") as client:
    page = client.get("/")
    answer = client.post("/v1/ask", json={"question": "¿Qué es un hermanamiento?"})
    print(page.status_code, "Ventanilla" in page.text, answer.status_code, len(answer.json()["citations"]))
"""


def cut_off() -> list[str]:
    """What runs a command without any network, where the system allows it; else nothing: the refusals remain."""
    command = ["unshare", "--map-root-user", "--net"]
    allowed = (
        shutil.which("unshare") and not subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    )
    return command if allowed else []


def run(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python program without a network and with nothing of the user's: neither settings nor caches."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VENTANILLA_", "HF_"))}
    own = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "VENTANILLA_HOME": str(home / "ventanilla")}
    return subprocess.run(
        [*cut_off(), sys.executable, "-c", NO_NETWORK + program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**kept, **own},
        cwd=Path(__file__).parents[2],
    )


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "copias.md"
    path.write_text(
        "# Aviso de Villa Ficticia\n\n## Copias certificadas\n\n"
        "Las copias certificadas cuestan doce pesos por hoja en la ventanilla de Villa Ficticia.\n",
        encoding="utf-8",
    )
    return path


def test_a_file_is_ingested_and_questions_answered(tmp_path: Path, notice: Path, guides_library) -> None:
    done = run(tmp_path, USE_ALL, str(guides_library(tmp_path).home), str(notice))
    assert (done.returncode, "NETWORK" in done.stderr) == (0, False), done.stderr
    first, second = (line.split() for line in done.stdout.splitlines())
    assert first[0] == second[0] == "False"
    assert int(first[1]) > 0
    assert second[2] == "copias"


def test_the_server_gives_its_page_and_its_answers(tmp_path: Path, guides_library) -> None:
    done = run(tmp_path, SERVE_ALL, str(guides_library(tmp_path).home))
    assert (done.returncode, "NETWORK" in done.stderr) == (0, False), done.stderr
    page, titled, answer, citations = done.stdout.split()
    assert (page, titled, answer) == ("200", "True", "200")
    assert int(citations) > 0


def test_every_module_is_imported(tmp_path: Path) -> None:
    done = run(tmp_path, IMPORT_ALL, *PACKAGES)
    assert (done.returncode, "NETWORK" in done.stderr) == (0, False), done.stderr


def test_the_command_builds_the_index_and_answers_its_first_question(tmp_path: Path) -> None:
    program = "from ui.cli import main; sys.exit(main(['ask', '¿Qué es un hermanamiento?']))"
    done = run(tmp_path, program)
    assert (done.returncode, "NETWORK" in done.stderr) == (0, False), done.stderr
    assert "[1]" in done.stdout


@pytest.mark.parametrize("attempt", ["create_connection(('192.0.2.1', 9), 1)", "getaddrinfo('example.org', 80)"])
def test_an_attempt_on_the_network_would_be_told_even_if_it_were_swallowed(tmp_path: Path, attempt: str) -> None:
    done = run(tmp_path, f"from contextlib import suppress\nwith suppress(OSError): socket.{attempt}")
    assert done.returncode == 0, done.stderr
    assert "NETWORK" in done.stderr


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_tests_themselves_reach_no_further_than_this_machine() -> None:
    with socket.socket() as client, pytest.raises(SocketConnectBlockedError):
        client.connect(("192.0.2.1", 9))
