"""A real server over a real index on a free port, and pages of Chromium that note what goes wrong in them."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import uvicorn

from assistant import factory
from assistant.settings import AssistantSettings
from corpus.settings import CorpusSettings
from ingest import pipeline
from ui.app import create_app
from ui.server import address_of, bind
from ui.settings import UiSettings

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Without these Chromium calls its makers, or fails where there is no sandbox.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The page would run a script if anything in it were taken for HTML.
NOTICE = """# Aviso del archivo de Villa Ficticia

## Préstamo de planos antiguos de catastro

El archivo municipal de Villa Ficticia presta los planos antiguos de catastro durante once días hábiles.

Quien lee <img src=x onerror="window.intruso = true"> y <script>window.intruso = true</script> firma la libreta verde.
"""
DESKTOP = {"width": 1280, "height": 800}
PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def corpus_settings(tmp_path_factory, guides_library) -> CorpusSettings:
    """An index of the guides and of one more document."""
    home = tmp_path_factory.mktemp("browser")
    settings = guides_library(home)
    notice = home / "aviso.md"
    notice.write_text(NOTICE, encoding="utf-8")
    pipeline.ingest([notice], settings, as_id="aviso")
    return settings


@pytest.fixture(scope="session")
def address(corpus_settings) -> Iterator[str]:
    """Where the server answers."""
    settings = UiSettings(_env_file=None)
    app = create_app(
        lambda: factory.build(corpus_settings, AssistantSettings(_env_file=None, llm=None)),
        settings=settings,
        corpus_settings=corpus_settings,
    )
    listener = bind("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.05)
    yield address_of("127.0.0.1", listener)
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Chromium, as the system has it."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine (looked for: {', '.join(CHROMIUM_NAMES)})")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, address) -> Iterator[Callable[..., object]]:
    """Opens the page in a browser of its own; at the end no page may have erred or looked beyond the server."""
    troubles: list[str] = []
    contexts = []

    def note_request(request) -> None:
        if not request.url.startswith((f"{address}/", "data:", "blob:")):
            troubles.append(f"request to {request.url}")

    def open_one(viewport=None, **options):
        context = browser.new_context(viewport=viewport or DESKTOP, **{"locale": "en-US", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", note_request)
        page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{address}/")
        page.wait_for_selector("#pie p")
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(open_page):
    """The page on an office computer."""
    return open_page()
