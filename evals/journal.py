"""A run under way on disk: the stamp on the first line, then each result, so that a killed run goes on where it was."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.results import Result
from evals.stamps import Stamp

_STAMP, _RESULT = TypeAdapter(Stamp), TypeAdapter(Result)


class Journal:
    """The results of a run so far, in the order of the questions, in a file that grows by a line with each.

    `done` are those that an interrupted run of the same stamp left; `discarded` tells that one of another stamp was
    there, which is lost. `stamp` is that of the run that is continued, or the one given.
    """

    def __init__(self, path: Path, stamp: Stamp) -> None:
        """Reads what is there; raises OSError when that cannot be. Nothing is written before the first result."""
        self.path = path
        left = _read(path) if path.exists() else None
        continued = left is not None and left[0].same(stamp)
        self.stamp, self.done = left if left is not None and continued else (stamp, ())
        self.discarded = path.exists() and not continued
        self._begun = False

    def add(self, result: Result) -> None:
        """Appends a result, which is on disk when this returns unless the computer itself stops."""
        if not self._begun:
            # Anew, without the line that a killed run may have left unfinished.
            lines = (asdict(self.stamp), *map(asdict, self.done))
            self.path.write_text("".join(map(_line, lines)), encoding="utf-8")
            self._begun = True
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_line(asdict(result)))

    def remove(self) -> None:
        """Deletes the file, once the run is saved."""
        self.path.unlink(missing_ok=True)


def _read(path: Path) -> tuple[Stamp, tuple[Result, ...]] | None:
    """The stamp and the whole lines of a journal; None when not even the first is one."""
    first, *rest = path.read_text(encoding="utf-8", errors="replace").split("\n")
    try:
        stamp = _STAMP.validate_json(first)
    except ValidationError:
        return None
    return stamp, tuple(_whole(rest[:-1]))


def _whole(lines: Sequence[str]) -> list[Result]:
    results = []
    for line in lines:
        try:
            results.append(_RESULT.validate_json(line))
        except ValidationError:
            break
    return results


def _line(row: dict[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
