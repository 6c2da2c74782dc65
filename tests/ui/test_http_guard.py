"""Host names, security headers and settings."""

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from ui.middleware import MEGABYTE, BodyLimit
from ui.settings import UiSettings, check_token


def settings(**values):
    return UiSettings(_env_file=None, **values)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:9", "[::1]:8000"])
def test_loopback_names_are_served(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", ""])
def test_other_names_are_refused_on_loopback(client, host):
    reply = client.get("/healthz", headers={"Host": host})
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "host_refused")
    assert "VENTANILLA_ALLOWED_HOSTS" in reply.json()["error"]["message"]


def test_names_are_added_by_a_setting(make_client, stand_in, monkeypatch):
    monkeypatch.setenv("VENTANILLA_ALLOWED_HOSTS", "ventanilla.gob.example, Otro.example")
    client = make_client(stand_in)
    statuses = [
        client.get("/healthz", headers={"Host": host}).status_code
        for host in ("ventanilla.gob.example", "otro.example:443", "localhost", "evil.example")
    ]
    assert statuses == [200, 200, 200, 400]


def test_beyond_loopback_any_name_is_served_unless_some_are_given():
    assert settings(host="0.0.0.0").accepted_hosts() == {"*"}
    assert "evil.example" not in settings(host="0.0.0.0", allowed_hosts="a.example").accepted_hosts()
    assert settings(allowed_hosts="*").accepted_hosts() == {"*"}


@pytest.mark.parametrize("path", ["/healthz", "/v1/nada", "/openapi.json"])
def test_every_response_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:"
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/documents", 200), ("/v1/documents/acta", 413), ("/gradio_api/queue/join", 413)]
)
def test_only_where_files_are_sent_does_a_body_pass_of_a_megabyte(path, status):
    async def read(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    routes = [Route("/{rest:path}", read, methods=["POST"])]
    app = Starlette(routes=routes, middleware=[Middleware(BodyLimit, upload_mb=3)])
    assert TestClient(app).post(path, content=b"a" * 2 * MEGABYTE).status_code == status


def test_other_origins_get_no_permission(client):
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    reply = client.options("/v1/ask", headers=headers)
    assert not [name for name in reply.headers if name.lower().startswith("access-control")]


def test_pages_that_would_load_scripts_from_elsewhere_are_off(client):
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404


@pytest.mark.parametrize(
    "token",
    ["corto", "a" * 32, "changeme-changeme", "ventanilla-admin-token", "abababababababababab", "Secret-password-1"],
)
def test_a_weak_token_is_refused_at_start(token):
    with pytest.raises(ValidationError):
        settings(admin_token=token)


def test_a_strong_token_is_accepted_and_never_shown():
    made = settings(admin_token="9f2c7a1be04d58c36a7e")
    assert "9f2c7a1be04d58c36a7e" not in repr(made)
    check_token("9f2c7a1be04d58c36a7e")


def test_there_is_no_token_by_default_and_a_blank_one_is_none(monkeypatch):
    monkeypatch.setenv("VENTANILLA_ADMIN_TOKEN", "  ")
    assert settings().admin_token is None


def test_the_command_line_overrides_the_address():
    made = settings(host="0.0.0.0", port=9000)
    assert made.listening_on(None, None) == made
    assert (made.listening_on("127.0.0.1", 0).host, made.listening_on("127.0.0.1", 0).port) == ("127.0.0.1", 0)
