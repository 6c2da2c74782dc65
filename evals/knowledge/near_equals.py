"""Whether a question of the knowledge nearly equals one of a question set, which would then measure nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from corpus.analysis import terms, words

# Likeness of the sorted words, out of 100, from which on two questions differ in an article or in the form of a verb.
NEARLY_EQUAL = 82.0
# «¿Qué es el IME?» and «¿Qué es el FMDV?» are alike by letters, yet share no word that carries meaning.
LEAST_SHARED = 0.6


@dataclass(frozen=True, slots=True)
class NearEqual:
    """Two questions that are nearly the same: ours, that of the set, and how alike they are, out of 100."""

    question: str
    of_set: str
    likeness: float


def near_equals(questions: Sequence[str], of_sets: Iterable[str]) -> Iterator[NearEqual]:
    """The questions that nearly equal one of a set, by their words in any order, without accents or capitals."""
    asked = [" ".join(words(question)) for question in questions]
    for of_set in of_sets:
        found = process.extract(
            " ".join(words(of_set)), asked, scorer=fuzz.token_sort_ratio, score_cutoff=NEARLY_EQUAL, limit=None
        )
        for _, likeness, number in found:
            if _shared_words(questions[number], of_set) >= LEAST_SHARED:
                yield NearEqual(questions[number], of_set, likeness)


def _shared_words(one: str, other: str) -> float:
    """The share of the words that carry meaning, of the question that has fewer, that both have."""
    first, second = set(terms(one)), set(terms(other))
    return len(first & second) / max(1, min(len(first), len(second)))
