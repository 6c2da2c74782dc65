"""The routes that change the library: who may use them and what they accept."""

from pathlib import Path

import pytest

from ui.admin import safe_name
from ui.middleware import MEGABYTE

DATA = Path(__file__).parents[1] / "data"
ROUTES = [("POST", "/v1/documents"), ("DELETE", "/v1/documents/guia")]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_without_a_configured_token_the_routes_are_closed(make_client, stand_in, method, path):
    reply = make_client(stand_in, admin_token=None).request(method, path, headers={"Authorization": "Bearer None"})
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "admin_disabled")


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer k7Qp2xZ9vR4mW8sT1nB7"}, {"Authorization": "Basic eA=="}]
)
def test_a_wrong_token_is_refused(client, method, path, headers):
    reply = client.request(method, path, headers=headers)
    assert (reply.status_code, reply.json()["error"]["code"]) == (401, "admin_refused")
    assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_beyond_ascii_is_refused_and_not_a_failure(client):
    assert client.delete("/v1/documents/guia", headers={"Authorization": b"Bearer \xf1and\xfa"}).status_code == 401


def test_the_token_is_asked_for_before_the_file_is_read(client):
    def endless():
        raise AssertionError("the body was read")
        yield b""

    assert client.post("/v1/documents", content=endless()).status_code == 401


@pytest.mark.parametrize(
    ("files", "data", "complaint"),
    [
        (None, {"as_id": "otro"}, "file: falta"),
        ({"file": ("a.txt", b"hola")}, {"as_id": "../otro"}, "as_id: contiene caracteres no admitidos"),
        ({"file": ("a.txt", b"hola")}, {"as_id": "Con Espacios"}, "as_id: contiene caracteres no admitidos"),
    ],
)
def test_an_incomplete_form_says_what_is_wrong(client, admin, files, data, complaint):
    reply = client.post("/v1/documents", headers=admin, files=files, data=data)
    assert (reply.status_code, reply.json()["error"]["code"]) == (422, "request_invalid")
    assert complaint in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("vacio.txt", 422, "file_empty"),
        ("cifrado.pdf", 422, "file_encrypted"),
        ("escaneado.pdf", 422, "file_without_text"),
        ("truncado.pdf", 422, "file_corrupt"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(client, admin, name, status, code):
    reply = client.post("/v1/documents", headers=admin, files={"file": (name, (DATA / name).read_bytes())})
    assert (reply.status_code, reply.json()["error"]["code"]) == (status, code)
    assert "/tmp" not in reply.text


def test_an_unknown_kind_of_file_is_unsupported(client, admin):
    reply = client.post("/v1/documents", headers=admin, files={"file": ("hoja.xyz", b"datos")})
    assert (reply.status_code, reply.json()["error"]["code"]) == (415, "file_unsupported")


def test_a_file_above_the_limit_is_refused(make_client, stand_in, admin):
    client = make_client(stand_in, upload_limit_mb=1)
    for size in (MEGABYTE + 1, 3 * MEGABYTE):
        reply = client.post("/v1/documents", headers=admin, files={"file": ("a.txt", b"a" * size)})
        assert (reply.status_code, reply.json()["error"]["code"]) == (413, "request_too_large")


def test_a_body_of_undeclared_length_is_cut_at_the_limit(make_client, stand_in, admin):
    sent = []

    def pieces():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        for _ in range(100):
            sent.append(MEGABYTE)
            yield b"a" * MEGABYTE

    headers = admin | {"Content-Type": "multipart/form-data; boundary=x"}
    reply = make_client(stand_in, upload_limit_mb=1).post("/v1/documents", headers=headers, content=pieces())
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "request_too_large")


def test_a_question_of_megabytes_is_refused(client):
    reply = client.post("/v1/ask", json={"question": "a" * 2 * MEGABYTE})
    assert (reply.status_code, reply.json()["error"]["code"]) == (413, "request_too_large")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Ley de Cooperación.PDF", "Ley de Cooperación.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\carpeta\\acta.docx", "acta.docx"),
        (".env", "env"),
        ("a;rm -rf $HOME.txt", "a_rm -rf _HOME.txt"),
        ("???.md", "documento.md"),
        ("x" * 300 + ".txt", "x" * 100 + ".txt"),
    ],
)
def test_an_uploaded_file_keeps_its_suffix_and_loses_what_is_not_safe(given, name):
    assert safe_name(given) == name
