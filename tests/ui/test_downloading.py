"""Downloads that break off, go on, or start over because the file has changed."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from ui.downloading import TooLarge, download

CONTENT = bytes(range(256)) * 1000


class Shelf:
    """A web server on this machine with one file, and what it was asked for."""

    def __init__(self) -> None:
        self.version = '"uno"'
        self.content = CONTENT
        self.breaks_after: int | None = None
        self.asked: list[str | None] = []
        shelf = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range")
                shelf.asked.append(asked)
                start = 0
                if asked and self.headers.get("If-Range") == shelf.version:
                    start = int(asked.removeprefix("bytes=").rstrip("-"))
                if start and start >= len(shelf.content):
                    self.send_error(416)
                    return
                body = shelf.content[start:]
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(body)))
                if shelf.version:
                    self.send_header("ETag", shelf.version)
                self.end_headers()
                self.wfile.write(body[: shelf.breaks_after])
                self.close_connection = True

            def log_message(self, *_arguments: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/documento.pdf"


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf()
    yield made
    made.server.shutdown()
    made.server.server_close()


def silent(_stage: str, _done: int, _total: int) -> None:
    """A progress that shows nothing."""


def break_off(shelf: Shelf, path: Path, after: int = 100_000) -> None:
    shelf.breaks_after = after
    with pytest.raises(httpx.HTTPError):
        download(shelf.url, path, progress=silent)
    shelf.breaks_after = None
    assert not path.exists()


def test_a_file_is_saved_whole_and_nothing_else_is_left(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "documento.pdf"
    told: list[tuple[str, int, int]] = []
    download(shelf.url, path, progress=lambda *step: told.append(step))
    assert path.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [path]
    assert told[-1] == ("Descargando documento.pdf (kB)", 250, 250)


def test_a_broken_download_goes_on_where_it_stopped(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "documento.pdf"
    break_off(shelf, path)
    kept = path.with_name("documento.pdf.part").stat().st_size
    assert kept
    download(shelf.url, path, progress=silent)
    assert path.read_bytes() == CONTENT
    assert shelf.asked == [None, f"bytes={kept}-"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_changed_meanwhile_is_downloaded_from_the_start(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "documento.pdf"
    break_off(shelf, path)
    shelf.version, shelf.content = '"dos"', CONTENT[::-1]
    download(shelf.url, path, progress=silent)
    assert path.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("version", ["", 'W/"uno"'])
def test_without_a_sure_version_it_starts_over(shelf: Shelf, tmp_path: Path, version: str) -> None:
    path = tmp_path / "documento.pdf"
    shelf.version = version
    break_off(shelf, path)
    download(shelf.url, path, progress=silent)
    assert path.read_bytes() == CONTENT
    assert shelf.asked == [None, None]


def test_a_part_that_the_server_cannot_continue_is_dropped(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "documento.pdf"
    break_off(shelf, path)
    shelf.content = CONTENT[:10]
    with pytest.raises(httpx.HTTPError):
        download(shelf.url, path, progress=silent)
    download(shelf.url, path, progress=silent)
    assert path.read_bytes() == CONTENT[:10]


def test_a_file_above_the_limit_is_not_kept(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        download(shelf.url, tmp_path / "documento.pdf", progress=silent, limit=1000)
    assert list(tmp_path.iterdir()) == []
