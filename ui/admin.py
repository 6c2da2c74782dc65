"""The routes that change the library, for the administrator alone."""

import re
import shutil
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

from fastapi import APIRouter, Request, Response
from fastapi import Path as PathParameter
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from corpus.models import DOCUMENT_ID
from ui.dependencies import AdminOnly, OpenDesk
from ui.desk import Desk
from ui.middleware import MEGABYTE
from ui.schemas import ChangeSchema, ErrorSchema, report_to_schema

if TYPE_CHECKING:
    from ingest.pipeline import Summary

_LONGEST_STEM = 100

admin = APIRouter(
    prefix="/v1/documents",
    tags=["Administración"],
    dependencies=[AdminOnly],
    responses={
        401: {"model": ErrorSchema, "description": "Falta la clave de administración o no es la correcta."},
        403: {"model": ErrorSchema, "description": "El servidor no tiene clave: estas direcciones están cerradas."},
        409: {"model": ErrorSchema, "description": "Otro proceso está construyendo el índice."},
    },
)

# Declared by hand because the form is read in the route: FastAPI would read it, megabytes and all, before the token.
_UPLOAD_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "El archivo."},
                        "as_id": {
                            "type": "string",
                            "pattern": DOCUMENT_ID,
                            "description": "Identificador con que se incorpora; por omisión, el que se deduce.",
                        },
                    },
                }
            }
        },
    }
}


@admin.post(
    "",
    status_code=201,
    summary="Incorporar un documento",
    openapi_extra=_UPLOAD_FORM,
    responses={
        200: {"model": ChangeSchema, "description": "El documento ya estaba y no ha cambiado."},
        413: {"model": ErrorSchema, "description": "El archivo es demasiado grande."},
        415: {"model": ErrorSchema, "description": "No se sabe leer ese tipo de archivo."},
        422: {"model": ErrorSchema, "description": "El archivo está vacío, dañado, cifrado o no tiene texto."},
    },
)
async def add_document(request: Request, response: Response, desk: OpenDesk) -> ChangeSchema:
    """Lee el archivo, lo divide en pasajes y lo agrega a la biblioteca."""
    async with request.form(max_files=1, max_fields=4) as form:
        file, as_id = form.get("file"), form.get("as_id") or None
        if not isinstance(file, UploadFile) or not file.filename:
            raise _invalid("file", "missing")
        if as_id is not None and not (isinstance(as_id, str) and re.fullmatch(DOCUMENT_ID, as_id)):
            raise _invalid("as_id", "string_pattern_mismatch")
        if (file.size or 0) > desk.settings.upload_limit_mb * MEGABYTE:
            raise HTTPException(413)
        summary = await run_in_threadpool(_ingest, desk, file.file, file.filename, as_id)
    response.status_code = 201 if summary.changed else 200
    return _change(summary)


@admin.delete(
    "/{document_id}",
    summary="Retirar un documento",
    responses={404: {"model": ErrorSchema, "description": "No hay un documento con ese identificador."}},
)
def remove_document(document_id: Annotated[str, PathParameter(max_length=200)], desk: OpenDesk) -> ChangeSchema:
    """Retira el documento y sus pasajes; desde ese momento no se cita más."""
    return _change(desk.remove_document(document_id))


def safe_name(filename: str) -> str:
    """The name of an uploaded file without folders or odd characters, its suffix kept."""
    # Read as a Windows path, both kinds of slash separate folders.
    name = PureWindowsPath(filename).name
    suffix = re.sub(r"[^A-Za-z0-9.]", "", PureWindowsPath(name).suffix.lower())
    stem = re.sub(r"[^\w\- ]+", "_", PureWindowsPath(name).stem).strip(" _")[:_LONGEST_STEM]
    return f"{stem or 'documento'}{suffix}"


def _ingest(desk: Desk, content: BinaryIO, filename: str, as_id: str | None) -> "Summary":
    with TemporaryDirectory(prefix="ventanilla-") as folder:
        path = Path(folder) / safe_name(filename)
        with path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        return desk.add_document(path, as_id)


def _change(summary: "Summary") -> ChangeSchema:
    return ChangeSchema(
        changed=summary.changed,
        generation=summary.generation,
        added=list(summary.plan.added),
        updated=list(summary.plan.updated),
        removed=list(summary.plan.removed),
        reports=[report_to_schema(report) for report in summary.reports],
    )


def _invalid(field: str, kind: str) -> RequestValidationError:
    return RequestValidationError([{"type": kind, "loc": ("body", field), "msg": kind, "input": None}])
