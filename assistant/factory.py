"""Building the assistant from its settings."""

from assistant.generation import make_drafter
from assistant.reranking import make_reranker
from assistant.service import Ventanilla
from assistant.settings import AssistantSettings
from corpus.embedding import make_embedder
from corpus.glossary import load_glossary
from corpus.library import Library
from corpus.settings import CorpusSettings


def build(corpus: CorpusSettings | None = None, assistant: AssistantSettings | None = None) -> Ventanilla:
    """The assistant over the current index; settings left out are read from the environment.

    Raises IndexMissing, IndexDamaged, EmbedderMismatch, WeightsMissing, WeightsCorrupt, KnowledgeError and, when
    the models of the settings cannot be used, RerankerUnusable and LanguageModelMisconfigured.
    """
    corpus = corpus or CorpusSettings()
    assistant = assistant or AssistantSettings()
    drafter = make_drafter(assistant)
    library = Library.open(corpus.home, make_embedder(corpus))
    return Ventanilla(library, load_glossary(), assistant, drafter, make_reranker(assistant))
