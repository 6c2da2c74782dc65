"""`ventanilla eval judge`, against a scripted OpenAI-compatible server on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from evals.results import Result
from evals.runs import save_run
from ui import cli

ANSWERED = Result(
    "a",
    "fact",
    "es",
    "¿Cuánto dura?",
    True,
    False,
    1,
    1.0,
    True,
    3,
    2.0,
    "Dura once días. [1]",
    passages=("Once días.",),
)
REFUSED = Result("b", "fact", "es", "¿Cuánto cuesta?", False, True, None, 0.0, True, 0, 2.0, "No lo dicen.")
# What each prompt asks for, by a word of its system part.
REPLIES = {"Divides": "1. Dura once días.\n2. Dura poco.", "Decides": "1. sí\n2. no", "Escribes": "1. ¿Cuánto dura?"}


class Handler(BaseHTTPRequestHandler):
    """Answers each prompt with its reply, as a stream of one piece."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        system = asked["messages"][0]["content"]
        reply = next(text for word, text in self.server.replies.items() if system.startswith(word))
        choice = {"index": 0, "delta": {"role": "assistant", "content": reply}, "finish_reason": "stop"}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Keeps quiet."""


@pytest.fixture
def server(monkeypatch) -> Iterator[ThreadingHTTPServer]:
    """The server of the configured model."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.replies = dict(REPLIES)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("VENTANILLA_LLM", "openai:juez")
    monkeypatch.setenv("VENTANILLA_LLM_BASE_URL", f"http://127.0.0.1:{server.server_port}/v1")
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def judge(tmp_path: Path, capsys, monkeypatch) -> Callable[..., tuple[int, str, str]]:
    """Runs the command on a run of an answer and a refusal; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    save_run(tmp_path / "corrida.json", [ANSWERED, REFUSED])

    def judge(*options: str) -> tuple[int, str, str]:
        code = cli.main(["eval", "judge", "corrida.json", *options])
        return code, *capsys.readouterr()

    return judge


def test_both_measures_are_told_with_their_counts(judge, server) -> None:
    code, out, _ = judge()
    assert code == 0
    assert out.splitlines() == [
        "Modelo: juez. Abstenciones, que no se califican: 1.",
        "Fidelidad a los pasajes (faithfulness)  0.500 [0.500, 0.500]  (1 calificadas, 0 sin calificar)",
        "Pertinencia (answer relevancy)          1.000 [1.000, 1.000]  (1 calificadas, 0 sin calificar)",
    ]


def test_replies_that_cannot_be_used_are_told_apart_from_zero(judge, server) -> None:
    server.replies["Decides"] = "No sé."
    _, out, _ = judge()
    assert "(faithfulness)  –  (0 calificadas, 1 sin calificar)" in out
    assert "1.000 [1.000, 1.000]  (1 calificadas, 0 sin calificar)" in out


def test_every_judgement_is_saved_with_its_reasons(judge, server, tmp_path: Path) -> None:
    code, out, _ = judge("--out", "juicio.json", "--limit", "1")
    assert code == 0
    assert out.endswith("Calificaciones guardadas en juicio.json\n")
    saved = json.loads((tmp_path / "juicio.json").read_text(encoding="utf-8"))
    assert saved["model"] == "juez"
    assert saved["judgements"][0]["verdicts"][1] == {"statement": "Dura poco.", "supported": False}


def test_without_a_model_the_command_that_names_one_is_given(judge, monkeypatch) -> None:
    monkeypatch.delenv("VENTANILLA_LLM", raising=False)
    code, out, err = judge()
    assert (code, out) == (1, "")
    assert "VENTANILLA_LLM=openai:" in err
    assert "ventanilla eval judge corrida.json" in err


def test_a_server_that_does_not_answer_is_told(judge, monkeypatch) -> None:
    monkeypatch.setenv("VENTANILLA_LLM", "openai:juez")
    monkeypatch.setenv("VENTANILLA_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    code, _, err = judge()
    assert code == 1
    assert "El servidor del modelo de lenguaje no respondió." in err
