"""Settings of the knowledge and its index."""

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_EMBEDDER = "use-multilingual-v3"


class CorpusSettings(BaseSettings):
    """Where the index lives and which embedder makes its vectors. Values only; read from `VENTANILLA_*` variables."""

    model_config = SettingsConfigDict(env_prefix="VENTANILLA_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: user_data_path("ventanilla"),
        description="Folder that holds the index and the conversations.",
    )
    embedder: str = Field(
        default=DEFAULT_EMBEDDER,
        min_length=1,
        description="`use-multilingual-v3`, or the name or folder of a sentence-transformers model.",
    )
    embedder_device: str = Field(default="cpu", description="Torch device of a sentence-transformers model.")
    embedder_batch_size: int = Field(default=32, ge=1, le=1024, description="Texts embedded at once.")
