"""The web application: routes, middleware and what they share, put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI
from fastapi.concurrency import run_in_threadpool

from corpus.errors import VentanillaError
from corpus.settings import CorpusSettings
from ui import http_errors
from ui.admin import admin
from ui.compat import compat
from ui.desk import Desk, Window
from ui.messages import message
from ui.metrics import Metrics
from ui.middleware import BodyLimit, HostGuard, SecurityHeaders, Telemetry
from ui.routes import library, operation, questions, unknown
from ui.schemas import ErrorSchema
from ui.settings import UiSettings
from ui.storage import Storage

if TYPE_CHECKING:
    from ui.desk import AssistantSource

logger = logging.getLogger("ventanilla.http")

_DESCRIPTION = (
    "Respuestas con citas sobre la acción internacional de las ciudades mexicanas. Todo error tiene la forma "
    '`{"error": {"code", "message", "retryable"}}`.'
)
_INVALID_REQUEST = {"model": ErrorSchema, "description": "La solicitud no tiene el formato debido."}


def create_app(
    assistant: AssistantSource, *, settings: UiSettings, corpus_settings: CorpusSettings, page: bool = True
) -> FastAPI:
    """The application over an assistant, or over a function that makes one when it is first needed.

    With `page`, the chat page is mounted at "/", after every route, since it answers whatever they do not.
    """
    app = FastAPI(
        title="Ventanilla",
        version=version("ventanilla"),
        description=_DESCRIPTION,
        lifespan=_lifespan,
        # The interactive pages load their scripts from a CDN; the description itself is at /openapi.json.
        docs_url=None,
        redoc_url=None,
        responses={422: _INVALID_REQUEST},
    )
    routers = (questions, library, admin, compat, operation, unknown)
    metrics = Metrics(route_templates(routers))
    app.state.desk = Desk(
        Window(assistant),
        Storage(settings.database(corpus_settings.home), timedelta(hours=settings.session_hours)),
        metrics,
        settings=settings,
        corpus_settings=corpus_settings,
    )
    http_errors.install(app)
    for router in routers:
        app.include_router(router)
    _add_middleware(app, settings, metrics)
    if page:
        from ui.pages import mount

        mount(app, app.state.desk)
    return app


def route_templates(routers: tuple[APIRouter, ...]) -> frozenset[str]:
    """The path of every route, as declared: what metrics and logs may show of a request's address."""
    return frozenset(str(getattr(route, "path", "")) for router in routers for route in router.routes)


def _add_middleware(app: FastAPI, settings: UiSettings, metrics: Metrics) -> None:
    # The last one added is the first to see a request.
    app.add_middleware(BodyLimit, upload_mb=settings.upload_limit_mb)
    app.add_middleware(HostGuard, accepted=settings.accepted_hosts())
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Telemetry, metrics=metrics)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk: Desk = app.state.desk
    try:
        # Opened now, so that whoever asks first does not wait for it.
        await run_in_threadpool(desk.window.open)
    except VentanillaError as error:
        logger.warning("%s", message(error))
    try:
        yield
    finally:
        desk.storage.close()
