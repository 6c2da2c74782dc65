"""Fixtures shared by all packages."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from corpus.guides import Guide, load_guides
from corpus.settings import CorpusSettings
from ingest import pipeline

SOURCES = Path(os.environ.get("VENTANILLA_SOURCES", Path(__file__).parents[2] / "shared" / "corpus"))

FEW_GUIDES = {
    "acuerdo-interinstitucional",
    "amexcid",
    "dictamen-sre",
    "diaspora-y-consulados",
    "giras-de-autoridades",
    "hermanamiento",
    "ofrecer-cooperacion",
    "recibir-cooperacion",
    "redes-de-ciudades",
}


@pytest.fixture(scope="session")
def source_text() -> Callable[[str], str]:
    """Reads one of the five source documents by id; skips the test where they are not at hand."""

    def read(document_id: str) -> str:
        path = SOURCES / f"{document_id}.txt"
        if not path.is_file():
            pytest.skip(f"{document_id}.txt is not in {SOURCES}: set VENTANILLA_SOURCES to the folder of the sources")
        return path.read_text(encoding="utf-8")

    return read


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Gives a folder of all processes of a run, filled by the first that asks for it; not to be changed."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def guides_home(made_once) -> Path:
    """A folder with the index of the guides that ship, made once; not to be changed."""
    return made_once("guides", lambda home: pipeline.build(CorpusSettings(_env_file=None, home=home)))


@pytest.fixture(scope="session")
def guides_library(guides_home: Path) -> Callable[[Path], CorpusSettings]:
    """Puts a copy of that index into a folder, as `home`, so that only what is added there has to be computed."""

    def library(folder: Path) -> CorpusSettings:
        return CorpusSettings(_env_file=None, home=Path(shutil.copytree(guides_home, folder / "home")))

    return library


@pytest.fixture(scope="session")
def nine_guides() -> tuple[Guide, ...]:
    """Some of the guides that ship, for libraries that are built in a moment."""
    return tuple(guide for guide in load_guides() if guide.id in FEW_GUIDES)


@pytest.fixture(scope="module")
def few_guides(nine_guides: tuple[Guide, ...]) -> Iterator[None]:
    """In this module the nine stand for all, in whatever is done to a library; not beside `guides_home`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_guides", lambda: nine_guides)
        yield


@pytest.fixture(scope="module")
def few_guides_home(few_guides: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the module, with the index of those few."""
    home = tmp_path_factory.mktemp("few") / "home"
    pipeline.build(CorpusSettings(_env_file=None, home=home))
    return home


@pytest.fixture(scope="session")
def tiny_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a real CrossEncoder, made here: a BERT of one layer with random weights that never change."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    folder = tmp_path_factory.mktemp("models") / "reranker"
    folder.mkdir()
    words = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        "puesto",
        "cuota",
        "permiso",
        "tianguis",
        "mercados",
        "pesos",
    ]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    torch.manual_seed(7)
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8}
    config = BertConfig(vocab_size=len(words), **sizes, max_position_embeddings=64, num_labels=1, initializer_range=1.0)
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a real sentence-transformers model of eight dimensions, made here: a vector for each of a few words."""
    return _save_model(tmp_path_factory.mktemp("models") / "tiny", 8)


@pytest.fixture(scope="session")
def wider_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another of the kind, of twelve dimensions."""
    return _save_model(tmp_path_factory.mktemp("models") / "wider", 12)


def _save_model(folder: Path, dimension: int) -> Path:
    import numpy as np
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    words = ["[UNK]", "query", "passage", "ciudad", "hermana", "dictamen", "firma", "parque", "agua"]
    tokenizer = Tokenizer(WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    weights = np.random.default_rng(7).normal(size=(len(words), dimension)).astype(np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(str(folder))
    return folder
