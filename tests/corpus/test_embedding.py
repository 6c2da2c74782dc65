import json
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path, PurePosixPath

import numpy as np
import pytest

from corpus import embedding
from corpus.embedding import OnnxEmbedder, SentenceTransformerEmbedder, find_weights, make_embedder
from corpus.errors import DeviceUnavailable, WeightsCorrupt, WeightsMissing
from corpus.settings import DEFAULT_EMBEDDER, CorpusSettings


class InstalledAt:
    """A distribution whose files stand in a folder of the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def locate_file(self, path: str) -> Path:
        return self._folder / PurePosixPath(path).name


@pytest.fixture
def fresh_search() -> None:
    """The search for the weights is made once in a process: here it is made again."""
    find_weights.cache_clear()
    yield
    find_weights.cache_clear()


def declare(folder: Path, **prompts: str) -> Path:
    """Writes prompts into a model's own description."""
    description = folder / "config_sentence_transformers.json"
    description.write_text(json.dumps({**json.loads(description.read_text()), "prompts": prompts}))
    return folder


def settings(**values: object) -> CorpusSettings:
    return CorpusSettings(_env_file=None, **values)


class TestWeights:
    def test_the_installed_weights_are_found_with_the_right_hash(self) -> None:
        assert find_weights().name == "embedding_model_quantized.onnx"

    def test_without_their_package_they_are_missing(self, fresh_search, monkeypatch) -> None:
        def not_installed(name: str) -> None:
            raise PackageNotFoundError(name)

        monkeypatch.setattr(embedding, "distribution", not_installed)
        with pytest.raises(WeightsMissing, match=DEFAULT_EMBEDDER):
            OnnxEmbedder().embed_query("agua")

    def test_a_package_without_the_file_has_no_weights(self, fresh_search, monkeypatch, tmp_path: Path) -> None:
        monkeypatch.setattr(embedding, "distribution", lambda _: InstalledAt(tmp_path))
        with pytest.raises(WeightsMissing):
            find_weights()

    def test_a_download_cut_short_is_told_by_its_hash(self, fresh_search, monkeypatch, tmp_path: Path) -> None:
        whole = find_weights()
        find_weights.cache_clear()
        with whole.open("rb") as file:
            (tmp_path / whole.name).write_bytes(file.read(1_000_000))
        monkeypatch.setattr(embedding, "distribution", lambda _: InstalledAt(tmp_path))
        with pytest.raises(WeightsCorrupt, match="SHA-256"):
            OnnxEmbedder().embed_documents(["agua"])

    def test_weights_that_no_runtime_reads_are_corrupt(self, monkeypatch, tmp_path: Path) -> None:
        garbage = tmp_path / "weights.onnx"
        garbage.write_bytes(b"not a graph")
        monkeypatch.setattr(embedding, "find_weights", lambda: garbage)
        with pytest.raises(WeightsCorrupt, match=DEFAULT_EMBEDDER):
            OnnxEmbedder().embed_query("agua")


class TestOnnxEmbedder:
    @pytest.mark.parametrize(
        "question", ["¿Cómo hacemos ciudad hermana con un pueblo de otro país?", "How do we become sister cities?"]
    )
    def test_a_question_is_nearest_to_the_text_that_answers_it_in_either_language(self, question: str) -> None:
        embedder = OnnxEmbedder()
        texts = [
            "El hermanamiento une a dos ciudades de países distintos por medio de un acuerdo.",
            "El mantenimiento de los parques corresponde a la dirección de servicios públicos.",
            "La tesorería recibe el pago del predial en enero.",
        ]
        assert np.argmax(np.array(embedder.embed_documents(texts)) @ embedder.embed_query(question)) == 0

    def test_its_name_is_the_one_of_the_settings(self) -> None:
        assert OnnxEmbedder.name == settings().embedder


class TestSentenceTransformerEmbedder:
    def test_its_name_is_the_model_asked_for(self, tiny_model: Path) -> None:
        embedder = make_embedder(settings(embedder=str(tiny_model)))
        assert isinstance(embedder, SentenceTransformerEmbedder)
        assert (embedder.name, embedder.dimension) == (str(tiny_model), 8)

    def test_a_model_without_prefixes_sees_the_text_alone(self, tiny_model: Path) -> None:
        embedder = SentenceTransformerEmbedder(str(tiny_model))
        assert embedder.embed_query("ciudad hermana") == embedder.embed_documents(["ciudad hermana"])[0]

    def test_a_model_of_the_e5_family_sees_its_prefixes(self, tiny_model: Path, tmp_path: Path) -> None:
        family = tmp_path / "tiny-e5-small"
        shutil.copytree(tiny_model, family)
        bare, prefixed = SentenceTransformerEmbedder(str(tiny_model)), SentenceTransformerEmbedder(str(family))
        assert prefixed.embed_query("ciudad") == bare.embed_query("query: ciudad")
        assert prefixed.embed_documents(["ciudad"]) == bare.embed_documents(["passage: ciudad"])
        assert prefixed.embed_query("ciudad") != bare.embed_query("ciudad")

    def test_a_model_that_declares_its_prompts_sees_those_whatever_its_name(self, tiny_model: Path, tmp_path) -> None:
        own = declare(shutil.copytree(tiny_model, tmp_path / "tiny-e5-small"), query="firma: ", document="dictamen: ")
        bare, declared = SentenceTransformerEmbedder(str(tiny_model)), SentenceTransformerEmbedder(str(own))
        assert declared.embed_query("ciudad") == bare.embed_query("firma: ciudad")
        assert declared.embed_documents(["ciudad"]) == bare.embed_documents(["dictamen: ciudad"])

    def test_a_device_that_is_not_there_is_told(self, tiny_model: Path) -> None:
        configured = settings(embedder=str(tiny_model), embedder_device="gpu-que-no-existe")
        with pytest.raises(DeviceUnavailable, match="gpu-que-no-existe"):
            make_embedder(configured).embed_query("agua")

    @pytest.mark.parametrize("model", ["nadie/modelo-que-no-existe", "/carpeta/que/no/existe"])
    def test_a_model_that_is_not_here_is_missing_and_nothing_is_downloaded(self, model: str) -> None:
        with pytest.raises(WeightsMissing, match=model):
            make_embedder(settings(embedder=model)).embed_query("agua")

    def test_a_folder_that_holds_no_model_is_missing_too(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsMissing):
            SentenceTransformerEmbedder(str(tmp_path)).embed_query("agua")

    @pytest.mark.parametrize("name", ["model.safetensors", "config_sentence_transformers.json"])
    def test_a_model_whose_files_were_cut_is_corrupt(self, tiny_model: Path, tmp_path: Path, name: str) -> None:
        folder = tmp_path / "cut"
        shutil.copytree(tiny_model, folder)
        (folder / name).write_bytes((folder / name).read_bytes()[:20])
        with pytest.raises(WeightsCorrupt, match="cut"):
            SentenceTransformerEmbedder(str(folder)).embed_query("agua")


def test_making_an_embedder_imports_no_heavy_library() -> None:
    code = (
        "import sys; from corpus.embedding import make_embedder; from corpus.settings import CorpusSettings;"
        "make_embedder(CorpusSettings(_env_file=None)); make_embedder(CorpusSettings(_env_file=None, embedder='a/b'));"
        "heavy = ('torch', 'sentence_transformers', 'huggingface_hub', 'onnxruntime', 'chromadb');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
