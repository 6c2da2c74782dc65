"""Starting the web server: one process, which holds the routes and the page."""

import errno
import logging
import socket
import threading
import time
import webbrowser
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

from corpus.errors import PortInUse, ServingError
from corpus.settings import CorpusSettings
from ui.app import create_app
from ui.settings import UiSettings

if TYPE_CHECKING:
    from assistant.service import Ventanilla

_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_SHUTDOWN_SECONDS = 5
_BACKLOG = 128


def serve(
    host: str | None = None,
    port: int | None = None,
    *,
    open_browser: bool = False,
    page: bool = True,
    settings: UiSettings | None = None,
    corpus_settings: CorpusSettings | None = None,
) -> None:
    """Serve until interrupted. `host` and `port` override the settings; the default is loopback, port 8000.

    Raises PortInUse when another program listens there, ServingError when the address cannot be used at all.
    The index may be missing: the server starts, says so, and answers as soon as there is one.
    """
    ui = (settings or UiSettings()).listening_on(host, port)
    corpus = corpus_settings or CorpusSettings()
    listener = bind(ui.host, ui.port)
    try:
        _configure_logging()
        app = create_app(lambda: _load(corpus), settings=ui, corpus_settings=corpus, page=page)
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_config=None,
                # Each request is logged by ui.middleware, without addresses or query strings.
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
            )
        )
        address = address_of(ui.host, listener)
        threading.Thread(target=_announce, args=(server, address, open_browser), daemon=True).start()
        # Uvicorn closes everything in order on Ctrl+C and then raises it again.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        listener.close()


def _load(corpus: CorpusSettings) -> "Ventanilla":
    from assistant import factory

    return factory.build(corpus)


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address, to be handed to the server, so that nobody can take the port in between.

    Raises PortInUse, or ServingError when the host is unknown or the port is reserved to the system.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ServingError(f"cannot use the address {host}: {error}") from error
    try:
        _share_only_when_closing(listener)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(host, port) from error
        raise ServingError(f"cannot listen on {host}:{port}: {error}") from error
    return listener


def address_of(host: str, listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    port = listener.getsockname()[1]
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def _share_only_when_closing(listener: socket.socket) -> None:
    # On Unix the option allows a port whose connections are still closing; on Windows it would steal a live one.
    exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
    if exclusive is None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, exclusive, 1)


def _configure_logging() -> None:
    logging.basicConfig(level=logging.WARNING, format=_LOG_FORMAT)
    logging.getLogger("ventanilla").setLevel(logging.INFO)


def _announce(server: uvicorn.Server, address: str, open_browser: bool) -> None:
    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.05)
    logging.getLogger("ventanilla").info("Ventanilla atiende en %s (para terminar: Ctrl+C)", address)
    if open_browser:
        webbrowser.open(address)
