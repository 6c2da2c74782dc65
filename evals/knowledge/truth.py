"""Whether what the guides claim stands in the documents that they cite.

A name is looked up as a whole and then by its parts, on letters and digits alone, so that broken lines, accents and
capitals make no difference. This finds slips of the pen; whether a sentence is true, only a reader can tell.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from corpus.guides import Guide, GuideSection
from corpus.sketches import normalise
from corpus.toml_tables import read_tables, required
from evals.knowledge.claims import JOINTS, MONTHS, Claim, ClaimKind, claims

EXCEPTIONS_FILE = Path(__file__).with_name("exceptions.toml")
# A shorter run of letters is found by chance within other words.
LEAST_LETTERS = 8
# «Del 4 al 9 de octubre»: a day stands at most so many words before its month.
DAYS_BEFORE_MONTH = 8

# «1 306», with a space, is written so in some documents; both readings are kept.
_NUMBER = re.compile(r"(?=\b(\d{1,3}(?: \d{3})+)\b)?(\d+(?:[.,]\d+)*)")
_DATE_IN_FIGURES = re.compile(r"\b(\d{1,2})/(0?[1-9]|1[0-2])/(?:\d{2}|\d{4})\b")
_THOUSANDS = re.compile(r"[., ](?=\d{3}\b)")
_PARTS = re.compile(rf" {JOINTS}|[/-]")


@dataclass(frozen=True)
class SourceText:
    """A document in which claims are looked up."""

    text: str

    def holds(self, claim: Claim) -> bool:
        """Whether the claim stands in the document."""
        match claim.kind:
            case ClaimKind.NUMBER:
                return _number(claim.text) in self._numbers
            case ClaimKind.DATE:
                day, month = claim.text.lower().split(" de ")
                return (int(day), month) in self._dates
            case ClaimKind.NAME:
                return self._has(claim.text) or all(self._has(part) for part in _PARTS.split(claim.text) if part)
            case _:
                return self._has(claim.text)

    def _has(self, name: str) -> bool:
        words = normalise(name)
        letters = "".join(words)
        if len(letters) >= LEAST_LETTERS:
            return letters in self._letters
        return f" {' '.join(words)} " in self._spaced or letters in self._words

    @cached_property
    def _spaced(self) -> str:
        return f" {' '.join(normalise(self.text))} "

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._spaced.split())

    @cached_property
    def _letters(self) -> str:
        return self._spaced.replace(" ", "")

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(_number(written) for found in _NUMBER.findall(self.text) for written in found if written)

    @cached_property
    def _dates(self) -> frozenset[tuple[int, str]]:
        words = self._spaced.split()
        written = {
            (int(word), month)
            for position, month in enumerate(words)
            if month in MONTHS
            for word in words[max(0, position - DAYS_BEFORE_MONTH) : position + 2]
            if word.isdigit()
        }
        in_figures = {(int(day), MONTHS[int(month) - 1]) for day, month in _DATE_IN_FIGURES.findall(self.text)}
        return frozenset(written | in_figures)


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A claim of a guide that stands in none of the documents that its section cites."""

    guide: str
    section: str
    claim: Claim
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exceptions:
    """Claims that need not stand in a source, each with its reason."""

    reasons: Mapping[str, str]

    def allow(self, claim: Claim) -> bool:
        """Whether the claim is one of them."""
        return claim.text in self.reasons


def _number(written: str) -> str:
    """A number without separators of thousands, decimals after a point: 16,187,025.00 and 16187025 are the same."""
    decimal = _THOUSANDS.sub("", written).replace(",", ".")
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


def load_exceptions(path: Path = EXCEPTIONS_FILE) -> Exceptions:
    """The allow-list, a TOML file of `[[exception]]` tables with `text` and `reason`. Raises KnowledgeError."""
    tables = read_tables(path, "exception", frozenset({"text", "reason"}))
    return Exceptions(
        {required(table, "text", str, path.name): required(table, "reason", str, path.name) for table in tables}
    )


def unsupported(
    guides: Sequence[Guide], sources: Mapping[str, SourceText], exceptions: Exceptions
) -> Iterator[Unsupported]:
    """The claims of each section, and of each summary, that stand in no document cited there.

    `sources` are the documents by id; a section that cites one that is not among them is left out.
    """
    for guide in guides:
        places = [
            (section.title, f"{section.title}\n{section.text}", _documents(section)) for section in guide.sections
        ]
        for title, text, documents in [("", f"{guide.title}\n{guide.summary}", guide.sources), *places]:
            if not all(document in sources for document in documents):
                continue
            cited = [sources[document] for document in documents]
            for claim in claims(text):
                if not exceptions.allow(claim) and not any(source.holds(claim) for source in cited):
                    yield Unsupported(guide.id, title, claim, documents)


def _documents(section: GuideSection) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.document_id for source in section.sources))
