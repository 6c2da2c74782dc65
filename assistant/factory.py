"""Building the assistant from its settings."""

from assistant.service import Ventanilla
from assistant.settings import AssistantSettings
from corpus.embedding import make_embedder
from corpus.glossary import load_glossary
from corpus.library import Library
from corpus.settings import CorpusSettings


def build(corpus: CorpusSettings | None = None, assistant: AssistantSettings | None = None) -> Ventanilla:
    """The assistant over the current index; settings left out are read from the environment.

    Raises IndexMissing, IndexDamaged, EmbedderMismatch, WeightsMissing, WeightsCorrupt and KnowledgeError.
    """
    corpus = corpus or CorpusSettings()
    library = Library.open(corpus.home, make_embedder(corpus))
    return Ventanilla(library, load_glossary(), assistant or AssistantSettings())
