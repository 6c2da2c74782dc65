"""Reordering the first candidates of a search by a model that reads question and passage together. Off by default."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.answer import SECTION_SEPARATOR
from assistant.fusion import FusionWeights
from assistant.query import Query
from assistant.retrieval import Candidate, HybridRetriever, Retrieval
from assistant.settings import AssistantSettings
from corpus.errors import RerankerUnusable
from corpus.library import Library
from corpus.models import Passage

# How many candidates are read again: beyond them hardly anything answers, and each costs one pass of the model.
RERANKED = 20
# What the model's opinion weighs beside the search's. Not fitted, since every model has its own best.
RERANKER_WEIGHT = 0.5
# A model whose configuration names another kind of head would be given a random one.
HEADS = ("ForSequenceClassification", "ForCausalLM")


class Reranker(Protocol):
    """Tells how well texts answer a question, having read both."""

    @property
    def name(self) -> str:
        """The model, for the user."""
        ...

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """One figure for each text, of shape (texts,), on the model's own scale; higher is better."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder with one output, by name or folder. Nothing is downloaded.

    Raises RerankerUnusable when the model is not on this machine, is not whole, is no reranker, or the device is not
    there.
    """

    def __init__(self, model: str, *, device: str = "cpu", batch_size: int = 16) -> None:
        self.name = model
        self._batch_size = batch_size
        self._model = _load(model, device)
        # Fast tokenizers fail when two threads use one at once.
        self._reading = Lock()

    def relevance(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """The model's logit or probability for each pair; what exceeds its context is cut off."""
        pairs = [(question, text) for text in texts]
        with self._reading:
            found = self._model.predict(pairs, batch_size=self._batch_size, show_progress_bar=False)
        return np.asarray(found, dtype=np.float64)


class RerankingRetriever(HybridRetriever):
    """A hybrid search whose first candidates a reranker puts in order."""

    def __init__(self, library: Library, weights: FusionWeights, reranker: Reranker) -> None:
        super().__init__(library, weights)
        self._reranker = reranker

    def search(self, query: Query, limit: int, *, documents: Sequence[str] | None = None) -> Retrieval:
        """The `limit` best passages by search and reranker; those beyond the first RERANKED keep their order."""
        found = super().search(query, max(limit, RERANKED), documents=documents)
        first, rest = found.candidates[:RERANKED], found.candidates[RERANKED:]
        texts = [as_read(c.passage, self._library.document(c.passage.document_id).title) for c in first]
        return replace(found, candidates=(*rerank(self._reranker, query.text, first, texts), *rest)[:limit])


def make_reranker(settings: AssistantSettings) -> Reranker | None:
    """The reranker that the settings name, loaded; None when they name none. Raises RerankerUnusable."""
    if not settings.reranker:
        return None
    return CrossEncoderReranker(
        settings.reranker, device=settings.reranker_device, batch_size=settings.reranker_batch_size
    )


def rerank(reranker: Reranker, question: str, candidates: Sequence[Candidate], texts: Sequence[str]) -> list[Candidate]:
    """The candidates by fused score, best first; equals keep their order. `texts` are what is read of each.

    The fused score is mean + sd * ((1 - w) * z(search) + w * z(reranker)) over the candidates, where z(x) is x in
    standard deviations from the mean of x, mean and sd are those of the search's scores, and w is RERANKER_WEIGHT: a
    convex combination (Bruch, Gai and Ingber 2023) on the scale of the search, which later thresholds refer to.
    """
    if len(candidates) < 2:
        return list(candidates)
    searched = np.array([candidate.score for candidate in candidates])
    read = reranker.relevance(question, texts)
    mixed = (1 - RERANKER_WEIGHT) * standardised(searched) + RERANKER_WEIGHT * standardised(read)
    scores = searched.mean() + searched.std() * mixed
    return [replace(candidates[n], score=float(scores[n])) for n in np.argsort(-scores, kind="stable")]


def as_read(passage: Passage, title: str) -> str:
    """A passage as the reranker reads it: under its document's title and its headings, which often hold the matter."""
    return f"{SECTION_SEPARATOR.join(dict.fromkeys((title, *passage.section)))}\n{passage.text}"


def standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values in standard deviations from their mean, shape kept; zeros when they are all equal."""
    spread = values.std()
    centred: NDArray[np.float64] = values - values.mean()
    return centred / spread if spread > 0 else np.zeros_like(centred)


def _load(model: str, device: str) -> Any:
    from safetensors import SafetensorError
    from sentence_transformers import CrossEncoder

    try:
        loaded = CrossEncoder(model, device=device, local_files_only=True)
    # torch tells of a device that is not there by AssertionError or RuntimeError.
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, AssertionError, SafetensorError) as error:
        raise RerankerUnusable(model, str(error)) from error
    heads = loaded.config.architectures or ()
    if not any(head.endswith(HEADS) for head in heads) or loaded.num_labels != 1:
        raise RerankerUnusable(model, f"{', '.join(heads)} with {loaded.num_labels} outputs is no reranker")
    return loaded
