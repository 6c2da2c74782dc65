"""The server over the real assistant, index and ingestion."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from assistant import factory
from assistant.settings import AssistantSettings
from corpus.settings import CorpusSettings
from ingest import pipeline
from ui.app import create_app
from ui.settings import UiSettings

TOKEN = "k7Qp2xZ9vR4mW8sT1nB6"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
NOTICE = """# Aviso del archivo municipal de Villa Ficticia

## Consulta de planos antiguos

El archivo municipal de Villa Ficticia presta los planos antiguos de catastro durante once días hábiles.

Para llevarse un plano se presenta una credencial vigente y se firma la libreta verde de préstamos.
"""
QUESTION = "¿Por cuántos días hábiles presta el archivo municipal los planos antiguos de catastro?"


@pytest.fixture(scope="module")
def corpus_settings(few_guides_home):
    return CorpusSettings(_env_file=None, home=few_guides_home)


@pytest.fixture(scope="module")
def real(corpus_settings):
    app = create_app(
        lambda: factory.build(corpus_settings, AssistantSettings(_env_file=None, llm=None)),
        settings=UiSettings(_env_file=None, admin_token=TOKEN),
        corpus_settings=corpus_settings,
        page=False,
    )
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def upload(client: TestClient, **data: str):
    return client.post("/v1/documents", headers=HEADERS, files={"file": ("aviso.md", NOTICE.encode())}, data=data)


def test_quotes_are_verbatim_in_their_passages(real):
    body = real.post("/v1/ask", json={"question": "¿Cómo se firma un acuerdo de hermanamiento?"}).json()
    assert not body["abstained"]
    assert body["citations"]
    for citation in body["citations"]:
        passage = real.get(f"/v1/passages/{citation['passage_id']}").json()
        assert citation["quote"] in passage["text"]
        assert f"[{citation['n']}]" in body["answer"]
    scores = [passage["score"] for passage in body["passages"]]
    assert scores == sorted(scores, reverse=True)


def test_k_decides_how_many_passages_come(real):
    body = real.post("/v1/ask", json={"question": "¿Qué es un hermanamiento?", "k": 2}).json()
    assert len(body["passages"]) == 2


def test_a_follow_up_is_understood_within_its_session(real):
    ask = {"session_id": "sesion-real-1"}
    real.post("/v1/ask", json=ask | {"question": "¿Cómo se firma un acuerdo de hermanamiento?"})
    body = real.post("/v1/ask", json=ask | {"question": "¿y quién lo firma?"}).json()
    assert "hermanamiento" in body["rewritten"]


@pytest.mark.parametrize(
    ("question", "code"), [("", "question_empty"), ("¿?!", "question_unreadable"), ("a" * 5000, "question_too_long")]
)
def test_a_question_that_cannot_be_processed_is_a_bad_request(real, question, code):
    for route in ("/v1/ask", "/v1/chat"):
        reply = real.post(route, json={"question": question})
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, code)


def test_a_document_is_added_asked_and_removed_without_restarting(real):
    added = upload(real, as_id="aviso-archivo")
    assert added.status_code == 201
    assert (added.json()["added"], added.json()["reports"][0]["document_id"]) == (["aviso-archivo"], "aviso-archivo")
    assert upload(real, as_id="aviso-archivo").status_code == 200

    body = real.post("/v1/ask", json={"question": QUESTION, "documents": ["aviso-archivo"]}).json()
    assert body["index"]["generation"] == added.json()["generation"]
    assert body["passages"][0]["document_id"] == "aviso-archivo"
    assert body["passages"][0]["kind"] == "official"

    removed = real.delete("/v1/documents/aviso-archivo", headers=HEADERS)
    assert removed.json()["removed"] == ["aviso-archivo"]
    assert real.get(f"/v1/passages/{body['passages'][0]['passage_id']}").status_code == 404
    after = real.post("/v1/ask", json={"question": QUESTION}).json()
    assert "aviso-archivo" not in {passage["document_id"] for passage in after["passages"]}


def test_a_document_that_is_not_there_cannot_be_removed(real):
    reply = real.delete("/v1/documents/ninguno", headers=HEADERS)
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "document_unknown")


def test_a_change_made_by_another_program_is_noticed(real, corpus_settings, tmp_path):
    path = Path(tmp_path / "aviso.md")
    path.write_text(NOTICE, encoding="utf-8")
    pipeline.ingest([path], corpus_settings, as_id="por-fuera")
    assert "por-fuera" in {document["id"] for document in real.get("/v1/documents").json()["documents"]}
    pipeline.remove("por-fuera", corpus_settings)
    assert "por-fuera" not in {document["id"] for document in real.get("/v1/documents").json()["documents"]}


def test_questions_are_answered_while_the_library_changes(real):
    def ask(_number: int) -> int:
        return real.post("/v1/ask", json={"question": QUESTION}).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = pool.map(ask, range(60))
        assert upload(real, as_id="a-medias").status_code == 201
        assert real.delete("/v1/documents/a-medias", headers=HEADERS).status_code == 200
        assert set(statuses) == {200}
