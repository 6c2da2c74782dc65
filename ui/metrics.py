"""What operators watch, in Prometheus's format. No label carries anything that a person wrote."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

from assistant.answer import Answer
from ui.schemas import IndexSchema

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})
# Seconds; answers made of quotes take milliseconds, those drafted by a model may take a minute.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


class Metrics:
    """The counters of one server. `routes` are the templates that may appear as labels; all else is `page`."""

    def __init__(self, routes: frozenset[str]) -> None:
        self._routes = routes
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "ventanilla_requests", "Requests served.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "ventanilla_request_seconds",
            "Time to the end of the response.",
            ("route",),
            registry=self._registry,
            buckets=_BUCKETS,
        )
        self._answers = Counter("ventanilla_answers", "Answers given.", ("mode",), registry=self._registry)
        self._abstentions = Counter(
            "ventanilla_abstentions", "Questions that the documents do not answer.", registry=self._registry
        )
        self._index = Gauge(
            "ventanilla_index_info", "The index that is open.", ("generation", "embedder"), registry=self._registry
        )

    def observe_request(self, scope: Scope, status: int, seconds: float) -> tuple[str, str]:
        """Count a finished request; return its method and route template as labelled."""
        path = getattr(scope.get("route"), "path", "")
        route = path if path in self._routes else "page"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        return method, route

    def observe_answer(self, answer: Answer) -> None:
        """Count an answer, and whether it abstained."""
        self._answers.labels(answer.mode).inc()
        if answer.abstained:
            self._abstentions.inc()

    def render(self, index: IndexSchema | None) -> bytes:
        """Everything counted so far; `index` is the one open now, if any."""
        self._index.clear()
        if index is not None:
            self._index.labels(index.generation, index.embedder).set(1)
        return generate_latest(self._registry)
