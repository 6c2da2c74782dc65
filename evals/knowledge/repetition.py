"""Whether our own words repeat a source word for word."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.sketches import normalise

# Names of institutions and laws make runs of this many words that nobody can say otherwise.
LONGEST_RUN = 14
SHORT_RUN = 8
MOST_SHORT_RUNS = 0.05


@dataclass(frozen=True, slots=True)
class Repetition:
    """A text that repeats a source: the share of its 8-word runs found there, and its first run that is too long."""

    name: str
    share: float
    run: str


@dataclass(frozen=True)
class Sources:
    """Source texts, by the runs of words that stand in them."""

    texts: Sequence[str]

    @cached_property
    def long_runs(self) -> frozenset[str]:
        """The runs of one word more than may be repeated."""
        return self._runs(LONGEST_RUN + 1)

    @cached_property
    def short_runs(self) -> frozenset[str]:
        """The runs of eight words."""
        return self._runs(SHORT_RUN)

    def _runs(self, length: int) -> frozenset[str]:
        return frozenset(run for text in self.texts for run in runs(text, length))


def runs(text: str, length: int) -> list[str]:
    """The runs of `length` words of a text, in order; letters and digits alone."""
    words = normalise(text)
    return [" ".join(words[start : start + length]) for start in range(len(words) - length + 1)]


def repetitions(texts: Mapping[str, str], sources: Sources) -> Iterator[Repetition]:
    """The texts, by name, that share over 14 words in a row with a source, or over 5 % of their 8-word runs."""
    for name, text in texts.items():
        short = runs(text, SHORT_RUN)
        share = sum(run in sources.short_runs for run in short) / max(1, len(short))
        copied = next((run for run in runs(text, LONGEST_RUN + 1) if run in sources.long_runs), "")
        if copied or share > MOST_SHORT_RUNS:
            yield Repetition(name, share, copied)
