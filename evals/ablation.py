"""What each part of the answerer brings: the figures of the whole, and how they change without the part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.service import Ventanilla
from assistant.settings import AssistantSettings
from corpus.glossary import Glossary, load_glossary
from corpus.library import Library
from evals.ablation_parts import Part, without
from evals.measures import LESS_IS_BETTER, MEASURES
from evals.remembering import remembering
from evals.report_names import NEITHER_IS_BETTER
from evals.report_tables import Values, interval
from evals.results import Result
from evals.runner import run_sets
from evals.systems.ventanilla import VentanillaSystem

# What is told of each part, in this order.
TOLD = ("hit_at_5", "hit_at_1", "mrr", "facts", "refusals", "false_refusals", "citation_relevance", "words")
WHOLE = Part("Todo")


@dataclass(frozen=True, slots=True)
class Effect:
    """How a figure changes when a part is left out, with the 95% interval of the paired difference."""

    measure: str
    change: float
    low: float
    high: float

    @property
    def none(self) -> bool:
        """Whether the figure of no question changes."""
        return self.change == self.low == self.high == 0

    @property
    def certain(self) -> bool:
        """Whether the interval leaves zero out."""
        return not self.low <= 0 <= self.high

    @property
    def worse(self) -> bool:
        """Whether answers are certainly worse for it; no number of words is worse than another."""
        return self.certain and self.measure not in NEITHER_IS_BETTER and self._less_good

    @property
    def better(self) -> bool:
        """Whether answers are certainly better for it."""
        return self.certain and self.measure not in NEITHER_IS_BETTER and not self._less_good

    @property
    def _less_good(self) -> bool:
        return (self.change > 0) == (self.measure in LESS_IS_BETTER)


@dataclass(frozen=True, slots=True)
class Ablation:
    """The figures of the whole, and the effects of leaving out each part, by its name.

    Measures with nothing to judge are missing from both.
    """

    questions: int
    whole: Mapping[str, float]
    effects: Mapping[str, Sequence[Effect]]

    @property
    def unnoticed(self) -> tuple[str, ...]:
        """The parts without which no figure changes for any question."""
        return self._where(lambda effect: effect.none)

    @property
    def unproven(self) -> tuple[str, ...]:
        """The other parts without which no figure is certainly worse."""
        found = self._where(lambda effect: not effect.worse)
        return tuple(name for name in found if name not in self.unnoticed)

    @property
    def harmful(self) -> tuple[str, ...]:
        """Of those, the ones without which some figure is certainly better."""
        return tuple(name for name in self.unproven if any(effect.better for effect in self.effects[name]))

    def _where(self, holds: Callable[[Effect], bool]) -> tuple[str, ...]:
        return tuple(name for name, found in self.effects.items() if all(map(holds, found)))


def ablate(
    paths: Sequence[Path],
    library: Library,
    settings: AssistantSettings,
    *,
    parts: Sequence[Part],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Ablation:
    """Asks the sets of the whole assistant, which answers with quotes, and of one without each part.

    Raises EvaluationFileError for a bad set.
    """
    found: dict[str, Sequence[Result]] = {}
    library = remembering(library)
    for number, part in enumerate((WHOLE, *parts)):
        progress(number, len(parts) + 1)
        found[part.name] = _results_without(part, paths, library, settings)
    progress(len(parts) + 1, len(parts) + 1)
    whole = found.pop(WHOLE.name)
    return Ablation(
        questions=len(whole),
        whole={name: _figure(name, values) for name in TOLD if (values := MEASURES[name].of(whole))},
        effects={name: effects_between(whole, results) for name, results in found.items()},
    )


def effects_between(whole: Sequence[Result], lacking: Sequence[Result]) -> tuple[Effect, ...]:
    """How every figure told changes from the whole to what lacks a part, over the questions that both speak of."""
    found = []
    for name in TOLD:
        measure = MEASURES[name]
        pairs = np.array(
            [
                (measure.value(a), measure.value(b))
                for a, b in zip(whole, lacking, strict=True)
                if measure.applies(a) and measure.applies(b)
            ]
        )
        if len(pairs):
            found.append(_effect(name, pairs))
    return tuple(found)


def _results_without(
    part: Part, paths: Sequence[Path], library: Library, settings: AssistantSettings
) -> Sequence[Result]:
    with without(part):
        glossary = load_glossary() if part.glossary else Glossary(())
        return run_sets(paths, VentanillaSystem(Ventanilla(part.narrowed(library), glossary, settings)))


def _effect(measure: str, pairs: Values) -> Effect:
    statistic = _statistic(measure)

    def change(samples: Values) -> Values:
        return statistic(samples[:, :, 1]) - statistic(samples[:, :, 0])

    low, high = interval(pairs, change)
    return Effect(measure, float(change(pairs[None])[0]), low, high)


def _figure(measure: str, values: Sequence[float]) -> float:
    return float(_statistic(measure)(np.array([values]))[0])


def _statistic(measure: str) -> Callable[[Values], Values]:
    """The mean of each sample of shape (samples, questions); of words the median."""
    over = np.median if measure == "words" else np.mean
    return lambda samples: np.asarray(over(samples, axis=1))
