"""From the pages of a file to clean printed lines: one small rule for each thing that printing does to a text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest import furniture
from ingest.hyphenation import join_hyphens
from ingest.lines import Line, to_lines
from ingest.loaded import Page
from ingest.notes import drop_superscripts, mark_notes

_GLUED = re.compile(r"(?<=[a-záéíóúñ0-9”)])([.!?])(?=(?:[¿“]?[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+|En|Es|El|La|A)\b)")
_GLUED_LABEL = re.compile(r"^(\d{1,2}\.|[a-h]\.|[a-h]\))(?=[A-ZÁÉÍÓÚÑ¿“])")
_STRAY_SUBBULLET = re.compile(r"(?<=[a-záéíóúñ])\.o (?=[A-ZÁÉÍÓÚÑ])")
_ADDRESS = re.compile(r"https?://|www\.|@|\.(?:com|org|net|gob|mx|edu)\b")
_WORD = re.compile(r"\S+")

RULES: tuple[Callable[[Sequence[Line]], list[Line]], ...] = (
    furniture.drop_captions,
    furniture.drop_shattered,
    furniture.drop_running_heads,
    furniture.take_page_marks,
    furniture.drop_contents,
    furniture.drop_credits,
    furniture.settle_bullets,
    join_hyphens,
    mark_notes,
)
"""What `clean` applies, in this order: running heads are known by the page marks beside them, and words that a page
break cut are joined once all that was printed in between is gone."""


def clean(pages: Sequence[Page]) -> tuple[Line, ...]:
    """The lines of a plain text without what printing added: see `RULES` and the rules on characters in this module.

    What no rule can repair stays where it is; nothing is invented or moved.
    """
    lines = to_lines(pages)
    for rule in RULES:
        if lines:
            lines = rule(lines)
    return tuple(replace(line, text=tidy(line.text)) for line in lines)


def tidy(text: str) -> str:
    """One line with its sentences apart (`aprendizaje.Es`), its step label apart (`1.Las`) and no note numbers."""
    return space_sentences(drop_superscripts(_GLUED_LABEL.sub(r"\1 ", text)))


def space_sentences(text: str) -> str:
    """Puts the space that is missing between two sentences, except within internet addresses."""
    text = _STRAY_SUBBULLET.sub(". ", text)
    if not _GLUED.search(text):
        return text
    return _WORD.sub(lambda word: word[0] if _ADDRESS.search(word[0]) else _GLUED.sub(r"\1 ", word[0]), text)
