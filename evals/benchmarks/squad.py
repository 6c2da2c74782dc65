"""Reading files in the format of SQuAD (P. Rajpurkar et al., 2016), which XQuAD and others share."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationFileError


@dataclass(frozen=True, slots=True)
class Squad:
    """The paragraphs of a file, each once, and its questions by id: what is asked, and the number of the paragraph."""

    paragraphs: tuple[str, ...]
    questions: Mapping[str, tuple[str, int]]


def read_squad(path: Path) -> Squad:
    """Reads `data[].paragraphs[]` with `context` and `qas[]` of `id` and `question`; answers are not needed.

    Raises EvaluationFileError with the file and the line, or the paragraph, that breaks the format.
    """
    numbers: dict[str, int] = {}
    questions: dict[str, tuple[str, int]] = {}
    for place, paragraph in _paragraphs(path):
        try:
            number = numbers.setdefault(_text(paragraph["context"]), len(numbers))
            asked = [(_text(row["id"]), _text(row["question"])) for row in paragraph["qas"]]
        except (KeyError, TypeError) as error:
            raise EvaluationFileError(place, f"not a paragraph with its questions: {error!r}") from error
        questions.update({id_: (question, number) for id_, question in asked})
    if not questions:
        raise EvaluationFileError(str(path), "holds no question")
    return Squad(tuple(numbers), questions)


def _paragraphs(path: Path) -> Iterator[tuple[str, Any]]:
    """Each paragraph with its place in the file."""
    try:
        articles = json.loads(path.read_text(encoding="utf-8"))["data"]
        rows = [(a, p, row) for a, article in enumerate(articles) for p, row in enumerate(article["paragraphs"])]
    except json.JSONDecodeError as error:
        raise EvaluationFileError(f"{path}:{error.lineno}", f"not JSON: {error.msg}") from error
    except (OSError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise EvaluationFileError(str(path), f"not a file in the format of SQuAD: {error!r}") from error
    for a, p, row in rows:
        yield f"{path}: data[{a}].paragraphs[{p}]", row


def _text(value: object) -> str:
    """A text that says something. Raises TypeError."""
    if not isinstance(value, str) or not value.strip():
        raise TypeError(f"expected a text, not {value!r}")
    return value
