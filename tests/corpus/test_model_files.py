import shutil
from pathlib import Path

import pytest

from corpus.embedding import SentenceTransformerEmbedder
from corpus.errors import WeightsMissing
from corpus.model_files import E5_TASK, folder_revision, model_folder, prompts_for


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    """A copy of the tiny model that a test may change."""
    return Path(shutil.copytree(tiny_model, tmp_path / "modelo"))


@pytest.fixture
def cache(monkeypatch, tmp_path: Path) -> Path:
    """An empty cache of models."""
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def cached(cache: Path, tiny_model: Path, name: str, commit: str) -> Path:
    """Puts the tiny model into the cache, laid out as Hugging Face does."""
    folder = cache / f"models--{name.replace('/', '--')}"
    (folder / "refs").mkdir(parents=True)
    (folder / "refs" / "main").write_text(commit)
    return Path(shutil.copytree(tiny_model, folder / "snapshots" / commit))


class TestFolder:
    @pytest.mark.parametrize("asked", ["autor/tiny-e5", "sentence-transformers/tiny", "tiny"])
    def test_a_name_is_found_in_the_local_cache(self, cache: Path, tiny_model: Path, asked: str) -> None:
        here = cached(cache, tiny_model, "autor/tiny-e5" if "e5" in asked else "sentence-transformers/tiny", "c" * 40)
        assert model_folder(asked) == here

    @pytest.mark.parametrize("asked", ["autor/otro", "otro", "no es un nombre", "/carpeta/que/no/existe", ""])
    def test_what_is_not_here_is_missing(self, cache: Path, asked: str) -> None:
        with pytest.raises(WeightsMissing):
            model_folder(asked)

    def test_a_folder_without_a_model_is_missing_and_not_read_through(self, tmp_path: Path) -> None:
        (tmp_path / "fotos").mkdir()
        with pytest.raises(WeightsMissing):
            model_folder(str(tmp_path))


class TestRevision:
    def test_copies_have_the_same_and_it_does_not_change(self, tiny_model: Path, model: Path) -> None:
        assert folder_revision(model) == folder_revision(tiny_model) == folder_revision(model)

    @pytest.mark.parametrize("name", ["model.safetensors", "config_sentence_transformers.json"])
    def test_another_byte_makes_another(self, model: Path, name: str) -> None:
        before = folder_revision(model)
        path = next(model.rglob(name))
        path.write_bytes(path.read_bytes()[:-1] + b" ")
        assert folder_revision(model) != before

    @pytest.mark.parametrize("name", ["README.md", ".git/index", "onnx/model.onnx", "openvino/openvino_model.bin"])
    def test_what_is_not_read_does_not_count(self, model: Path, name: str) -> None:
        before = folder_revision(model)
        (model / name).parent.mkdir(exist_ok=True)
        (model / name).write_bytes(b"x")
        assert folder_revision(model) == before

    def test_that_of_a_cached_model_is_its_commit(self, cache: Path, tiny_model: Path) -> None:
        assert folder_revision(cached(cache, tiny_model, "autor/modelo", "a1" * 20)) == "a1" * 20

    def test_the_embedders_depends_on_the_prompts_of_the_family_too(self, tiny_model: Path, tmp_path: Path) -> None:
        family = shutil.copytree(tiny_model, tmp_path / "tiny-e5")
        revisions = {SentenceTransformerEmbedder(str(folder)).revision for folder in (tiny_model, family)}
        assert len(revisions) == 2


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("intfloat/multilingual-e5-small", ("query: ", "passage: ")),
        ("/modelos/Multilingual-E5-Base", ("query: ", "passage: ")),
        ("/cache/models--intfloat--multilingual-e5-small/snapshots/0a1b", ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", (E5_TASK, "")),
        ("Snowflake/snowflake-arctic-embed-m-v2.0", ("query: ", "")),
        ("nomic-ai/nomic-embed-text-v1.5", ("search_query: ", "search_document: ")),
        ("BAAI/bge-m3", ("", "")),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", ("", "")),
        ("/e5-copias/otro", ("", "")),
    ],
)
def test_without_declared_prompts_they_go_by_the_family_in_the_name(model: str, expected: tuple[str, str]) -> None:
    assert prompts_for(model, {}) == prompts_for(model, {"query": "", "document": None}) == expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"query": "q: ", "document": "d: ", "passage": "p: "}, ("q: ", "d: ")),
        ({"query": "q: ", "passage": "p: "}, ("q: ", "p: ")),
        ({"query": "", "document": "", "corpus": "c: "}, ("", "c: ")),
        ({"query": "q: ", "STS": "s: "}, ("q: ", "")),
    ],
)
def test_declared_prompts_are_the_only_ones(declared: dict[str, str], expected: tuple[str, str]) -> None:
    assert prompts_for("autor/multilingual-e5-small", declared) == expected
