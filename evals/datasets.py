"""Question sets: JSON lines of `id lang kind question answerable documents evidence facts`, and gold sections."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import EvaluationFileError

SETS_FOLDER = Path(__file__).parent / "sets"


@dataclass(frozen=True, slots=True)
class OfficialSection:
    """A heading of an official document; what stands under it, at any depth, answers."""

    document: str
    heading: str


@dataclass(frozen=True, slots=True)
class EvalQuestion:
    """A question with what a right answer rests on.

    `evidence` are verbatim spans of the documents, any of which answers; `facts` are what the answer must state, each a
    tuple of alternative strings. Both are compared on letters and digits alone. `sections` are guide sections, any of
    which answers, as `guide › title`, and `official` those of official documents. `history` holds the earlier
    questions of the conversation, oldest first.
    """

    id: str
    language: str
    kind: str
    question: str
    answerable: bool
    documents: tuple[str, ...]
    evidence: tuple[str, ...]
    facts: tuple[tuple[str, ...], ...]
    sections: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    official: tuple[OfficialSection, ...] = ()

    @property
    def gold(self) -> int:
        """How many spans and sections answer; 0 when the set does not tell."""
        return len(self.evidence) + len(self.sections) + len(self.official)

    def asked_of(self, documents: Collection[str]) -> "EvalQuestion":
        """The question for a library with these documents, whose official sections alone can be found."""
        return replace(self, official=tuple(each for each in self.official if each.document in documents))


def load_set(path: Path) -> tuple[EvalQuestion, ...]:
    """Reads a question set. Raises EvaluationFileError with file and line at the first entry that breaks the format."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileError(str(path), f"cannot be read: {error}") from error
    questions = [_question(line, f"{path}:{n}") for n, line in enumerate(lines, start=1) if line.strip()]
    repeated = _first_repeated([question.id for question in questions])
    if repeated:
        raise EvaluationFileError(str(path), f"two questions have the id {repeated}")
    if not questions:
        raise EvaluationFileError(str(path), "holds no question")
    return tuple(questions)


def _question(line: str, place: str) -> EvalQuestion:
    try:
        row = json.loads(line)
        question = EvalQuestion(
            id=_text(row["id"]),
            language=_text(row["lang"]),
            kind=_text(row["kind"]),
            question=_text(row["question"]),
            answerable=bool(row["answerable"]),
            documents=_texts(row["documents"]),
            evidence=_texts(row["evidence"]),
            facts=tuple(_texts(alternatives) for alternatives in row["facts"]),
            sections=_texts(row.get("sections", [])),
            history=_texts(row.get("history", [])),
            official=tuple(
                OfficialSection(_text(each["document"]), _text(each["section"])) for each in row.get("official", [])
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise EvaluationFileError(place, f"not a question of a set: {error!r}") from error
    if question.answerable and not (question.gold or question.facts):
        raise EvaluationFileError(place, "an answerable question needs evidence, sections or facts")
    return question


def _text(value: object) -> str:
    """A text with a letter or digit; an empty one would be found everywhere. Raises TypeError."""
    if not isinstance(value, str) or not any(map(str.isalnum, value)):
        raise TypeError(f"expected a text, not {value!r}")
    return value


def _texts(values: object) -> tuple[str, ...]:
    """A list of texts; a lone text would be taken for a list of letters. Raises TypeError."""
    if not isinstance(values, list):
        raise TypeError(f"expected a list, not {values!r}")
    return tuple(map(_text, values))


def _first_repeated(ids: Sequence[str]) -> str | None:
    seen: set[str] = set()
    return next((id_ for id_ in ids if id_ in seen or seen.add(id_)), None)  # type: ignore[func-returns-value]
