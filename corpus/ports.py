"""What the rest of Ventanilla asks of an embedder: the only port of this package that has several adapters."""

from typing import Protocol


class Embedder(Protocol):
    """Turns texts into unit vectors. Any langchain-core `Embeddings` with a name and a dimension is one."""

    @property
    def name(self) -> str:
        """How the settings call it."""
        ...

    @property
    def revision(self) -> str:
        """What tells its weights from others by the same name: vectors compare where name and revision are the same.

        Raises EmbedderError when the weights are not there.
        """
        ...

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One L2-normalised vector for each text, in order."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The L2-normalised vector of a question."""
        ...
