"""The figures of the last accepted run, each with the interval that a new run may be below it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

from pydantic import TypeAdapter, ValidationError

from corpus.errors import EvaluationFileError
from evals.compare import paired_interval
from evals.measures import LESS_IS_BETTER, MEASURES, risks
from evals.refusing import risk_coverage_area
from evals.report_tables import risk_area_interval
from evals.results import Result

FLOORS_FILE = Path(__file__).parent / "floors.json"
# The name of all sets together.
TOGETHER = "*"
# Digits kept of a figure; both sides of a judgement are rounded alike.
DIGITS = 4

# What must not get worse. Times are not here, since they tell more of the machine than of the change.
GUARDED = (
    "hit_at_5",
    "hit_at_1",
    "mrr",
    "recall",
    "ndcg",
    "facts",
    "fully",
    "answered",
    "refusals",
    "score",
    "citation_relevance",
    "risk_area",
    "quotes_valid",
    "invalid_marks",
)
# What has to be, whatever was accepted before.
REQUIRED: Mapping[str, float] = {"quotes_valid": 1.0, "invalid_marks": 0.0}


@dataclass(frozen=True, slots=True)
class Floor:
    """A figure that was accepted.

    `documents` are the official documents of the library, none for the guides alone; `fast` tells whether the fixed
    part of the sets was asked or all of them; `group` is a set, or TOGETHER. `margin` is half the width of the 95%
    bootstrap interval of the figure, a mean over `questions` or, of `risk_area`, the area of their curve.
    """

    documents: tuple[str, ...]
    fast: bool
    group: str
    measure: str
    figure: float
    margin: float
    questions: int
    date: str

    @property
    def key(self) -> tuple[tuple[str, ...], bool, str, str]:
        """What it is a figure of."""
        return self.documents, self.fast, self.group, self.measure


FLOORS = TypeAdapter(tuple[Floor, ...])


@dataclass(frozen=True, slots=True)
class Verdict:
    """A figure as it is now, beside its floor if one was recorded."""

    now: Floor
    floor: Floor | None

    @property
    def lost(self) -> float:
        """How much worse the figure is than the recorded one; negative when it is better."""
        if self.floor is None:
            return 0.0
        worse = self.now.figure - self.floor.figure
        return round(worse if self.now.measure in LESS_IS_BETTER else -worse, DIGITS)

    @property
    def fell(self) -> bool:
        """Whether it is worse than the recorded figure by more than the margin, or not what it has to be."""
        if self.now.measure in REQUIRED:
            return self.now.figure != REQUIRED[self.now.measure]
        return self.floor is not None and self.lost > self.floor.margin


def measure(documents: Sequence[str], results: Mapping[str, Sequence[Result]], *, fast: bool) -> tuple[Floor, ...]:
    """The figures of a run, `results` by the name of their set: of all sets together and, unless fast, of each.

    The interval is the percentile bootstrap's, with a fixed seed (see `evals.compare`). A measure that speaks of none
    of the questions is left out.
    """
    groups = {TOGETHER: [result for each in results.values() for result in each], **({} if fast else results)}
    today = date.today().isoformat()
    found = []
    for group, asked in groups.items():
        for name in GUARDED:
            figure = _risk_area(asked) if name == "risk_area" else _mean(MEASURES[name].of(asked))
            if figure is not None:
                found.append(Floor(tuple(documents), fast, group, name, *figure, date=today))
    return tuple(found)


def _mean(values: Sequence[float]) -> tuple[float, float, int] | None:
    """A mean with half the width of its interval, and of how many values it is."""
    return _rounded(fmean(values), paired_interval(values), len(values)) if values else None


def _risk_area(asked: Sequence[Result]) -> tuple[float, float, int] | None:
    """The same of the area under the risk-coverage curve."""
    pairs = risks(asked)
    if pairs is None:
        return None
    return _rounded(risk_coverage_area(*pairs), risk_area_interval(*pairs), len(asked))


def _rounded(figure: float, interval: tuple[float, float], questions: int) -> tuple[float, float, int]:
    low, high = interval
    return round(figure, DIGITS), round((high - low) / 2, DIGITS), questions


def judge(now: Sequence[Floor], floors: Sequence[Floor]) -> tuple[Verdict, ...]:
    """Each figure beside the floor of the same library, questions and measure."""
    recorded = {floor.key: floor for floor in floors}
    return tuple(Verdict(figure, recorded.get(figure.key)) for figure in now)


def accept(now: Sequence[Floor], floors: Sequence[Floor]) -> tuple[Floor, ...]:
    """The floors with the figures of now in place of all that were recorded of the same libraries and extent."""
    renewed = {(floor.documents, floor.fast) for floor in now}
    kept = [floor for floor in floors if (floor.documents, floor.fast) not in renewed]
    return tuple(sorted((*kept, *now), key=lambda floor: (floor.documents, floor.fast)))


def load_floors(path: Path = FLOORS_FILE) -> tuple[Floor, ...]:
    """The recorded floors, none when there is no file. Raises EvaluationFileError for a file that breaks the format."""
    if not path.exists():
        return ()
    try:
        return FLOORS.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise EvaluationFileError(str(path), f"not the floors of a run: {error}") from error


def save_floors(floors: Sequence[Floor], path: Path = FLOORS_FILE) -> None:
    """Writes the floors, one a line, so that a change of one shows as such."""
    rows = ",\n".join(json.dumps(asdict(floor), ensure_ascii=False) for floor in floors)
    path.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
