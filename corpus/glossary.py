"""The glossary: groups of words that mean the same in this field, so that a question meets the text it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.analysis import light_singular, words
from corpus.errors import KnowledgeError
from corpus.toml_tables import optional, read_tables, required

GLOSSARY_FILE = Path(__file__).with_name("glossary.toml")
DEFAULT_WEIGHT = 0.5

_FIELDS = frozenset("term kind aliases definition weight".split())

Key = tuple[str, ...]


class GlossaryKind(StrEnum):
    """What sets an entry's aliases apart from its term."""

    ACRONYM = "acronym"
    SYNONYM = "synonym"
    EVERYDAY = "everyday"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term of the field with the other ways to say it.

    `weight`, between 0 and 1 exclusive, is what the term and the aliases count for when one of them is asked;
    `definition` is one plain sentence in Spanish, None where the term speaks for itself.
    """

    term: str
    kind: GlossaryKind
    aliases: tuple[str, ...]
    definition: str | None = None
    weight: float = DEFAULT_WEIGHT


@dataclass(frozen=True)
class Glossary:
    """The entries, in the order of the file."""

    entries: tuple[GlossaryEntry, ...]

    def find(self, term: str) -> GlossaryEntry | None:
        """The entry that has a text as its term or alias, whatever its accents, case and number; None if none has."""
        return self._by_key.get(key(term))

    def matches(self, text: str) -> list[GlossaryEntry]:
        """The entries named in a text, each once, in the order in which they come.

        Whole words are compared, blind to accents, case and plural. Where several names start at a word the longest
        counts, and its words name nothing else. Takes time linear in the length of the text.
        """
        tokens = key(text)
        found: dict[str, GlossaryEntry] = {}
        position = 0
        while position < len(tokens):
            name = self._longest_name(tokens, position)
            if name:
                entry = self._by_key[name]
                found.setdefault(entry.term, entry)
            position += max(1, len(name))
        return list(found.values())

    def _longest_name(self, tokens: Key, position: int) -> Key:
        candidates = self._by_first_word.get(tokens[position], ())
        return next((name for name in candidates if tokens[position : position + len(name)] == name), ())

    @cached_property
    def _by_key(self) -> dict[Key, GlossaryEntry]:
        return {key(name): entry for entry in self.entries for name in (entry.term, *entry.aliases)}

    @cached_property
    def _by_first_word(self) -> dict[str, list[Key]]:
        index: dict[str, list[Key]] = {}
        for name in sorted(self._by_key, key=len, reverse=True):
            index.setdefault(name[0], []).append(name)
        return index


def key(name: str) -> Key:
    """What a name is compared by: its folded words in the singular."""
    return tuple(light_singular(word) for word in words(name))


def load_glossary(path: Path = GLOSSARY_FILE) -> Glossary:
    """The glossary in a TOML file of `[[entry]]` tables.

    Raises KnowledgeError with the entry and the field: something is missing, empty or of a wrong type, a weight is not
    between 0 and 1, or a name stands twice (two names are the same if they differ in accents, case or number alone).
    """
    tables = read_tables(path, "entry", _FIELDS)
    entries = tuple(_entry(table, path.name, number) for number, table in enumerate(tables, start=1))
    owners: dict[Key, str] = {}
    for entry in entries:
        for name in (entry.term, *entry.aliases):
            _claim(name, entry.term, owners, f"{path.name} › {entry.term}")
    return Glossary(entries)


def _entry(table: Mapping[str, Any], file: str, number: int) -> GlossaryEntry:
    term = required(table, "term", str, f"{file} › entry {number}")
    place = f"{file} › {term}"
    kind = required(table, "kind", str, place)
    if kind not in set(GlossaryKind):
        raise KnowledgeError(f"{place} › kind", f"{kind!r} is none of {', '.join(GlossaryKind)}")
    aliases: list[object] = required(table, "aliases", list, place)
    names = tuple(alias for alias in aliases if isinstance(alias, str) and alias.strip())
    if not names or len(names) != len(aliases):
        raise KnowledgeError(f"{place} › aliases", "expected at least one text, none of them empty")
    weight = optional(table, "weight", float, place)
    if weight is not None and not 0 < weight < 1:
        raise KnowledgeError(f"{place} › weight", f"{weight} is not between 0 and 1")
    definition = optional(table, "definition", str, place)
    return GlossaryEntry(term, GlossaryKind(kind), names, definition, DEFAULT_WEIGHT if weight is None else weight)


def _claim(name: str, term: str, owners: dict[Key, str], place: str) -> None:
    words_of_name = key(name)
    if not words_of_name:
        raise KnowledgeError(f"{place} › aliases", f"{name!r} has no letter or digit")
    if words_of_name in owners:
        raise KnowledgeError(f"{place} › aliases", f"{name!r} already stands under {owners[words_of_name]!r}")
    owners[words_of_name] = term
