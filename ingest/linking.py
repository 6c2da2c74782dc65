"""Linking guides to the official text: each guide section finds the passages of the section that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from corpus.analysis import fold, terms
from corpus.lexical import LexicalIndex
from corpus.models import DocumentKind, IndexedDocument, Passage, SourceReference
from corpus.scores import standardise

LINKS = 2
# What the named section adds to the similarity of the texts, in standard deviations. Headings of a converted PDF are
# often shifted against their text, so the name is evidence and not a filter.
SECTION_WEIGHT = 1.0
# Below this many standard deviations over the document's mean, a passage does not treat of the same matter.
LEAST_SCORE = 2.0
# A second passage that scores less than this share of the best one tells of a neighbouring matter.
NEAR_BEST = 0.6

# Titles are compared by letters, since those of a PDF come with other capitals and accents, out of 100.
SAME_NAME = 85.0

Floats = NDArray[np.float32]


def link_guides(
    entries: Sequence[IndexedDocument], lexical: LexicalIndex, vectors: Mapping[str, Floats]
) -> tuple[IndexedDocument, ...]:
    """The documents, with `official` set in the passages of guides whose source documents are among them.

    `lexical` is the index over `entries`; `vectors` holds the vector of each passage by its id.
    """
    passages = [passage for entry in entries for passage in entry.passages]
    ranges = _ranges(entries)
    return tuple(
        replace(entry, passages=tuple(_with_links(p, passages, ranges, lexical, vectors) for p in entry.passages))
        if entry.document.kind is DocumentKind.GUIDE
        else entry
        for entry in entries
    )


def _ranges(entries: Sequence[IndexedDocument]) -> dict[str, slice]:
    ranges, start = {}, 0
    for entry in entries:
        ranges[entry.document.id] = slice(start, start + len(entry.passages))
        start += len(entry.passages)
    return ranges


def _with_links(
    section: Passage,
    passages: list[Passage],
    ranges: Mapping[str, slice],
    lexical: LexicalIndex,
    vectors: Mapping[str, Floats],
) -> Passage:
    words = lexical.text.scores(dict.fromkeys(terms(section.text), 1.0))
    found: list[tuple[float, str]] = []
    for source in section.sources:
        where = ranges.get(source.document_id)
        if where is None or where.start == where.stop:
            continue
        candidates = passages[where]
        meaning = np.array([vectors[section.id] @ vectors[p.id] for p in candidates])
        names = np.array([_names(p, source) for p in candidates])
        scores = standardise(words[where]) + standardise(meaning) + SECTION_WEIGHT * names
        found.extend((float(score), p.id) for score, p in zip(scores, candidates, strict=True) if score >= LEAST_SCORE)
    ranked = sorted(found, reverse=True)
    near = dict.fromkeys(id_ for score, id_ in ranked if score >= NEAR_BEST * ranked[0][0])
    return replace(section, official=tuple(near)[:LINKS])


def _names(passage: Passage, source: SourceReference) -> float:
    best = max((_alike(source.section, heading) for heading in passage.section), default=0.0)
    return 1.0 if best >= SAME_NAME else 0.0


@cache
def _alike(section: str, heading: str) -> float:
    return fuzz.ratio(fold(section), fold(heading))
