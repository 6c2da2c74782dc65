"""How much of a question a text holds: its words, weighted by rarity, under their own name or another."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from assistant.query import Query
from corpus.analysis import content_words, terms
from corpus.lacking import says_lacking
from corpus.lexical import LexicalIndex
from corpus.library import Library
from corpus.models import Passage
from corpus.scores import Scores

REMEMBERED_TEXTS = 2_000
REMEMBERED_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """The words of a question with their rarity, and the terms of the other names that each may go by."""

    rarity: Mapping[str, float]
    other_names: Mapping[str, tuple[frozenset[str], ...]]

    def share(self, words: Iterable[str]) -> float:
        """The share of the question that some of its words are, by rarity; 0.0 of a question without words."""
        return sum(self.rarity.get(word, 0.0) for word in words) / (sum(self.rarity.values()) or 1.0)

    def held(self, found: AbstractSet[str]) -> list[str]:
        """The words that stand among the terms of a text, themselves or by another name."""
        return [word for word in self.rarity if self.holds(word, found)]

    def holds(self, word: str, found: AbstractSet[str]) -> bool:
        """Whether a word stands among the terms of a text, itself or by another name."""
        return not found.isdisjoint(_of_word(word)) or any(name <= found for name in self.other_names.get(word, ()))


def weighed(query: Query, library: Library) -> Weighed:
    """The content words of a question, slips repaired, weighted by their rarity in a library."""
    asked = dict.fromkeys(query.repairs.get(word, word) for word in content_words(query.text))
    return Weighed({word: library.lexical.rarity(_of_word(word)) for word in asked}, query.other_names)


def coverage(question: Weighed, lexical: LexicalIndex) -> Scores:
    """The share of a question that each passage holds with its headings and questions; shape (passages,)."""
    covered = np.zeros(len(lexical.text.owners), dtype=np.float32)
    for word, rarity in question.rarity.items():
        held = np.any([lexical.holding(term) for term in _of_word(word)], axis=0)
        for name in question.other_names.get(word, ()):
            held |= np.all([lexical.holding(term) for term in name], axis=0)
        covered += rarity * held
    return covered / (sum(question.rarity.values()) or 1.0)


def with_headings(passage: Passage, library: Library) -> str:
    """A passage with the title, headings and questions under which it is found."""
    title = library.document(passage.document_id).title
    return " ".join((title, *passage.section, *passage.questions, passage.text))


def own_terms(passage: Passage) -> frozenset[str]:
    """The terms of what a passage tells and of the heading right above it; what it says to be lacking is not told."""
    told = (sentence for sentence in passage.sentences() if not says_lacking(sentence))
    return terms_of(" ".join((*passage.section[-1:], *told)))


@lru_cache(maxsize=REMEMBERED_TEXTS)
def terms_of(text: str) -> frozenset[str]:
    """The terms of a text. Those of the passages looked at last are remembered: the same ones answer most questions."""
    return frozenset(terms(text))


@lru_cache(maxsize=REMEMBERED_WORDS)
def _of_word(word: str) -> frozenset[str]:
    return frozenset(terms(word))
