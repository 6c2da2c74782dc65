"""Every fault of question sets, with its line: `load_set` stops at the first, and does not know the guides."""

import difflib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.errors import EvaluationFileError
from corpus.guides import Guide
from corpus.models import IndexedDocument
from evals.faults import Fault, FaultKind, in_order
from evals.metrics import squeeze

TEXTS = ("id", "lang", "kind", "question")
LISTS = ("documents", "evidence")
OPTIONAL_LISTS = ("sections", "history")
REQUIRED = (*TEXTS, "answerable", *LISTS, "facts")
KNOWN = frozenset({*REQUIRED, *OPTIONAL_LISTS, "official", "note"})
LANGUAGES = ("es", "en")

Say = Callable[..., None]


@dataclass(slots=True)
class _Seen:
    """The ids and questions of the sets read so far, with their places."""

    ids: dict[str, str] = field(default_factory=dict)
    asked: dict[tuple[str, ...], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """The names of the guides' sections, their squeezed texts by squeezed name, and the headings of each document."""

    names: tuple[str, ...]
    texts: Mapping[str, str]
    headings: Mapping[str, Collection[str]]


def guide_sections(guides: Sequence[Guide]) -> dict[str, str]:
    """The letters and digits of each section's title and text, by `guide › title`."""
    return {
        f"{guide.id} › {section.title}": squeeze(f"{section.title} {section.text}")
        for guide in guides
        for section in guide.sections
    }


def document_headings(entries: Iterable[IndexedDocument]) -> dict[str, tuple[str, ...]]:
    """The headings of each document, by its id."""
    return {
        entry.document.id: tuple(dict.fromkeys(heading for p in entry.passages for heading in p.section))
        for entry in entries
    }


def validate_sets(
    paths: Sequence[Path], sections: Mapping[str, str], headings: Mapping[str, Collection[str]] | None = None
) -> tuple[Fault, ...]:
    """The faults of question sets that are asked together.

    `sections` are those of the guides (`guide_sections`), `headings` those of the official documents at hand
    (`document_headings`); others are not looked up. Raises EvaluationFileError when a file cannot be read.
    """
    seen = _Seen()
    known = _Known(tuple(sections), {squeeze(name): text for name, text in sections.items()}, headings or {})
    return tuple(fault for path in paths for fault in in_order(_faults_of(path, known, seen)))


def _faults_of(path: Path, known: _Known, seen: _Seen) -> list[Fault]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationFileError(str(path), f"cannot be read: {error}") from error
    faults: list[Fault] = []
    filled = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    for number, line in filled:

        def say(kind: FaultKind, value: object = "", other: str = "", number: int = number) -> None:
            faults.append(Fault(path, number, kind, str(value), other))

        _check_line(line, say, known, seen, f"{path}:{number}")
    if not filled:
        faults.append(Fault(path, None, FaultKind.NO_ROWS))
    return faults


def _check_line(line: str, say: Say, known: _Known, seen: _Seen, place: str) -> None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        say(FaultKind.NOT_JSON, error.colno)
        return
    if not isinstance(row, dict):
        say(FaultKind.NOT_AN_OBJECT)
        return
    for name in REQUIRED:
        if name not in row:
            say(FaultKind.FIELD_MISSING, name)
    for name in sorted(set(row) - KNOWN):
        say(FaultKind.FIELD_UNKNOWN, name, _nearest(name, sorted(KNOWN)))
    lists = _check_types(row, say)
    if "lang" in row and isinstance(row["lang"], str) and row["lang"] not in LANGUAGES:
        say(FaultKind.LANGUAGE_UNKNOWN, row["lang"])
    _check_repeated(row, lists, say, seen, place)
    _check_gold(row, lists, say, known)
    _check_official(row, lists["documents"], say, known)


def _check_types(row: Mapping[str, Any], say: Say) -> dict[str, list[str]]:
    """Tells the values of a wrong type; gives the lists of texts that are sound, the wordings of facts aside."""
    for name in (*TEXTS, "note"):
        if name in row:
            _is_text(name, row[name], say)
    if not isinstance(row.get("answerable", True), bool):
        say(FaultKind.NOT_A_BOOLEAN, "answerable")
    facts = _list("facts", row, say)
    for fact in facts:
        _list("facts", {"facts": fact}, say, texts=True)
    if any(isinstance(fact, list) and not fact for fact in facts):
        say(FaultKind.NOTHING_TO_COMPARE, "facts: []")
    return {name: _list(name, row, say, texts=True) for name in (*LISTS, *OPTIONAL_LISTS)}


def _list(name: str, row: Mapping[str, Any], say: Say, *, texts: bool = False) -> list[Any]:
    value = row.get(name, [])
    if not isinstance(value, list):
        say(FaultKind.NOT_A_LIST, name)
        return []
    return [entry for entry in value if _is_text(name, entry, say)] if texts else value


def _is_text(name: str, value: object, say: Say) -> bool:
    if not isinstance(value, str):
        say(FaultKind.NOT_A_TEXT, name)
        return False
    if not squeeze(value):
        # It would be found in every answer.
        say(FaultKind.NOTHING_TO_COMPARE, f"{name}: «{value}»")
        return False
    return True


def _check_repeated(row: Mapping[str, Any], lists: Mapping[str, list[str]], say: Say, seen: _Seen, place: str) -> None:
    """Two questions are one when they are asked alike after the same others."""
    id_, question = row.get("id"), row.get("question")
    if isinstance(id_, str) and seen.ids.setdefault(id_, place) != place:
        say(FaultKind.ID_REPEATED, id_, seen.ids[id_])
    if isinstance(question, str) and squeeze(question):
        asked = (squeeze(question), *map(squeeze, lists["history"]))
        if seen.asked.setdefault(asked, place) != place:
            say(FaultKind.QUESTION_REPEATED, question, seen.asked[asked])


def _check_gold(row: Mapping[str, Any], lists: Mapping[str, list[str]], say: Say, known: _Known) -> None:
    gold = bool(row.get("facts") or row.get("evidence") or row.get("sections") or row.get("official"))
    if row.get("answerable") is True and not gold:
        say(FaultKind.GOLD_MISSING)
    if row.get("answerable") is False and gold:
        say(FaultKind.GOLD_UNEXPECTED)
    for name in lists["sections"]:
        if squeeze(name) not in known.texts:
            say(FaultKind.SECTION_UNKNOWN, name, _nearest(name, known.names))
    texts = [known.texts[squeeze(name)] for name in lists["sections"] if squeeze(name) in known.texts]
    for wordings in row["facts"] if texts and isinstance(row.get("facts"), list) else ():
        if isinstance(wordings, list) and not _stands(wordings, texts):
            say(FaultKind.FACT_NOT_IN_SECTIONS, " / ".join(map(str, wordings)))


def _check_official(row: Mapping[str, Any], documents: Sequence[str], say: Say, known: _Known) -> None:
    for entry in _list("official", row, say):
        place = entry if isinstance(entry, dict) else {}
        document, heading = str(place.get("document", "")), str(place.get("section", ""))
        headings = known.headings.get(document)
        if document not in documents or not squeeze(heading):
            say(FaultKind.OFFICIAL_INCOMPLETE)
        elif headings is not None and squeeze(heading) not in map(squeeze, headings):
            say(FaultKind.HEADING_UNKNOWN, f"{document} › {heading}", _nearest(heading, tuple(headings)))


def _stands(wordings: Sequence[object], texts: Sequence[str]) -> bool:
    return any(squeeze(str(wording)) in text for wording in wordings for text in texts)


def _nearest(name: str, known: Sequence[str]) -> str:
    """The known name that this one may be a slip of; empty when none is near."""
    return next(iter(difflib.get_close_matches(name, known, n=1)), "")
