"""What a run was made with, so that two runs are compared knowingly and an interrupted one goes on as it began."""

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from assistant.settings import AssistantSettings
from corpus.errors import EvaluationFileError
from corpus.generations import current_generation, generation_folder, read_documents, read_manifest
from corpus.models import DocumentKind
from corpus.settings import CorpusSettings
from evals.compare import SEED

DISTRIBUTION = "ventanilla"
CODE = Path(__file__).parents[1]
CPU_INFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class SetUsed:
    """A question set by its name, with the hash of its content."""

    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer: times depend on it."""

    cores: int
    processor: str
    python: str
    platform: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What decides the figures of a run.

    `settings` hashes those of library and assistant, secrets and folder aside; `corpus` what the library was built
    from, `documents` are its official ones. `commit` is None outside a checkout, and `changes` hashes what is not
    committed, empty when nothing is. `seed` is that of the intervals; `date` is when the run began.
    """

    system: str
    sets: tuple[SetUsed, ...]
    entailment: str
    settings: str
    generation: str
    corpus: str
    documents: tuple[str, ...]
    version: str
    commit: str | None
    changes: str
    machine: Machine
    seed: int
    date: str

    def same(self, other: "Stamp") -> bool:
        """Whether both are of one run, whenever it was begun."""
        return replace(self, date="") == replace(other, date="")


def make_stamp(
    system: str, sets: Sequence[Path], entailment: str, corpus: CorpusSettings, assistant: AssistantSettings
) -> Stamp:
    """The stamp of a run that begins now over the current library. Raises IndexProblem and EvaluationFileError."""
    generation = current_generation(corpus.home)
    folder = generation_folder(corpus.home, generation)
    official = (e.document.id for e in read_documents(folder) if e.document.kind is DocumentKind.OFFICIAL)
    values = corpus.model_dump_json(exclude={"home"}) + assistant.model_dump_json(exclude={"llm_api_key"})
    return Stamp(
        system=system,
        sets=tuple(map(_set_used, sets)),
        entailment=entailment,
        settings=_hash(values.encode()),
        generation=generation,
        corpus=read_manifest(corpus.home, generation).inputs,
        documents=tuple(sorted(official)),
        version=version(DISTRIBUTION),
        commit=_git("rev-parse", "--short=12", "HEAD"),
        changes=_hash(changed.encode()) if (changed := _git("diff", "HEAD")) else "",
        machine=Machine(os.cpu_count() or 1, _processor(), platform.python_version(), platform.platform()),
        seed=SEED,
        date=datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _set_used(path: Path) -> SetUsed:
    try:
        return SetUsed(path.stem, _hash(path.read_bytes()))
    except OSError as error:
        raise EvaluationFileError(str(path), f"cannot be read: {error}") from error


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _git(*arguments: str) -> str | None:
    """What git says of the checkout that this code stands in; None when it stands in none, or git is not there."""
    if not (CODE / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "-C", str(CODE), *arguments], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _processor() -> str:
    """The name of the processor, where the system tells it."""
    try:
        lines = CPU_INFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
