"""What a loader gives back: the pages of a file, as text."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page, in reading order. `number` is 1-based, or None where the file has no pages."""

    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file as text.

    `pages` holds every page, those without text included, so that its length is that of the file. `title` is the one
    the file declares, if any. `markup` is True when the text is Markdown, written so or converted. `warnings` are
    Spanish sentences for the user.
    """

    path: Path
    pages: tuple[Page, ...]
    title: str | None = None
    markup: bool = False
    warnings: tuple[str, ...] = ()

    @property
    def has_text(self) -> bool:
        """Whether any page holds more than white space."""
        return any(page.text.strip() for page in self.pages)


Loader = Callable[[Path, bytes], LoadedFile]
"""Reads the content of a file, already in memory; the path only names it in the result and in errors."""
