"""How much of the evidence is quoted, and how much of what is quoted is evidence, in characters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.metrics import squeeze

# Fewer letters in common, at the end of one stretch and the start of another, are chance.
LEAST_SHARED = 12


@dataclass(frozen=True, slots=True)
class Overlap:
    """Precision, recall and their harmonic mean, from 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """2PR / (P + R); 0.0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def quote_overlap(quotes: Sequence[str], spans: Sequence[str]) -> Overlap:
    """The characters that quotes and evidence share, over those of the quotes and over those of the evidence.

    After P. Rajpurkar et al. (2016), SQuAD, §6.1, with characters for words: letters and digits alone, since texts are
    compared so. Both are stretches of the same texts; a quote and a span share one of the two, where the other holds
    it, or what ends one and starts the other. What several share counts once. Of no quote both are 0.
    """
    said, gold = _distinct(quotes), _distinct(spans)
    quoted = [bytearray(len(quote)) for quote in said]
    found = [bytearray(len(span)) for span in gold]
    for quote, in_quote in zip(said, quoted, strict=True):
        for span, in_span in zip(gold, found, strict=True):
            for start, place, length in _shared(quote, span):
                in_quote[start : start + length] = b"\1" * length
                in_span[place : place + length] = b"\1" * length
    return Overlap(_share(quoted), _share(found))


def _shared(quote: str, span: str) -> Iterable[tuple[int, int, int]]:
    """What a quote and a span share, each as where it starts in either, and its length."""
    if span in quote:
        return [(quote.index(span), 0, len(span))]
    if quote in span:
        return [(0, span.index(quote), len(quote))]
    lengths = range(min(len(quote), len(span)) - 1, LEAST_SHARED - 1, -1)
    after = next((n for n in lengths if quote.endswith(span[:n])), 0)
    before = next((n for n in lengths if span.endswith(quote[:n])), 0)
    return [(len(quote) - after, 0, after), (0, len(span) - before, before)]


def _distinct(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(squeeze, texts))))


def _share(marked: Sequence[bytearray]) -> float:
    total = sum(map(len, marked))
    return sum(map(sum, marked)) / total if total else 0.0
