"""Every failure over HTTP in one shape: `{"error": {"code", "message", "retryable"}}`, the message in Spanish."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus import errors
from ui.messages import message
from ui.middleware import SECURITY_HEADERS
from ui.schemas import ErrorDetail, ErrorSchema

STATUS: Mapping[type[errors.VentanillaError], int] = {
    errors.VentanillaError: 500,
    errors.QuestionError: 400,
    errors.NotFound: 404,
    errors.FileError: 422,
    errors.FileUnsupported: 415,
    errors.KnowledgeError: 500,
    errors.EvaluationFileError: 500,
    errors.IndexProblem: 503,
    errors.EmbedderMismatch: 409,
    errors.EmbedderChanged: 409,
    errors.IndexLocked: 409,
    errors.EmbedderError: 503,
    errors.RerankerUnusable: 503,
    errors.LanguageModelError: 503,
    errors.ServingError: 500,
    errors.AdminDisabled: 403,
    errors.AdminRefused: 401,
}

_HTTP_TEXTS: Mapping[int, tuple[str, str]] = {
    400: ("request_invalid", "La solicitud no se pudo leer. Conviene revisar su formato en /openapi.json."),
    404: ("route_unknown", "Esta dirección no existe. Las que hay se describen en /openapi.json."),
    405: ("method_not_allowed", "Esta dirección no admite ese método. Los que admite se describen en /openapi.json."),
    413: ("request_too_large", "El envío supera el tamaño permitido. Conviene enviar un archivo más pequeño."),
}
_UNEXPECTED = ErrorDetail(
    code="unexpected",
    message="Ocurrió un error inesperado. Conviene intentarlo de nuevo; si se repite, el registro del servidor "
    "dice más.",
    retryable=True,
)

_COMPLAINTS: Mapping[str, str] = {
    "missing": "falta",
    "json_invalid": "no es JSON válido",
    "string_type": "debe ser texto",
    "string_too_long": "no debe pasar de {max_length} caracteres",
    "string_pattern_mismatch": "contiene caracteres no admitidos o su longitud no es la debida",
    "int_type": "debe ser un número entero",
    "int_parsing": "debe ser un número entero",
    "int_from_float": "debe ser un número entero",
    "bool_type": "debe ser verdadero o falso",
    "bool_parsing": "debe ser verdadero o falso",
    "list_type": "debe ser una lista",
    "too_long": "no debe tener más de {max_length} elementos",
    "too_short": "debe tener al menos {min_length} elementos",
    "greater_than_equal": "debe ser mayor o igual que {ge}",
    "less_than_equal": "debe ser menor o igual que {le}",
    "model_attributes_type": "debe ser un objeto JSON; conviene enviarlo con Content-Type: application/json",
}


def status_of(error: errors.VentanillaError) -> int:
    """The HTTP status of an error: that of its nearest ancestor in `STATUS`."""
    return next(STATUS[ancestor] for ancestor in type(error).__mro__ if ancestor in STATUS)


def describe(error: Exception) -> ErrorDetail:
    """What the client is told about an error; of an unknown one, nothing but that it happened."""
    if isinstance(error, errors.VentanillaError):
        return ErrorDetail(code=error.code, message=message(error), retryable=error.retryable)
    return _UNEXPECTED


def install(app: FastAPI) -> None:
    """Make `app` answer every failure in the shape of `ErrorSchema`."""
    app.add_exception_handler(errors.VentanillaError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unknown)


async def _on_known(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, errors.VentanillaError)
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, errors.AdminRefused) else None
    return error_response(status_of(error), describe(error), headers)


async def _on_invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    text = f"La solicitud no es válida: {'; '.join(complaints(error.errors()))}."
    return error_response(422, ErrorDetail(code="request_invalid", message=text, retryable=False))


async def _on_http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, text = _HTTP_TEXTS.get(error.status_code, _HTTP_TEXTS[400])
    return error_response(error.status_code, ErrorDetail(code=code, message=text, retryable=False), error.headers)


async def _on_unknown(_request: Request, error: Exception) -> JSONResponse:
    # Starlette answers this one outside the middleware, and raises the error again so that the server logs it.
    return error_response(500, describe(error), SECURITY_HEADERS)


def error_response(status: int, detail: ErrorDetail, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """An error as a response."""
    return JSONResponse(ErrorSchema(error=detail).model_dump(), status, headers)


def complaints(details: Sequence[Mapping[str, Any]]) -> list[str]:
    """What is wrong with each field of a request, in Spanish, without repeating the values received."""
    return [_complaint(detail) for detail in details]


def _complaint(detail: Mapping[str, Any]) -> str:
    kind, context = str(detail["type"]), dict(detail.get("ctx") or {})
    field = ".".join(str(part) for part in detail["loc"][1:] if kind != "json_invalid") or "el cuerpo"
    return f"{field}: {_COMPLAINTS.get(kind, 'su valor no es válido').format(**context)}"
