"""Saved runs: the figures and results of a run as JSON, and back."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from corpus.errors import EvaluationFileError, RunOutdated
from evals.measures import summarise
from evals.results import Result

# Raised whenever results say something else than before, so that no run is read for what it is not.
FORMAT = 2
_RESULTS = TypeAdapter(tuple[Result, ...])


def save_run(path: Path, results: Sequence[Result]) -> None:
    """Writes the figures and every result as JSON."""
    run = {"format": FORMAT, "figures": asdict(summarise(results)), "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(run, ensure_ascii=False, indent=1), encoding="utf-8")


def load_run(path: Path) -> tuple[Result, ...]:
    """The results of a saved run.

    Raises EvaluationFileError when the file is not one, RunOutdated when another version of the format wrote it.
    """
    try:
        run = json.loads(path.read_text(encoding="utf-8"))
        rows = run["results"]
        if run.get("format") != FORMAT:
            raise RunOutdated(str(path))
        return _RESULTS.validate_python(rows)
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise EvaluationFileError(str(path), f"not a run: {error!r}") from error
