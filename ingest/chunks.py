"""A paragraph on its way from printed lines to a block of the clean text."""

import re
from dataclasses import dataclass

FINAL = re.compile(r"[.!?:;…][)”\"’»\]]*$")
"""What a text that is whole ends with."""

FUNCTION_WORDS = frozenset(
    "a al ante bajo con contra de del desde e el en entre hacia hasta la las lo los más ni o para pero por que se "
    "según sin sobre su sus tras u un una unos unas y como cuyo cuya es son ha han fue".split()
)
"""Words that cannot be the last of a sentence."""

_LOWER_START = re.compile(r"(?!https?:|www\.)[(“]?[a-záéíóúñü]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A paragraph, item, step, table or footnote, made of whole printed lines.

    `kind` is text, item, step, table or note. `gap` and `turn` are those of its first line: a blank line, a page break
    stands before it. `width` is that of its widest line, `lines` their number.
    """

    text: str
    kind: str
    page: int | None
    last_page: int | None
    gap: bool
    turn: bool
    width: int
    lines: int

    @property
    def open(self) -> bool:
        """Whether the sentence goes on after it."""
        return FINAL.search(self.text[-12:]) is None

    @property
    def continues(self) -> bool:
        """Whether it starts in the middle of a sentence."""
        return self.kind in {"text", "note"} and _LOWER_START.match(self.text) is not None


def last_word(text: str) -> str:
    """The last word of a text in lower case, or an empty string."""
    return text[-60:].rsplit(maxsplit=1)[-1].lower() if text.strip() else ""
