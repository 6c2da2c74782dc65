"""Saved runs: the stamp, figures and results of a run as JSON, and back."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.errors import EvaluationFileError, RunOutdated
from evals.measures import summarise
from evals.results import Result
from evals.stamps import Stamp

# Raised whenever results say something else than before, so that no run is read for what it is not.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class SavedRun:
    """The results of a run with its stamp, None where whoever saved it gave none."""

    results: tuple[Result, ...]
    stamp: Stamp | None = None


_RUN = TypeAdapter(SavedRun)


def save_run(path: Path, results: Sequence[Result], stamp: Stamp | None = None) -> None:
    """Writes the stamp, the figures and every result as JSON."""
    run = {
        "format": FORMAT,
        "stamp": asdict(stamp) if stamp else None,
        "figures": asdict(summarise(results)),
        "results": [asdict(result) for result in results],
    }
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


def read_run(path: Path) -> SavedRun:
    """A saved run.

    Raises EvaluationFileError when the file is not one, RunOutdated when another version of the format wrote it.
    """
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
        found = {"results": run["results"], "stamp": run.get("stamp")}
        if run.get("format") != FORMAT:
            raise RunOutdated(str(path))
        return _RUN.validate_python(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise EvaluationFileError(str(path), f"not a run: {error!r}") from error


def load_run(path: Path) -> tuple[Result, ...]:
    """The results of a saved run. Raises as `read_run`."""
    return read_run(path).results
