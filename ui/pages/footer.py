"""The line at the foot of the page: which index answers, and where questions are processed."""

from html import escape
from ipaddress import ip_address
from urllib.parse import urlsplit

from assistant.settings import AssistantSettings
from ui.pages.reception import Shelf


def footer_html(shelf: Shelf, place: str) -> str:
    """How many documents, which index and `place`; or why there is no index."""
    if shelf.problem:
        return f'<p class="problema" role="alert">{escape(shelf.problem)}</p>'
    count = len(shelf.documents)
    return (
        f"<p>{count} {'documento' if count == 1 else 'documentos'} · índice {escape(shelf.generation)} · "
        f"{escape(place)}</p><p>Las respuestas citan documentos; no sustituyen la consulta con la autoridad.</p>"
    )


def processing_place(assistant: AssistantSettings, *, on_loopback: bool) -> str:
    """Where questions are processed: on this computer, on the server, or also by the server of a language model."""
    here = "esta computadora" if on_loopback else "este servidor"
    if assistant.llm is None:
        return f"todo se procesa en {here}, sin internet"
    model = assistant.llm.partition(":")[2] or assistant.llm
    host = urlsplit(assistant.llm_base_url or "").hostname or ""
    if is_loopback(host):
        return f"todo se procesa en {here}, con el modelo {model}"
    return (
        f"la búsqueda se hace en {here}; la redacción, con el modelo {model} en {host or 'el servidor de su proveedor'}"
    )


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this same machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
