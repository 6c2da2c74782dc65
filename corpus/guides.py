"""Reading the guides: Markdown files whose level-2 sections are answers, each with its source and its questions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import KnowledgeError
from corpus.models import SourceReference

# The C loader, which most wheels of PyYAML have, reads two hundred guides in half a second instead of nine.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

GUIDES_FOLDER = Path(__file__).parent / "guides"

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
SECTION = re.compile(r"^## +(.+?) *\n\s*<!--\n(.*?)\n-->\s*\n(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)


class GuideKind(StrEnum):
    """What a guide is about."""

    PROCEDURE = "procedimiento"
    CONCEPT = "concepto"
    NETWORK = "red"
    ORGANISATION = "organismo"
    EXPERIENCE = "experiencia"
    RESOURCE = "recurso"


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A complete answer: its title, its Markdown text, what it rests on and what it answers."""

    title: str
    text: str
    sources: tuple[SourceReference, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide in our own words. `sources` are ids of catalogued documents; `raw` is the whole file."""

    id: str
    title: str
    kind: GuideKind
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    summary: str
    sections: tuple[GuideSection, ...]
    raw: str


def load_guides(folder: Path = GUIDES_FOLDER) -> tuple[Guide, ...]:
    """Every guide of a folder, by file name. Raises KnowledgeError at the first that breaks the format."""
    guides = tuple(parse_guide(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.md")))
    seen: set[str] = set()
    for guide in guides:
        if guide.id in seen:
            raise KnowledgeError(guide.id, "two guides have this id")
        seen.add(guide.id)
    return guides


def parse_guide(raw: str, place: str) -> Guide:
    """The guide in a Markdown text. `place` names it in errors. Raises KnowledgeError."""
    match = FRONT_MATTER.match(raw)
    if not match:
        raise KnowledgeError(place, "no YAML front matter between two lines of ---")
    head = _mapping(match[1], place)
    body = match[2]
    headings = re.findall(r"^##? +.*$", body, re.MULTILINE)
    sections = tuple(_section(m, f"{place} › {m[1]}") for m in SECTION.finditer(body))
    if not sections or len(sections) != len(headings):
        raise KnowledgeError(place, f"{len(headings)} headings but {len(sections)} sections with source and questions")
    try:
        kind = GuideKind(head["kind"])
        return Guide(
            id=str(head["id"]),
            title=str(head["title"]),
            kind=kind,
            topics=tuple(map(str, head["topics"])),
            sources=tuple(map(str, head["sources"])),
            summary=body.split("\n## ", 1)[0].strip(),
            sections=sections,
            raw=raw,
        )
    except KeyError as error:
        raise KnowledgeError(place, f"the front matter lacks {error}") from error
    except ValueError as error:
        raise KnowledgeError(place, str(error)) from error


def _section(match: re.Match[str], place: str) -> GuideSection:
    data = _mapping(match[2], place)
    sources, questions = data.get("sources"), data.get("questions")
    if not sources or not questions or not isinstance(questions, list) or not match[3].strip():
        raise KnowledgeError(place, "a section needs sources, questions and text")
    try:
        references = tuple(SourceReference(str(s["document"]), str(s["section"])) for s in sources)
    except (KeyError, TypeError) as error:
        raise KnowledgeError(place, "a source needs document and section") from error
    return GuideSection(match[1], match[3].strip(), references, tuple(map(str, questions)))


def _mapping(text: str, place: str) -> Mapping[str, Any]:
    try:
        data = yaml.load(text, LOADER)
    except yaml.YAMLError as error:
        raise KnowledgeError(place, f"YAML: {error}") from error
    if not isinstance(data, dict):
        raise KnowledgeError(place, "expected YAML keys and values")
    return data
