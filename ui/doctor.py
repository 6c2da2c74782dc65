"""`ventanilla doctor`: what is installed and configured, what is wrong, and the command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from assistant.settings import AssistantSettings
from corpus.errors import (
    EmbedderError,
    IndexMissing,
    LanguageModelMisconfigured,
    PortInUse,
    RerankerUnusable,
    ServingError,
    VentanillaError,
)
from corpus.settings import CorpusSettings
from ui.messages import INSTALL_COMMAND, REBUILD_COMMAND, incomplete_installation, invalid_settings, notice
from ui.settings import UiSettings
from ui.terminal import output, say

T = TypeVar("T")
PROBE = "¿Qué es un hermanamiento?"
LOW_SPACE = 1024**3
NO_SPACE = 200 * 1024**2
PROBE_SECONDS = 3.0
SHOWN_PACKAGES = ("langchain-core", "chromadb", "onnxruntime", "sentence-transformers", "torch", "fastapi", "gradio")


class State(StrEnum):
    """How a check came out; only BROKEN makes the command fail."""

    GOOD = "bien"
    NOTICE = "aviso"
    BROKEN = "falla"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at, how it is, and what mends it."""

    subject: str
    state: State
    detail: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of every package."""

    corpus: CorpusSettings
    assistant: AssistantSettings
    ui: UiSettings


def examine() -> Iterator[Check]:
    """Every check, in the order in which one depends on another."""
    yield check_version()
    yield check_packages()
    try:
        configuration = Configuration(CorpusSettings(), AssistantSettings(), UiSettings())
    except ValidationError as error:
        yield Check("Configuración", State.BROKEN, invalid_settings(variables(error)))
        return
    yield check_home(configuration.corpus.home)
    yield check_space(configuration.corpus.home)
    yield _guarded(check_embedder, configuration.corpus)
    yield _guarded(check_index, configuration.corpus)
    yield _guarded(check_reranker, configuration.assistant)
    yield _guarded(check_model, configuration.assistant)
    yield _guarded(check_port, configuration.ui)
    yield check_administration(configuration.ui)


def variables(error: ValidationError) -> list[str]:
    """The environment variables that a settings error is about."""
    return [f"VENTANILLA_{str(part['loc'][0]).upper()}" for part in error.errors() if part["loc"]]


def check_version() -> Check:
    """The version of Ventanilla and of Python."""
    python = f"Python {platform.python_version()} ({platform.system()} {platform.machine()}), {sys.executable}"
    return Check("Ventanilla", State.GOOD, f"{version('ventanilla')} con {python}")


def check_packages() -> Check:
    """The packages that Ventanilla needs, each installed."""
    needed = [requirement for requirement in requires("ventanilla") or [] if "extra ==" not in requirement]
    names = [_name(requirement) for requirement in needed]
    missing = [name for name in names if _version(name) is None]
    if missing:
        return Check("Paquetes", State.BROKEN, f"Faltan: {', '.join(missing)}", INSTALL_COMMAND)
    shown = ", ".join(f"{name} {_version(name)}" for name in SHOWN_PACKAGES)
    return Check("Paquetes", State.GOOD, f"{len(names)} instalados; entre ellos {shown}")


def check_home(home: Path) -> Check:
    """The folder of the index: it exists, or can be made, and can be written to."""
    nearest = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Check("Carpeta", State.BROKEN, f"No se puede escribir en {home}", "export VENTANILLA_HOME=OTRA_CARPETA")
    return Check("Carpeta", State.GOOD, str(home) if home.exists() else f"{home} (se creará)")


def check_space(home: Path) -> Check:
    """The space left on the disk of the index."""
    nearest = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    free = shutil.disk_usage(nearest).free
    detail = f"{free / 1024**3:,.1f} GB libres"
    if free < NO_SPACE:
        return Check("Disco", State.BROKEN, detail, "Liberar espacio o cambiar VENTANILLA_HOME a otro disco")
    if free < LOW_SPACE:
        return Check("Disco", State.NOTICE, detail, "Conviene liberar espacio antes de agregar documentos")
    return Check("Disco", State.GOOD, detail)


def check_embedder(settings: CorpusSettings) -> Check:
    """The embedding weights: found, whole (by their hash when they are the default ones), and giving vectors."""
    from corpus.embedding import make_embedder

    try:
        length = len(make_embedder(settings).embed_query(PROBE))
    except EmbedderError as error:
        return _broken("Modelo de búsqueda", error)
    return Check(
        "Modelo de búsqueda", State.GOOD, f"{settings.embedder}, vectores de {length} números, pesos correctos"
    )


def check_index(settings: CorpusSettings) -> Check:
    """The index: there is one, whole, made by the configured embedder."""
    from corpus.embedding import make_embedder
    from corpus.library import Library

    try:
        library = Library.open(settings.home, make_embedder(settings))
    except VentanillaError as error:
        return _broken("Índice", error)
    manifest = library.manifest
    detail = (
        f"generación {manifest.id}, {len(library.documents):,} documentos, {manifest.passages:,} pasajes, "
        f"hecho con {manifest.embedder}"
    )
    return Check("Índice", State.GOOD, detail)


def check_reranker(settings: AssistantSettings) -> Check:
    """The reranker: none, or one that can be loaded."""
    from assistant.reranking import make_reranker

    try:
        reranker = make_reranker(settings)
    except RerankerUnusable as error:
        return _broken("Reordenamiento", error)
    return Check(
        "Reordenamiento", State.GOOD, f"{reranker.name}, en {settings.reranker_device}" if reranker else "ninguno"
    )


def check_model(settings: AssistantSettings) -> Check:
    """The language model: none, or its name and whether its server answers when its address is known."""
    from assistant.generation import make_drafter

    if not settings.llm:
        return Check("Modelo de lenguaje", State.GOOD, "ninguno; se responde con citas textuales")
    try:
        make_drafter(settings)
    except LanguageModelMisconfigured as error:
        return _broken("Modelo de lenguaje", error)
    if settings.llm_base_url and _status(f"{settings.llm_base_url.rstrip('/')}/models") is None:
        detail = f"{settings.llm}, pero {settings.llm_base_url} no responde; mientras tanto se responde con citas"
        return Check(
            "Modelo de lenguaje", State.NOTICE, detail, "Encender ese servidor o corregir VENTANILLA_LLM_BASE_URL"
        )
    where = f" en {settings.llm_base_url}" if settings.llm_base_url else ""
    return Check("Modelo de lenguaje", State.GOOD, f"{settings.llm}{where}")


def check_port(settings: UiSettings) -> Check:
    """The port of the server: free, or already served by Ventanilla."""
    from ui.server import bind

    place = f"{settings.host}:{settings.port}"
    try:
        bind(settings.host, settings.port).close()
    except PortInUse as error:
        if _status(f"http://{settings.host}:{settings.port}/healthz") == 200:
            return Check("Puerto", State.GOOD, f"{place}, donde ya atiende Ventanilla")
        return Check("Puerto", State.NOTICE, f"{place} está ocupado", notice(error).next_step.rpartition(": ")[2])
    except ServingError:
        return Check(
            "Puerto", State.BROKEN, f"{place} no se puede usar", "ventanilla serve --host 127.0.0.1 --port 8000"
        )
    return Check("Puerto", State.GOOD, f"{place}, libre")


def check_administration(settings: UiSettings) -> Check:
    """Whether documents can be changed over HTTP."""
    detail = "desactivada" if settings.admin_token is None else "activada con VENTANILLA_ADMIN_TOKEN"
    return Check("Administración por red", State.GOOD, detail)


def show(check: Check) -> None:
    """Print a check: a line for how it is, another for what mends it."""
    style = {State.GOOD: "green", State.NOTICE: "yellow", State.BROKEN: "bold red"}[check.state]
    remedy = f"→ {check.remedy}" if check.remedy else ""
    if not sys.stdout.isatty():
        say(f"{check.state.value:<6}{check.subject}: {check.detail}" + (f"\n      {remedy}" if remedy else ""))
        return
    text = Text.assemble((f"{check.subject}: ", "bold"), check.detail, (f"\n{remedy}" if remedy else "", style))
    line = Table.grid(padding=(0, 1))
    line.add_row(Text(f"{check.state.value:<5}", style), text)
    output().print(line)


def _guarded(check: Callable[[T], Check], settings: T) -> Check:
    """The check, or a failure when a module that it needs is not installed."""
    try:
        return check(settings)
    except ImportError as error:
        return Check("Paquetes", State.BROKEN, incomplete_installation(error), INSTALL_COMMAND)


def _broken(subject: str, error: VentanillaError) -> Check:
    """A failed check in the words of the error, with the bare command that mends it."""
    found = notice(error)
    remedy = "ventanilla build" if isinstance(error, IndexMissing) else found.next_step
    if "ventanilla doctor" in remedy:  # the command being run
        remedy = REBUILD_COMMAND
    return Check(subject, State.BROKEN, found.what, remedy)


def _status(address: str) -> int | None:
    """The HTTP status that a server gives at an address; None when nothing answers there."""
    import httpx

    try:
        return httpx.get(address, timeout=PROBE_SECONDS).status_code
    except (httpx.HTTPError, httpx.InvalidURL):
        return None


def _name(requirement: str) -> str:
    """The name of the package in a requirement such as `rich>=14.0`."""
    end = next((n for n, letter in enumerate(requirement) if letter not in "-_." and not letter.isalnum()), None)
    return requirement[:end]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
