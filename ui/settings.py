"""Settings of the server."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
MINIMUM_TOKEN_LENGTH = 16
_OBVIOUS_WORDS = ("admin", "changeme", "change-me", "cambiame", "password", "secret", "secreto", "token", "ventanilla")


class UiSettings(BaseSettings):
    """Where the server listens, who may change the library and how long conversations last. Values only."""

    model_config = SettingsConfigDict(env_prefix="VENTANILLA_", env_file=".env", extra="ignore", frozen=True)

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on; loopback by default.")
    port: int = Field(default=8000, ge=0, le=65535, description="TCP port; 0 takes any free one.")
    admin_token: SecretStr | None = Field(
        default=None, description="Token of the routes that change the library; without it they are closed."
    )
    upload_limit_mb: int = Field(default=50, ge=1, le=2048, description="Largest file accepted, in megabytes.")
    session_hours: float = Field(default=12, gt=0, le=24 * 30, description="Hours that a conversation is kept.")
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of conversations and feedback; by default SQLite in VENTANILLA_HOME."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Host names accepted besides loopback, separated by commas; `*` accepts any."
    )

    @field_validator("admin_token", mode="before")
    @classmethod
    def _blank_is_none(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("admin_token")
    @classmethod
    def _refuse_weak_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            check_token(value.get_secret_value())
        return value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(name.strip().lower() for name in value.split(",") if name.strip())
        return value

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine can reach the server."""
        return self.host in (*LOOPBACK_HOSTS, "::1")

    def accepted_hosts(self) -> frozenset[str]:
        """Host names that a request may carry.

        `*` alone stands for any name: the default when the server listens beyond loopback and no names are given,
        since then the address it is reached by cannot be known.
        """
        if "*" in self.allowed_hosts or (not self.on_loopback and not self.allowed_hosts):
            return frozenset({"*"})
        return frozenset((*LOOPBACK_HOSTS, *self.allowed_hosts))

    def database(self, home: Path) -> str:
        """The SQLAlchemy URL in force; `home` is the folder of the index."""
        return self.database_url or f"sqlite:///{(home / 'conversations.sqlite3').as_posix()}"

    def listening_on(self, host: str | None, port: int | None) -> Self:
        """These settings with another address, as given on the command line (None keeps what is set)."""
        update = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
        return self.model_copy(update=update)


def check_token(token: str) -> None:
    """Refuse an admin token that is easy to guess.

    Raises:
        ValueError: fewer than 16 characters, fewer than 6 different ones, or made of words such as `changeme`.
    """
    if len(token) < MINIMUM_TOKEN_LENGTH:
        raise ValueError(f"the admin token needs at least {MINIMUM_TOKEN_LENGTH} characters")
    rest = token.lower()
    for word in _OBVIOUS_WORDS:
        rest = rest.replace(word, "")
    letters = [character for character in rest if character.isalnum()]
    if len(set(token)) < 6 or len(letters) < MINIMUM_TOKEN_LENGTH // 2:
        raise ValueError("the admin token is easy to guess; make one with: openssl rand -hex 24")
