"""What routes ask for, by name."""

from secrets import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from corpus.errors import AdminDisabled, AdminRefused
from corpus.library import Library
from ui.desk import Desk

_bearer = HTTPBearer(auto_error=False, description="La clave de administración, VENTANILLA_ADMIN_TOKEN.")


def current_desk(request: Request) -> Desk:
    """The desk of this server."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk


OpenDesk = Annotated[Desk, Depends(current_desk)]


def current_library(desk: OpenDesk) -> Library:
    """The library that is open now. Raises IndexMissing and the like."""
    return desk.window.open().library


CurrentLibrary = Annotated[Library, Depends(current_library)]


def require_admin(
    desk: OpenDesk, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> None:
    """Let only the administrator pass. Raises AdminDisabled when no token is configured, else AdminRefused."""
    token = desk.settings.admin_token
    if token is None:
        raise AdminDisabled
    given = credentials.credentials if credentials else ""
    if not compare_digest(given.encode(), token.get_secret_value().encode()):
        raise AdminRefused


AdminOnly = Depends(require_admin)
