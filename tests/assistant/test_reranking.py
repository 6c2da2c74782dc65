"""The reranker: a formula worked by hand, and a real CrossEncoder, tiny and random, through the assistant."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from assistant import factory
from assistant.fusion import FusionWeights
from assistant.query import read_query
from assistant.reranking import (
    RERANKED,
    CrossEncoderReranker,
    RerankingRetriever,
    as_read,
    make_reranker,
    rerank,
    standardised,
)
from assistant.retrieval import Candidate, HybridRetriever
from assistant.settings import AssistantSettings
from corpus.errors import RerankerUnusable
from corpus.models import Passage, PassageKind, Span

QUESTION = "¿Cuál es la cuota semanal de un puesto de comida del tianguis?"


class Opinionated:
    """A reranker with an opinion on each text, which it is given."""

    name = "opinionated"

    def __init__(self, **opinions: float) -> None:
        self._opinions = opinions

    def relevance(self, question: str, texts: list[str]) -> np.ndarray:
        return np.array([self._opinions[text] for text in texts])


def candidate(text: str, score: float) -> Candidate:
    return Candidate(0, Passage(text, "d", (), 0, 1, text, PassageKind.PROSE, (Span(0, 1),), 1), score, {})


def by_opinion(candidates: list[Candidate], **opinions: float) -> list[Candidate]:
    return rerank(Opinionated(**opinions), "¿?", candidates, [found.passage.text for found in candidates])


def order(candidates: list[Candidate]) -> str:
    return "".join(found.passage.text for found in candidates)


def settings(**values: object) -> AssistantSettings:
    return AssistantSettings(_env_file=None, **{"llm": None, **values})


@pytest.fixture(scope="module")
def cross_encoder(tiny_reranker) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(tiny_reranker), batch_size=3)


def test_the_fused_score_is_the_mean_of_both_opinions_on_the_scale_of_the_search():
    # Both in standard deviations: search (1, -1), reranker (-1, 1) of mean 4 and deviation 2; halves of them cancel.
    found = by_opinion([candidate("a", 6.0), candidate("b", 2.0)], a=-10.0, b=30.0)
    assert [(c.passage.text, c.score) for c in found] == [("a", 4.0), ("b", 4.0)]


def test_a_reranker_of_the_same_opinion_changes_no_score():
    found = by_opinion([candidate("a", 3.0), candidate("b", 2.0), candidate("c", 1.0)], a=0.9, b=0.5, c=0.1)
    assert [c.score for c in found] == pytest.approx([3.0, 2.0, 1.0])


def test_where_the_search_hardly_decides_the_reranker_does():
    near = [candidate("a", 5.0), candidate("b", 4.9), candidate("c", 0.0)]
    assert order(by_opinion(near, a=0.1, b=0.9, c=0.1)) == "bac"


@pytest.mark.parametrize("opinions", [{"a": 1.0, "b": 1.0}, {"a": 0.0, "b": 0.0}])
def test_a_reranker_without_a_preference_leaves_the_order(opinions):
    assert order(by_opinion([candidate("a", 2.0), candidate("b", 1.0)], **opinions)) == "ab"


def test_none_and_one_are_left_as_they_are():
    assert by_opinion([]) == []
    assert by_opinion([candidate("a", 2.0)])[0].score == 2.0


def test_standard_scores_have_mean_zero_and_deviation_one():
    assert standardised(np.array([1.0, 2.0, 3.0])) == pytest.approx([-1.2247449, 0.0, 1.2247449])
    assert standardised(np.array([4.0, 4.0])).tolist() == [0.0, 0.0]


def test_a_real_cross_encoder_gives_one_figure_a_text_whatever_the_batch(tiny_reranker, cross_encoder):
    texts = ["puesto", "cuota permiso", "tianguis " * 500, "pesos", ""]
    found = cross_encoder.relevance(QUESTION, texts)
    assert found.shape == (5,)
    assert len(set(found.round(6))) > 1
    alone = CrossEncoderReranker(str(tiny_reranker), batch_size=1).relevance(QUESTION, texts)
    assert alone == pytest.approx(found, abs=1e-5)


def test_the_search_reads_more_than_it_gives_and_gives_them_in_the_new_order(window, glossary, cross_encoder):
    query = read_query(QUESTION, glossary, window.library.vocabulary)
    plain = HybridRetriever(window.library, FusionWeights()).search(query, RERANKED).candidates
    titles = [window.library.document(c.passage.document_id).title for c in plain]
    texts = [as_read(c.passage, title) for c, title in zip(plain, titles, strict=True)]
    expected = rerank(cross_encoder, query.text, plain, texts)
    found = RerankingRetriever(window.library, FusionWeights(), cross_encoder).search(query, 5).candidates
    assert [c.passage.id for c in found] == [c.passage.id for c in expected[:5]]
    assert [c.passage.id for c in expected] != [c.passage.id for c in plain]
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_beyond_the_first_the_order_is_that_of_the_search(window, glossary, cross_encoder):
    query = read_query(QUESTION, glossary, window.library.vocabulary)
    plain = HybridRetriever(window.library, FusionWeights()).search(query, RERANKED + 4).candidates
    found = RerankingRetriever(window.library, FusionWeights(), cross_encoder).search(query, RERANKED + 4).candidates
    assert found[RERANKED:] == plain[RERANKED:]


def test_a_passage_is_read_under_its_title_and_headings(window):
    passage = next(p for p in window.library.passages if p.document_id == "tianguis" and "62 pesos" in p.text)
    title = "Reglamento del tianguis de Villa Ficticia"
    assert as_read(passage, title).startswith(f"{title} › Cuotas por giro\n")
    assert as_read(passage, "Otro").startswith(f"Otro › {title} › Cuotas por giro\n")


def test_the_assistant_answers_with_the_reranker_that_the_settings_name(library_settings, tiny_reranker, window):
    reranked = factory.build(library_settings, settings(reranker=str(tiny_reranker)))
    answer, plain = reranked.ask(QUESTION, k=10), window.ask(QUESTION, k=10)
    assert [p.passage.id for p in answer.passages] != [p.passage.id for p in plain.passages]
    assert answer.citations


def test_without_the_setting_there_is_none():
    assert make_reranker(settings()) is None


def test_a_name_that_is_not_on_this_machine_is_refused():
    with pytest.raises(RerankerUnusable, match="nadie/ninguno"):
        make_reranker(settings(reranker="nadie/ninguno"))


def test_a_folder_cut_short_is_refused(tiny_reranker, tmp_path):
    broken = shutil.copytree(tiny_reranker, tmp_path / "broken")
    weights = broken / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:100])
    with pytest.raises(RerankerUnusable):
        make_reranker(settings(reranker=str(broken)))


@pytest.mark.parametrize(
    "config", [{"architectures": ["BertModel"]}, {"id2label": {"0": "a", "1": "b"}, "label2id": {"a": 0, "b": 1}}]
)
def test_a_model_without_the_head_of_a_reranker_is_refused(tiny_reranker, tmp_path, config):
    other = shutil.copytree(tiny_reranker, tmp_path / "other")
    path = other / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | config))
    with pytest.raises(RerankerUnusable):
        make_reranker(settings(reranker=str(other)))


def test_an_embedder_and_a_device_that_is_not_there_are_refused(tiny_model, tiny_reranker):
    with pytest.raises(RerankerUnusable):
        make_reranker(settings(reranker=str(tiny_model)))
    with pytest.raises(RerankerUnusable):
        make_reranker(settings(reranker=str(tiny_reranker), reranker_device="tostador"))


def test_torch_is_not_imported_for_the_sake_of_a_reranker_that_is_not_used():
    code = "import sys, assistant.service, assistant.reranking; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
