"""Binding the question bank: each passage gets the questions of the stretches that it holds."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.models import IndexedDocument
from corpus.question_bank import Stretch
from corpus.sketches import normalise, shingles

# A stretch often crosses the border of two passages. One that holds under a sixth of what the best holds of its sketch
# has an edge of it, not its matter.
SHARE_OF_BEST = 1 / 6
# Fewer shingles than this in common are a coincidence of wording.
LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Binding:
    """A document with its questions, and what went wrong.

    `without_questions` are the passages that got none, `unbound` the stretches found nowhere, `scattered` those found
    in passages that do not follow one another, so that one of them is not meant.
    """

    entry: IndexedDocument
    without_questions: tuple[str, ...]
    unbound: tuple[Stretch, ...]
    scattered: tuple[Stretch, ...]


def bind(entry: IndexedDocument, stretches: Sequence[Stretch]) -> Binding:
    """Gives the passages of a document the questions of its bank."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, passage in enumerate(entry.passages):
        for shingle in shingles(normalise(passage.text)):
            holders[shingle].append(number)
    questions: dict[int, dict[str, None]] = defaultdict(dict)  # a dict keeps the order and drops what comes twice
    unbound, scattered = [], []
    for stretch in stretches:
        numbers = _passages_of(stretch, holders)
        if not numbers:
            unbound.append(stretch)
        elif numbers[-1] - numbers[0] >= len(numbers):
            scattered.append(stretch)
        for number in numbers:
            questions[number].update(dict.fromkeys(stretch.questions))
    passages = tuple(replace(p, questions=tuple(questions.get(n, ()))) for n, p in enumerate(entry.passages))
    return Binding(
        replace(entry, passages=passages),
        tuple(passage.id for passage in passages if not passage.questions),
        tuple(unbound),
        tuple(scattered),
    )


def _passages_of(stretch: Stretch, holders: Mapping[int, Sequence[int]]) -> list[int]:
    """The numbers of the passages that hold enough of a stretch, ascending."""
    shared = Counter(number for shingle in stretch.sketch for number in holders.get(shingle, ()))
    if not shared:
        return []
    least = max(LEAST_SHARED, shared.most_common(1)[0][1] * SHARE_OF_BEST)
    return sorted(number for number, count in shared.items() if count >= least)
