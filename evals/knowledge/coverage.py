"""What of the official documents is covered: by the question bank, and by the guides that lead into them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.models import DocumentKind, IndexedDocument, Passage

BEFORE_THE_FIRST_HEADING = "(antes del primer título)"


@dataclass(frozen=True, slots=True)
class ChapterCoverage:
    """A chapter of a document: its passages, those with questions, and those that a guide's section leads into."""

    chapter: str
    passages: int
    with_questions: int
    in_guides: int


def chapter_coverage(entry: IndexedDocument, linked: frozenset[str]) -> list[ChapterCoverage]:
    """The chapters of a document in reading order. `linked` are the ids of the passages that guides lead into."""
    passages = Counter(map(chapter, entry.passages))
    asked = Counter(chapter(passage) for passage in entry.passages if passage.questions)
    in_guides = Counter(chapter(passage) for passage in entry.passages if passage.id in linked)
    return [ChapterCoverage(name, total, asked[name], in_guides[name]) for name, total in passages.items()]


def chapter(passage: Passage) -> str:
    """The outermost heading of a passage."""
    return passage.section[0] if passage.section else BEFORE_THE_FIRST_HEADING


def linked_passages(entries: Sequence[IndexedDocument]) -> frozenset[str]:
    """The ids of the official passages that a guide's section is linked to."""
    return frozenset(id_ for _, section in _guide_sections(entries) for id_ in section.official)


def sections_without_link(entries: Sequence[IndexedDocument]) -> Iterator[tuple[str, str]]:
    """Guide and title of the sections that lead into no passage although a document that they cite is indexed."""
    indexed = {entry.document.id for entry in entries}
    for guide, section in _guide_sections(entries):
        if not section.official and any(source.document_id in indexed for source in section.sources):
            yield guide, section.section[-1]


def _guide_sections(entries: Sequence[IndexedDocument]) -> Iterator[tuple[str, Passage]]:
    for entry in entries:
        if entry.document.kind is DocumentKind.GUIDE:
            yield from ((entry.document.id, passage) for passage in entry.passages)
