"""A sentence-transformers model on this machine: where it stands, which revision it is, its prompts."""

import os
import re
from collections.abc import Iterator, Mapping
from hashlib import file_digest, sha256
from pathlib import Path

from corpus.errors import WeightsMissing

# What a folder has to hold to be a model: either file says how it is built.
DESCRIPTIONS = ("modules.json", "config.json")
# Copies of the same weights for other runtimes, which are not read here.
OTHER_RUNTIMES = frozenset({"onnx", "openvino"})
HUB_ORGANISATION = "sentence-transformers"

# The prompts of families that do not always declare them, by the model's name: (pattern, query, passage); first match
# counts. From the model cards of intfloat/*e5*, Snowflake/snowflake-arctic-embed-* and nomic-ai/nomic-embed-text-*.
E5_TASK = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
FAMILIES = (
    (re.compile(r"\be5\b.*instruct"), E5_TASK, ""),
    (re.compile(r"\be5\b"), "query: ", "passage: "),
    (re.compile(r"snowflake-arctic"), "query: ", ""),
    (re.compile(r"nomic-embed"), "search_query: ", "search_document: "),
)
PASSAGE_PROMPTS = ("document", "passage", "corpus")


def model_folder(model: str) -> Path:
    """The folder of a model, given that or its name in the local cache of Hugging Face; nothing is downloaded.

    Raises WeightsMissing when there is none, or it holds no model.
    """
    folder = Path(model) if Path(model).is_dir() else _cached(model)
    if not any((folder / name).is_file() for name in DESCRIPTIONS):
        raise WeightsMissing(model)
    return folder


def folder_revision(folder: Path) -> str:
    """What tells a model's files from any others: the commit of a cached snapshot, else a hash of their contents."""
    if folder.parent.name == "snapshots":
        return folder.name
    digest = sha256()
    for path in _files(folder):
        with path.open("rb") as file:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + file_digest(file, "sha256").digest())
    return digest.hexdigest()[:40]


def prompts_for(model: str, declared: Mapping[str, str | None]) -> tuple[str, str]:
    """What stands before a question and before a passage: as the model declares, else as its family by its name."""
    query = declared.get("query") or ""
    passage = next((prompt for name in PASSAGE_PROMPTS if (prompt := declared.get(name))), "")
    return (query, passage) if query or passage else family_prompts(model)


def family_prompts(model: str) -> tuple[str, str]:
    """The query and passage prompts of a model's family, from its name or folder; empty where none are known."""
    path = Path(model)
    name = (path.parents[1] if path.parent.name == "snapshots" else path).name.lower()
    return next(((query, passage) for pattern, query, passage in FAMILIES if pattern.search(name)), ("", ""))


def _cached(model: str) -> Path:
    from huggingface_hub import snapshot_download

    cache = os.environ.get("SENTENCE_TRANSFORMERS_HOME")  # which sentence-transformers heeds too
    for name in (model, f"{HUB_ORGANISATION}/{model}"):
        try:
            return Path(snapshot_download(name, cache_dir=cache, local_files_only=True))
        except (OSError, ValueError):  # not there, or no name at all
            continue
    raise WeightsMissing(model)


def _files(folder: Path) -> Iterator[Path]:
    """The files that make the model, in a fixed order."""
    for path in sorted(folder.rglob("*")):
        folders = path.relative_to(folder).parts[:-1]
        hidden = any(part.startswith(".") for part in (*folders, path.name))
        if path.is_file() and path.suffix != ".md" and not hidden and not OTHER_RUNTIMES.intersection(folders):
            yield path
