"""The systems that can be evaluated, by the names of `--system`."""

from assistant import factory
from assistant.settings import AssistantSettings
from corpus.embedding import make_embedder
from corpus.errors import LanguageModelMisconfigured
from corpus.library import Library
from corpus.settings import CorpusSettings
from evals.systems.baselines import BASELINES
from evals.systems.reply import System
from evals.systems.ventanilla import VentanillaSystem

QUOTES, MODEL = "ventanilla", "ventanilla-llm"
SYSTEMS = (QUOTES, MODEL, *BASELINES)
# What runs anywhere, side by side.
WITHOUT_A_MODEL = (QUOTES, *BASELINES)


class UnknownSystem(ValueError):
    """There is no system of this name; `known` are those there are."""

    known = SYSTEMS


def make_system(name: str, corpus: CorpusSettings, assistant: AssistantSettings) -> System:
    """The system of a name over the current index; `ventanilla` answers with quotes even if a model is configured.

    Raises UnknownSystem, LanguageModelMisconfigured also when no model is configured, ImportError when a baseline's
    packages are missing, IndexProblem, EmbedderError.
    """
    if name in BASELINES:
        return BASELINES[name](Library.open(corpus.home, make_embedder(corpus)))
    if name == QUOTES:
        return VentanillaSystem(factory.build(corpus, assistant.model_copy(update={"llm": None})))
    if name != MODEL:
        raise UnknownSystem(name)
    if assistant.llm is None:
        raise LanguageModelMisconfigured("no model is configured")
    return VentanillaSystem(factory.build(corpus, assistant), MODEL)
