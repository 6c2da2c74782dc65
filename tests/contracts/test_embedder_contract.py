"""What any embedder must do, run against each that there is."""

from pathlib import Path

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from corpus.embedding import OnnxEmbedder, SentenceTransformerEmbedder
from corpus.ports import Embedder

TEXTS = ["la firma de una ciudad hermana", "el parque", "agua", "el dictamen de la ciudad", "ciudad"]


class EmbedderContract:
    """The tests; a subclass gives the embedder and how far the surroundings of a text may turn its vector."""

    tolerance = 1e-5

    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls) -> Embedder:
        raise NotImplementedError

    def test_it_is_a_langchain_embedder_with_a_name(self, embedder: Embedder) -> None:
        assert isinstance(embedder, Embeddings)
        assert embedder.name

    def test_every_text_gets_a_unit_vector_of_the_dimension_told(self, embedder: Embedder) -> None:
        vectors = np.array(embedder.embed_documents(TEXTS))
        assert vectors.shape == (len(TEXTS), embedder.dimension)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-4)

    def test_a_question_gets_a_unit_vector_of_the_same_dimension(self, embedder: Embedder) -> None:
        vector = embedder.embed_query("¿Qué es una ciudad hermana?")
        assert len(vector) == embedder.dimension
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-4)

    def test_vectors_are_plain_floats(self, embedder: Embedder) -> None:
        assert {type(number) for number in embedder.embed_query("agua")} == {float}
        assert {type(number) for number in embedder.embed_documents(["agua"])[0]} == {float}

    def test_vectors_come_in_the_order_of_the_texts(self, embedder: Embedder) -> None:
        together = np.array(embedder.embed_documents(TEXTS))
        alone = np.array([embedder.embed_documents([text])[0] for text in TEXTS])
        assert (together @ alone.T).argmax(axis=1).tolist() == list(range(len(TEXTS)))

    def test_a_vector_hardly_depends_on_the_texts_beside_it(self, embedder: Embedder) -> None:
        together = np.array(embedder.embed_documents(TEXTS))
        alone = np.array([embedder.embed_documents([text])[0] for text in TEXTS])
        assert (together * alone).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=self.tolerance)

    def test_the_same_call_gives_the_same_vectors(self, embedder: Embedder) -> None:
        assert embedder.embed_documents(TEXTS) == embedder.embed_documents(TEXTS)

    def test_no_texts_give_no_vectors(self, embedder: Embedder) -> None:
        assert embedder.embed_documents([]) == []

    @pytest.mark.parametrize("text", ["", " ", "\n", "🎉", "\x00", "ciudad " * 3000], ids=str.__len__)
    def test_odd_texts_give_finite_vectors(self, embedder: Embedder, text: str) -> None:
        assert np.isfinite(embedder.embed_documents([text])[0]).all()
        assert np.isfinite(embedder.embed_query(text)).all()


class TestOnnxEmbedder(EmbedderContract):
    # The weights are quantised over a whole batch at a time.
    tolerance = 0.02

    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls) -> Embedder:
        return OnnxEmbedder(batch_size=2)


class TestSentenceTransformerEmbedder(EmbedderContract):
    @pytest.fixture(scope="class")
    @classmethod
    def embedder(cls, tiny_model: Path) -> Embedder:
        return SentenceTransformerEmbedder(str(tiny_model), batch_size=2)
