"""Real models, small ones: a sentence-transformers model that makes the index, and a llama.cpp server that drafts.

`make test-models` installs them and runs these tests.
"""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assistant import factory
from assistant.drafting import NOTES
from assistant.generation import ChatModelDrafter, make_drafter
from assistant.service import Ventanilla
from assistant.settings import AssistantSettings
from corpus.embedding import SentenceTransformerEmbedder
from corpus.errors import EmbedderMismatch
from corpus.settings import DEFAULT_EMBEDDER, CorpusSettings
from evals.metrics import invalid_marks
from ingest import pipeline

# Indexing the guides with a transformer takes half a minute on two cores, reading a long prompt as much.
pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]

# Each in other words than the questions about it.
ENGLISH = {
    "library": "Readers of the Villa Ficticia library may take home four volumes and return them after eleven days.",
    "pool": "At the Villa Ficticia pool a single swim costs twelve pesos, and children under six pay nothing.",
    "garden": "Gardeners of Villa Ficticia water the rose beds before sunrise and prune them at the end of winter.",
    "market": "Stallholders of the Villa Ficticia market sweep their place and take the rubbish to the yellow bins.",
}
ENGLISH_QUESTIONS = {
    "For how long can I keep a borrowed book?": "library",
    "What is the price of bathing for a toddler?": "pool",
    "When are the flowers cut back?": "garden",
    "Who has to clean up the waste of the stands?": "market",
}
RULES = """# Reglamento del archivo de Villa Ficticia

## Préstamo de planos antiguos

El archivo municipal de Villa Ficticia presta los planos antiguos de catastro durante once días hábiles.

La jefatura del archivo autoriza cada préstamo de planos y anota la salida en la libreta verde.
"""
LOAN_QUESTION = "¿Por cuántos días presta el archivo de Villa Ficticia los planos antiguos de catastro?"


@pytest.fixture(scope="module")
def transformer(model_folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(model_folder))


@pytest.fixture(scope="module")
def transformer_settings(model_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> CorpusSettings:
    """An index made by the model that the environment names, of the guides and the English documents."""
    folder = tmp_path_factory.mktemp("transformer")
    for id_, text in ENGLISH.items():
        (folder / f"{id_}.md").write_text(f"# {id_.capitalize()}\n\n## Rules\n\n{text}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("VENTANILLA_HOME", str(folder / "home"))
        environment.setenv("VENTANILLA_EMBEDDER", str(model_folder))
        settings = CorpusSettings(_env_file=None)
    pipeline.ingest([folder / f"{id_}.md" for id_ in ENGLISH], settings)
    return settings


def open_window(settings: CorpusSettings, **values: object) -> Ventanilla:
    return factory.build(settings, AssistantSettings(_env_file=None, **{"llm": None, **values}))


def passage_texts(window: Ventanilla) -> dict[str, str]:
    return {passage.id: passage.text for passage in window.library.passages}


def test_vectors_are_unit_vectors_of_the_models_length(transformer):
    vectors = np.array(transformer.embed_documents(list(ENGLISH.values())))
    assert transformer.dimension == 384
    assert vectors.shape == (len(ENGLISH), 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(("question", "document"), ENGLISH_QUESTIONS.items(), ids=list(ENGLISH_QUESTIONS.values()))
def test_a_question_is_nearest_to_the_text_that_says_it_in_other_words(transformer, question, document):
    similarities = np.array(transformer.embed_documents(list(ENGLISH.values()))) @ transformer.embed_query(question)
    assert list(ENGLISH)[int(similarities.argmax())] == document


@pytest.mark.parametrize(("question", "document"), ENGLISH_QUESTIONS.items(), ids=list(ENGLISH_QUESTIONS.values()))
def test_the_right_passage_is_the_first_of_the_english_documents(
    transformer_settings, model_folder, question, document
):
    answer = open_window(transformer_settings).ask(question, documents=list(ENGLISH))
    assert answer.passages[0].passage.document_id == document
    assert answer.index.embedder == str(model_folder)


def test_an_index_of_another_embedder_is_refused_and_rebuilding_mends_it(transformer_settings, tmp_path):
    own = transformer_settings.model_copy(
        update={"home": Path(shutil.copytree(transformer_settings.home, tmp_path / "home"))}
    )
    default = own.model_copy(update={"embedder": DEFAULT_EMBEDDER})
    with pytest.raises(EmbedderMismatch):
        open_window(default)
    pipeline.rebuild(default)
    window = open_window(default)
    assert window.library.embedder.name == DEFAULT_EMBEDDER
    assert set(ENGLISH) <= set(window.library.documents)
    with pytest.raises(EmbedderMismatch):
        open_window(own)


@pytest.fixture(scope="module")
def quotes_window(tmp_path_factory: pytest.TempPathFactory) -> Ventanilla:
    """The assistant without a model, over the guides and the rules."""
    folder = tmp_path_factory.mktemp("drafting")
    (folder / "reglamento.md").write_text(RULES, encoding="utf-8")
    settings = CorpusSettings(_env_file=None, home=folder / "home")
    pipeline.ingest([folder / "reglamento.md"], settings)
    return open_window(settings)


@pytest.fixture(scope="module")
def drafting_settings(server_address: str) -> AssistantSettings:
    return AssistantSettings(
        _env_file=None, llm="openai:smollm2", llm_base_url=server_address, llm_timeout=240, answer_words=60
    )


@pytest.fixture(scope="module")
def window(quotes_window: Ventanilla, drafting_settings: AssistantSettings) -> Ventanilla:
    """The assistant over the same library, with the model."""
    settings = CorpusSettings(_env_file=None, home=quotes_window.library.home)
    return factory.build(settings, drafting_settings)


def test_a_real_server_gives_a_draft(quotes_window, drafting_settings):
    drafter = make_drafter(drafting_settings)
    assert isinstance(drafter, ChatModelDrafter)
    passages = quotes_window.library.documents["reglamento"].passages
    draft = drafter.draft(LOAN_QUESTION, passages, "es")
    assert any(map(str.isalpha, draft))


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        (LOAN_QUESTION, ["reglamento"]),
        ("¿Quién autoriza el préstamo de planos del archivo de Villa Ficticia?", ["reglamento"]),
        ("¿Qué es un hermanamiento?", None),
    ],
    ids=["fact", "who", "guides"],
)
def test_a_weak_model_gives_a_grounded_answer_or_gives_way_to_the_quotes(window, question, documents):
    answer = window.ask(question, documents=documents)
    assert not answer.abstained
    assert answer.citations
    assert not invalid_marks(answer)
    texts = passage_texts(window)
    assert all(citation.quote in texts[citation.passage_id] for citation in answer.citations)
    if answer.mode == "llm":
        assert all(statement.citations for statement in answer.statements)
        assert answer.note in (None, NOTES["shortened", "es"])
    else:
        # The server was there and replied: the draft is to blame.
        assert answer.note in [NOTES[why, "es"] for why in ("empty", "gave_up", "unsupported")]


def test_the_quotes_that_a_weak_draft_gives_way_to_are_those_given_without_a_model(window, quotes_window):
    answer = window.ask(LOAN_QUESTION, documents=["reglamento"])
    if answer.mode == "quotes":
        assert answer.answer == quotes_window.ask(LOAN_QUESTION, documents=["reglamento"]).answer
    assert "once días hábiles" in answer.answer
