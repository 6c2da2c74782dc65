"""Making the bank of a document: questions written over its text become sketches that hold none of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import KnowledgeError
from corpus.question_bank import Stretch
from corpus.sketches import normalise, sketch

# Enough shingles to tell how a stretch of some 200 words is shared out among passages, few enough to give nothing away.
STRETCH_SKETCH_SIZE = 24
HEADING_WORDS = 8


@dataclass(frozen=True, slots=True)
class WrittenQuestions:
    """What somebody wrote while reading: the heading, the first and last words of a stretch, and its questions."""

    heading: str
    first_words: str
    last_words: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeBank:
    """The stretches that were found in the text, and the written entries that were not."""

    stretches: tuple[Stretch, ...]
    not_found: tuple[WrittenQuestions, ...]


def read_written(path: Path) -> tuple[WrittenQuestions, ...]:
    """Reads JSON lines of `{"heading", "from", "to", "questions"}`. Raises KnowledgeError with file and line."""
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            entries.append(WrittenQuestions(row["heading"], row["from"], row["to"], tuple(row["questions"])))
        except (ValueError, KeyError, TypeError) as error:
            raise KnowledgeError(
                f"{path.name}:{number}", f"expected heading, from, to, questions: {error!r}"
            ) from error
    return tuple(entries)


def make_bank(written: Sequence[WrittenQuestions], text: str) -> MadeBank:
    """Finds each stretch in the text of its document, by its first and last words, and sketches it.

    `text` is the document's cleaned text. Stretches are looked for in order, each from where the one before began, then
    from the start, since two stretches may begin alike.
    """
    words = normalise(text)
    stretches, not_found, position = [], [], 0
    for entry in written:
        found = _find(entry, words, position) or _find(entry, words, 0)
        if found is None:
            not_found.append(entry)
            continue
        start, end = found
        position = start
        numbers = sketch(" ".join(words[start:end]), STRETCH_SKETCH_SIZE)
        stretches.append(Stretch(_shortened(entry.heading), numbers, entry.questions))
    return MadeBank(tuple(stretches), tuple(not_found))


def _shortened(heading: str) -> str:
    """A heading that names its section without copying a long one."""
    words = heading.split()
    return " ".join(words[:HEADING_WORDS]) + ("…" if len(words) > HEADING_WORDS else "")


def _find(entry: WrittenQuestions, words: Sequence[str], position: int) -> tuple[int, int] | None:
    first, last = _words(entry.first_words), _words(entry.last_words)
    start = _index(words, first, position)
    end = _index(words, last, start) if start is not None else None
    return (start, end + len(last)) if start is not None and end is not None else None


def _words(quoted: str) -> list[str]:
    """The words of a quoted beginning or end, whose line breaks became spaces: `co- laboración` is one word."""
    return normalise(quoted.replace("- ", "-\n"))


def _index(words: Sequence[str], run: Sequence[str], position: int) -> int | None:
    """Where a run of words stands at or after a position."""
    for start in range(position, len(words) - len(run) + 1):
        if words[start] == run[0] and list(words[start : start + len(run)]) == list(run):
            return start
    return None
