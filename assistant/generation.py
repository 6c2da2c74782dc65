"""The port of a language model that drafts an answer from passages."""

from collections.abc import Sequence
from typing import Protocol

from corpus.models import Passage


class Drafter(Protocol):
    """Writes a draft whose sentences carry passage ids as marks ([a7f2c1…]), to be checked before it is shown."""

    @property
    def name(self) -> str:
        """The model, for the user."""
        ...

    def draft(self, question: str, passages: Sequence[Passage], language: str) -> str:
        """A draft in the given language. Raises LanguageModelUnavailable when the model gives none in time."""
        ...
