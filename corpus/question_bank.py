"""The question bank: what each stretch of a catalogued document answers, found in a user's copy by a sketch.

`corpus/questions/<document>.jsonl` holds one stretch a line: `{"section": …, "sketch": [ints], "questions": [str]}`.
The sketch is the stretch's smallest 4-word shingle hashes (see `corpus.sketches`): none of its text is kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import KnowledgeError

QUESTIONS_FOLDER = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a document: the heading above it, its sketch and the questions that it answers."""

    section: str
    sketch: tuple[int, ...]
    questions: tuple[str, ...]


def load_bank(document_id: str, folder: Path = QUESTIONS_FOLDER) -> tuple[Stretch, ...]:
    """The stretches of a document, none if no bank was written for it. Raises KnowledgeError with file and line."""
    path = folder / f"{document_id}.jsonl"
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(_stretch(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=1) if line.strip())


def load_banks(folder: Path = QUESTIONS_FOLDER) -> dict[str, tuple[Stretch, ...]]:
    """The stretches of all documents that have a bank, by document id. Raises KnowledgeError with file and line."""
    return {path.stem: load_bank(path.stem, folder=folder) for path in sorted(folder.glob("*.jsonl"))}


def save_bank(document_id: str, stretches: Sequence[Stretch], folder: Path = QUESTIONS_FOLDER) -> Path:
    """Writes the bank of a document and gives its path."""
    path = folder / f"{document_id}.jsonl"
    rows = ({"section": s.section, "sketch": list(s.sketch), "questions": list(s.questions)} for s in stretches)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def _stretch(line: str, place: str) -> Stretch:
    try:
        row = json.loads(line)
        stretch = Stretch(str(row["section"]), tuple(map(int, row["sketch"])), _strings(row["questions"]))
    except (ValueError, KeyError, TypeError) as error:
        raise KnowledgeError(place, f"expected section, sketch and questions: {error!r}") from error
    if not stretch.sketch or not stretch.questions:
        raise KnowledgeError(place, "a stretch needs a sketch and at least one question")
    return stretch


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TypeError("questions are a list of strings")
    return tuple(value)
