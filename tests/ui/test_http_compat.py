"""Ventanilla as a model of the OpenAI interface."""

import json
import threading
import time

import pytest
import uvicorn
from openai import APIError, BadRequestError, OpenAI

from assistant.answer import Turn
from corpus.settings import CorpusSettings
from ui.app import create_app
from ui.compat import ChatMessage, inquiry_of
from ui.server import address_of, bind
from ui.settings import UiSettings

QUESTION = "¿Cuánto cuestan las copias?"
USER = {"role": "user", "content": QUESTION}
SOURCES = "\n\nFuentes:\n- [1] Título de guia, «Capítulo › Atención», p. 7"
ANSWER = f"Las copias cuestan doce pesos. [1]{SOURCES}"


def chunks_of(text):
    """The payloads of a stream, the mark of its end left as it is."""
    lines = [line.removeprefix("data: ") for line in text.split("\n") if line.startswith("data: ")]
    return [line if line == "[DONE]" else json.loads(line) for line in lines]


def test_there_is_one_model(client):
    body = client.get("/v1/models").json()
    assert [model["id"] for model in body["data"]] == ["ventanilla"]
    assert body["object"] == "list"


def test_a_completion_ends_in_its_sources(client):
    body = client.post("/v1/chat/completions", json={"model": "ventanilla", "messages": [USER]}).json()
    assert body["object"] == "chat.completion"
    assert body["choices"] == [
        {"index": 0, "message": {"role": "assistant", "content": ANSWER}, "finish_reason": "stop"}
    ]
    assert [citation["document_id"] for citation in body["citations"]] == ["guia"]


def test_an_abstention_lists_no_sources(client):
    messages = [{"role": "user", "content": "una receta"}]
    body = client.post("/v1/chat/completions", json={"messages": messages}).json()
    assert body["choices"][0]["message"]["content"] == "Eso no está en los documentos."
    assert body["citations"] == []


def test_a_stream_is_made_of_chunks_and_ends_in_done(client):
    reply = client.post("/v1/chat/completions", json={"messages": [USER], "stream": True, "temperature": 0.2})
    *chunks, end = chunks_of(reply.text)
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert end == "[DONE]"
    assert {chunk["object"] for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in chunks}) == 1
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == ANSWER
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None] * (len(chunks) - 1) + ["stop"]
    assert chunks[-1]["citations"][0]["quote"] == "Las copias cuestan doce pesos."


def test_a_stream_that_breaks_says_so_and_is_not_done(client):
    messages = [{"role": "user", "content": "falla a medias"}]
    *_, last = chunks_of(client.post("/v1/chat/completions", json={"messages": messages, "stream": True}).text)
    assert last["error"]["code"] == "model_unavailable"


def test_earlier_messages_are_the_conversation(client, stand_in):
    messages = [
        {"role": "system", "content": "Responde en verso."},
        USER,
        {"role": "assistant", "content": ANSWER},
        {"role": "tool", "content": "nada", "tool_call_id": "1"},
        {
            "role": "user",
            "content": [{"type": "text", "text": "¿Y los lunes?"}, {"type": "image_url", "image_url": {"url": "x"}}],
        },
        {"role": "user", "content": "¿Y los martes?"},
    ]
    assert client.post("/v1/chat/completions", json={"messages": messages}).status_code == 200
    first, second = stand_in.history
    assert first == Turn(QUESTION, "Las copias cuestan doce pesos. [1]")
    assert second == Turn("¿Y los lunes?")


def test_the_parts_of_a_message_are_joined():
    parts = [{"type": "text", "text": "uno"}, {"type": "text", "text": "dos"}]
    assert inquiry_of([ChatMessage.model_validate({"role": "user", "content": parts})]).question == "uno\ndos"


@pytest.mark.parametrize(
    ("messages", "status", "code"),
    [
        ([], 422, "request_invalid"),
        ([{"role": "system", "content": "hola"}], 400, "question_empty"),
        ([{"role": "user", "content": None}], 400, "question_empty"),
        ([{"content": "sin papel"}], 422, "request_invalid"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_a_conversation_without_a_question_is_refused(client, messages, status, code, stream):
    reply = client.post("/v1/chat/completions", json={"messages": messages, "stream": stream})
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)


@pytest.fixture
def openai_client(stand_in, tmp_path):
    """The vendor's own client, over a real server on loopback."""
    app = create_app(
        stand_in,
        settings=UiSettings(_env_file=None),
        corpus_settings=CorpusSettings(_env_file=None, home=tmp_path),
        page=False,
    )
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    with OpenAI(base_url=f"{address_of('127.0.0.1', listener)}/v1", api_key="ninguna", max_retries=0) as made:
        yield made
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_the_openai_client_reads_models_completions_and_streams(openai_client):
    assert [model.id for model in openai_client.models.list()] == ["ventanilla"]
    reply = openai_client.chat.completions.create(model="ventanilla", messages=[USER])
    assert reply.choices[0].message.content == ANSWER
    assert reply.citations[0]["n"] == 1
    chunks = list(openai_client.chat.completions.create(model="ventanilla", messages=[USER], stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ANSWER
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_the_openai_client_sees_errors_as_errors(openai_client):
    create = openai_client.chat.completions.create
    with pytest.raises(BadRequestError) as refused:
        create(model="ventanilla", messages=[{"role": "user", "content": " "}])
    assert refused.value.body["code"] == "question_empty"
    with pytest.raises(APIError, match="modelo"):
        list(create(model="ventanilla", messages=[{"role": "user", "content": "falla a medias"}], stream=True))
