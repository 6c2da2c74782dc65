"""Starting the server on a port."""

import os
import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from corpus.errors import PortInUse, ServingError
from corpus.settings import CorpusSettings
from ui.server import address_of, bind, serve
from ui.settings import UiSettings


def test_a_port_in_use_is_refused_before_anything_is_loaded(tmp_path):
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse) as refused:
            serve(
                port=port,
                settings=UiSettings(_env_file=None),
                corpus_settings=CorpusSettings(_env_file=None, home=tmp_path),
            )
    assert (refused.value.host, refused.value.port) == ("127.0.0.1", port)
    assert list(tmp_path.iterdir()) == []


def test_a_port_is_free_again_once_closed():
    with bind("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
    with bind("127.0.0.1", port) as second:
        assert second.getsockname()[1] == port


def test_an_address_of_another_machine_cannot_be_used():
    with pytest.raises(ServingError):
        bind("203.0.113.7", 0)


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:"), ("::1", "http://[::1]:")],
)
def test_the_address_shown_can_be_opened_in_a_browser(host, expected):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        assert address_of(host, listener) == f"{expected}{listener.getsockname()[1]}"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send Ctrl+C to another process")
def test_the_process_serves_without_an_index_and_stops_when_asked(tmp_path):
    program = "from ui.server import serve; serve(port=0, page=False)"
    environment = {**os.environ, "VENTANILLA_HOME": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
    process = subprocess.Popen(
        [sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        address = next(found[0] for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+", line)))
        assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
        ready = httpx.get(f"{address}/readyz")
        assert (ready.status_code, ready.json()["error"]["code"]) == (503, "index_missing")
    finally:
        process.send_signal(signal.SIGINT)
        _, log = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "GET /readyz 503" in log
    assert "Traceback" not in log
