"""The way of any sentence-transformers model, with the real weights of all-MiniLM-L6-v2."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.embedding import SentenceTransformerEmbedder, make_embedder
from corpus.settings import CorpusSettings

pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]

TEXTS = [f"The library lends {count} volumes, which is a rule of the town." for count in range(7)]


@pytest.fixture
def copy(model_folder: Path, tmp_path: Path) -> Path:
    """A copy of the model that a test may change."""
    return Path(shutil.copytree(model_folder, tmp_path / "model"))


def vectors(embedder: SentenceTransformerEmbedder) -> np.ndarray:
    return np.array(embedder.embed_documents(TEXTS))


def test_the_environment_sets_model_device_and_batch_and_batches_change_nothing(
    model_folder: Path, monkeypatch
) -> None:
    monkeypatch.setenv("VENTANILLA_EMBEDDER", str(model_folder))
    monkeypatch.setenv("VENTANILLA_EMBEDDER_DEVICE", "cpu")
    monkeypatch.setenv("VENTANILLA_EMBEDDER_BATCH_SIZE", "2")
    embedder = make_embedder(CorpusSettings(_env_file=None))
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert vectors(embedder) == pytest.approx(vectors(SentenceTransformerEmbedder(str(model_folder))), abs=1e-5)


def test_prompts_that_the_model_declares_stand_before_question_and_passages(model_folder: Path, copy: Path) -> None:
    description = copy / "config_sentence_transformers.json"
    declared = {"query": "question: ", "document": "text: "}
    description.write_text(json.dumps({**json.loads(description.read_text()), "prompts": declared}))
    bare, prompted = SentenceTransformerEmbedder(str(model_folder)), SentenceTransformerEmbedder(str(copy))
    assert prompted.embed_query("rules") == pytest.approx(bare.embed_query("question: rules"), abs=1e-5)
    assert prompted.embed_documents(["rules"])[0] == pytest.approx(bare.embed_query("text: rules"), abs=1e-5)
    assert prompted.embed_query("rules") != pytest.approx(bare.embed_query("rules"), abs=1e-2)


def test_the_revision_is_that_of_the_weights(model_folder: Path, copy: Path) -> None:
    original = SentenceTransformerEmbedder(str(model_folder)).revision
    assert SentenceTransformerEmbedder(str(copy)).revision == original
    with next(copy.rglob("*.safetensors")).open("r+b") as weights:
        weights.seek(-1, 2)
        last = weights.read(1)
        weights.seek(-1, 2)
        weights.write(bytes([last[0] ^ 1]))
    assert SentenceTransformerEmbedder(str(copy)).revision != original
