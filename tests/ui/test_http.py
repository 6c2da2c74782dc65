"""The routes for readers and operators."""

import json
import logging
from pathlib import Path

import pytest

from corpus import errors
from corpus.errors import EmbedderMismatch, IndexDamaged, IndexLocked, IndexMissing, WeightsMissing
from ui.http_errors import status_of
from ui.settings import UiSettings

QUESTION = "¿Cuánto cuestan las copias?"
FIELDS = {
    "question", "rewritten", "language", "abstained", "reason", "answer", "statements", "citations", "passages",
    "suggestions", "mode", "timings_ms", "index", "note",
}  # fmt: skip


def sse_events(text):
    """The events of a stream, as (name, data) in order, comments left out."""
    found = []
    for block in text.strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
        if fields:
            found.append((fields.get("event"), json.loads(fields["data"])))
    return found


def test_the_paths_described_are_the_promised_ones(client):
    described = client.get("/openapi.json").json()
    routes = sorted(f"{method.upper()} {path}" for path, methods in described["paths"].items() for method in methods)
    assert routes == [
        "DELETE /v1/documents/{document_id}",
        "GET /healthz",
        "GET /metrics",
        "GET /readyz",
        "GET /v1/documents",
        "GET /v1/models",
        "GET /v1/passages/{passage_id}",
        "POST /v1/ask",
        "POST /v1/chat",
        "POST /v1/chat/completions",
        "POST /v1/documents",
        "POST /v1/feedback",
    ]


def test_the_documentation_names_every_route_and_setting(client):
    page = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        assert [f"{method.upper()} {path}" for method in methods if f"`{method.upper()} {path}`" not in page] == []
    assert [name for name in UiSettings.model_fields if f"VENTANILLA_{name.upper()}" not in page] == []


def test_an_answer_has_the_promised_fields(client):
    reply = client.post("/v1/ask", json={"question": QUESTION})
    body = reply.json()
    assert reply.status_code == 200
    assert set(body) == FIELDS
    assert body["statements"] == [{"text": "Las copias cuestan doce pesos.", "citations": [1]}]
    assert set(body["citations"][0]) == {
        "n", "passage_id", "document_id", "document_title", "section", "page", "quote", "url",
    }  # fmt: skip
    passage = body["passages"][0]
    assert set(passage) == {"passage_id", "kind", "document_id", "section", "page", "text", "score", "official"}
    assert (passage["kind"], passage["section"], passage["score"]) == ("guide", "Capítulo › Atención", 0.83)
    assert set(passage["official"][0]) == {"passage_id", "document_id", "section", "page", "text"}
    assert (passage["official"][0]["document_id"], passage["official"][0]["page"]) == ("reglamento", 7)
    assert body["index"] == {"generation": "20260101-000000-000", "embedder": "stand-in"}


def test_an_answer_is_explained_only_when_asked_for(client):
    plain = client.post("/v1/ask", json={"question": "¿Cuánto cuestan las copias?"}).json()
    explained = client.post("/v1/ask", json={"question": "¿Cuánto cuestan las copias?", "explain": True}).json()
    explanation = explained.pop("explanation")
    assert explained == plain
    assert explanation["decision"] == "answered"
    assert explanation["passages"][0]["signals"]["text"] == 4.25
    courtesy = client.post("/v1/ask", json={"question": "hola", "explain": True}).json()
    assert courtesy["explanation"] is None


def test_a_stream_ends_in_an_explained_answer_when_asked_for(client):
    stream = client.post("/v1/chat", json={"question": "¿Cuánto cuestan las copias?", "explain": True}).text
    answer = json.loads(stream.rsplit("event: answer\ndata: ", 1)[1])
    assert answer["explanation"]["searched"] == "¿Cuánto cuestan las copias?"


def test_the_size_and_the_documents_of_a_search_reach_the_assistant(client, stand_in):
    client.post("/v1/ask", json={"question": QUESTION, "k": 3, "documents": ["guia"]})
    assert stand_in.asked == {"k": 3, "documents": ("guia",)}
    client.post("/v1/ask", json={"question": QUESTION, "documents": []})
    assert stand_in.asked == {"k": 5, "documents": None}


def test_the_library_is_brought_up_to_date_before_each_answer(client, stand_in):
    before = stand_in.refreshed
    client.post("/v1/ask", json={"question": QUESTION})
    assert stand_in.refreshed == before + 1


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/chat"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"question": "   "}, 400, "question_empty"),
        ({"question": QUESTION, "documents": ["otro"]}, 404, "document_unknown"),
        ({}, 422, "request_invalid"),
        ({"question": QUESTION, "k": 0}, 422, "request_invalid"),
        ({"question": QUESTION, "k": 21}, 422, "request_invalid"),
        ({"question": 7}, 422, "request_invalid"),
        ({"question": QUESTION, "session_id": "corto"}, 422, "request_invalid"),
        ({"question": QUESTION, "session_id": "../../etc/passwd"}, 422, "request_invalid"),
    ],
)
def test_a_refused_question_says_why_in_spanish(client, route, body, status, code):
    reply = client.post(route, json=body)
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["retryable"]) == (status, code, False)
    assert error["message"].startswith(("La ", "No "))
    assert set(reply.json()) == {"error"}
    assert set(error) == {"code", "message", "retryable"}


def test_an_invalid_request_names_the_field_and_not_its_value(client):
    message = client.post("/v1/ask", json={"question": QUESTION, "k": 999}).json()["error"]["message"]
    assert message == "La solicitud no es válida: k: debe ser menor o igual que 20."


def test_broken_json_is_refused_in_the_same_shape(client):
    reply = client.post("/v1/ask", content=b'{"question": ', headers={"Content-Type": "application/json"})
    assert reply.status_code == 422
    assert reply.json()["error"]["message"] == "La solicitud no es válida: el cuerpo: no es JSON válido."


def test_an_unforeseen_failure_shows_no_detail(client):
    reply = client.post("/v1/ask", json={"question": "explota"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "unexpected")
    assert "secreto" not in reply.text
    assert "Traceback" not in reply.text
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/v1/nada", "/v1/ask/mas", "/nada"])
def test_an_unknown_address_is_answered_in_the_same_shape(client, path):
    reply = client.get(path)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "route_unknown")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnreadableQuestion(), 400),
        (errors.QuestionTooLong(3000, 2000), 400),
        (errors.UnknownPassage("x"), 404),
        (errors.FileEmpty(None), 422),
        (errors.FileUnsupported(None), 415),
        (errors.IndexMissing(None), 503),
        (errors.IndexDamaged(None), 503),
        (errors.IndexLocked(None), 409),
        (errors.EmbedderMismatch(None, "a", "b"), 409),
        (errors.EmbedderChanged(None, "a"), 409),
        (errors.WeightsCorrupt("a", "b"), 503),
        (errors.LanguageModelUnavailable("a"), 503),
        (errors.AdminRefused(), 401),
        (errors.AdminDisabled(), 403),
        (errors.KnowledgeError("a", "b"), 500),
        (errors.PortInUse("a", 1), 500),
    ],
)
def test_each_class_of_error_has_its_status(error, status):
    assert status_of(error) == status


def test_a_stream_gives_the_text_in_pieces_and_then_the_answer(client):
    reply = client.post("/v1/chat", json={"question": QUESTION})
    events = sse_events(reply.text)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert [name for name, _ in events[:-1]] == ["delta"] * (len(events) - 1)
    assert events[-1][0] == "answer"
    assert "".join(data["text"] for _, data in events[:-1]) == events[-1][1]["answer"]
    assert set(events[-1][1]) == FIELDS


@pytest.mark.parametrize(
    ("question", "code", "retryable"),
    [("falla a medias", "model_unavailable", True), ("explota a medias", "unexpected", True)],
)
def test_a_stream_that_breaks_ends_in_an_error(client, question, code, retryable):
    events = sse_events(client.post("/v1/chat", json={"question": question}).text)
    assert [name for name, _ in events] == ["delta", "delta", "error"]
    assert (events[-1][1]["code"], events[-1][1]["retryable"]) == (code, retryable)
    assert "secreto" not in json.dumps(events)


@pytest.mark.parametrize("route", ["/v1/ask", "/v1/chat"])
def test_a_session_remembers_its_turns(client, stand_in, route):
    for _ in range(2):
        client.post(route, json={"question": QUESTION, "session_id": "sesion-0001"})
    (turn,) = stand_in.history
    assert turn.question == QUESTION
    assert turn.answer == "Las copias cuestan doce pesos. [1]"
    assert turn.cited == (stand_in.library.documents["guia"].passages[0].id,)
    client.post(route, json={"question": "¿y los lunes?", "session_id": "sesion-0001"})
    assert stand_in.history[1].question == f"{QUESTION} (completa)"


def test_sessions_do_not_mix_and_none_is_kept_without_an_id(client, stand_in):
    client.post("/v1/ask", json={"question": QUESTION, "session_id": "sesion-0001"})
    client.post("/v1/ask", json={"question": QUESTION, "session_id": "sesion-0002"})
    assert stand_in.history == ()
    client.post("/v1/ask", json={"question": QUESTION})
    assert stand_in.history == ()


def test_documents_are_listed_with_what_their_ingestion_noted(client):
    body = client.get("/v1/documents").json()
    assert [document["id"] for document in body["documents"]] == ["guia", "reglamento"]
    assert body["documents"][1] == {
        "id": "reglamento", "title": "Título de reglamento", "kind": "official", "publisher": "Villa Ficticia",
        "year": 2024, "language": "es", "url": None, "licence": None, "pages": 1, "passages": 1,
        "warnings": ["Una página sin texto."],
    }  # fmt: skip


def test_a_passage_comes_with_its_official_text_and_no_score(client, stand_in):
    passage = stand_in.library.documents["guia"].passages[0]
    body = client.get(f"/v1/passages/{passage.id}").json()
    assert (body["text"], body["score"]) == (passage.text, None)
    assert body["official"][0]["document_id"] == "reglamento"


def test_an_unknown_passage_is_not_found(client):
    reply = client.get("/v1/passages/ffffffffffff")
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "passage_unknown")


def test_feedback_is_received_and_numbered(client):
    body = {"helpful": False, "question": QUESTION, "session_id": "sesion-0001", "comment": "Faltó el horario."}
    assert [client.post("/v1/feedback", json=body).json() for _ in range(2)] == [{"id": 1}, {"id": 2}]
    assert client.post("/v1/feedback", json={"comment": "x"}).status_code == 422


def test_the_process_is_alive_and_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["index"]["generation"] == "20260101-000000-000"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (IndexMissing, 503, "index_missing"),
        (IndexDamaged, 503, "index_damaged"),
        (IndexLocked, 409, "index_locked"),
        (lambda home: EmbedderMismatch(home, "uno", "otro"), 409, "index_of_another_embedder"),
        (lambda _: WeightsMissing("modelo"), 503, "weights_missing"),
    ],
)
def test_without_an_index_the_server_lives_and_says_what_is_wrong(make_client, tmp_path, error, status, code):
    def load():
        raise error(tmp_path)

    client = make_client(load)
    assert client.get("/healthz").status_code == 200
    assert "ventanilla_index_info{" not in client.get("/metrics").text
    for reply in (
        client.get("/readyz"),
        client.post("/v1/ask", json={"question": QUESTION}),
        client.get("/v1/documents"),
    ):
        assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


def test_an_index_built_later_is_opened_without_restarting(make_client, stand_in, tmp_path):
    built = []

    def load():
        if not built:
            raise IndexMissing(tmp_path)
        return stand_in

    client = make_client(load)
    assert client.get("/readyz").status_code == 503
    built.append(True)
    assert client.get("/readyz").status_code == 200


def test_metrics_count_by_route_template_and_hold_no_text(client, stand_in):
    passage = stand_in.library.documents["guia"].passages[0]
    client.post("/v1/ask", json={"question": "palabra delatora"})
    client.post("/v1/ask", json={"question": "una receta"})
    client.get(f"/v1/passages/{passage.id}")
    client.get("/otra/cosa")
    text = client.get("/metrics").text
    assert 'ventanilla_requests_total{method="POST",route="/v1/ask",status="200"} 2.0' in text
    assert 'ventanilla_requests_total{method="GET",route="/v1/passages/{passage_id}",status="200"} 1.0' in text
    assert 'ventanilla_requests_total{method="GET",route="page",status="404"} 1.0' in text
    assert "ventanilla_abstentions_total 1.0" in text
    assert 'ventanilla_answers_total{mode="quotes"} 2.0' in text
    assert 'ventanilla_request_seconds_count{route="/v1/ask"} 2.0' in text
    assert 'ventanilla_index_info{embedder="stand-in",generation="20260101-000000-000"} 1.0' in text
    assert "delatora" not in text
    assert passage.id not in text


def test_the_log_holds_neither_questions_nor_addresses(client, caplog):
    with caplog.at_level(logging.DEBUG, logger="ventanilla"):
        client.post("/v1/ask?q=delatora", json={"question": "palabra delatora"})
    (line,) = [record.getMessage() for record in caplog.records]
    assert line.startswith("POST /v1/ask 200 ")
    assert "delatora" not in caplog.text
    assert "testclient" not in line
