"""The simpler systems over three tiny documents and the real embedder."""

import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.catalog import Catalog
from corpus.embedding import OnnxEmbedder
from evals.metrics import quotes_valid
from evals.systems.baselines import BASELINES, best_texts, split_documents
from evals.systems.reply import System
from ingest.documents import file_document

DOCUMENTS = {
    "archivo": """# Archivo de Villa Ficticia

## Préstamo de planos

El archivo municipal presta los planos antiguos de catastro durante once días hábiles.

## Copias certificadas

Las copias certificadas de las actas se entregan en la ventanilla tres.
""",
    "huerto": """# Huerto comunitario

## Riego

Los tomates y las calabazas del huerto se riegan cada martes por la mañana.
""",
    "hermanamiento": """# Hermanamientos

## Firma

El acuerdo con la ciudad hermana lo firma la presidenta municipal ante dos testigos.
""",
}
LOAN = "¿Durante cuántos días presta el archivo los planos antiguos?"


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("documents")
    return SimpleNamespace(
        documents={id_: entry(folder, id_, text) for id_, text in DOCUMENTS.items()}, embedder=OnnxEmbedder()
    )


def entry(folder: Path, id_: str, text: str):
    path = folder / f"{id_}.md"
    path.write_text(text, encoding="utf-8")
    return file_document(path, "0", Catalog(()), as_id=id_)


@pytest.fixture(scope="module", params=sorted(BASELINES))
def system(request, library) -> System:
    return BASELINES[request.param](library)


def test_the_document_that_answers_comes_first(system):
    first = system.reply(LOAN).ranked[0]
    assert first.section.split(" › ")[0] == "archivo"
    assert "once días hábiles" in first.texts[0]


def test_there_are_as_many_texts_as_asked_for(system):
    assert [len(system.reply(LOAN, k=k).ranked) for k in (1, 2, 3)] == [1, 2, 3]


def test_fewer_asked_for_are_the_best_of_more(system):
    assert system.reply(LOAN, k=1).ranked == system.reply(LOAN, k=3).ranked[:1]


def test_all_there_are_is_given_when_more_are_asked_for(system):
    ranked = system.reply(LOAN, k=50).ranked
    assert {text.section.split(" › ")[0] for text in ranked} == set(DOCUMENTS)
    assert len(set(ranked)) == len(ranked)


def test_every_text_stands_in_the_document_it_names(system, library):
    for ranked in system.reply(LOAN, k=50).ranked:
        assert ranked.texts[0] in library.documents[ranked.section.split(" › ")[0]].document.text


def test_the_answer_is_texts_alone(system):
    reply = system.reply(LOAN)
    assert reply.text.startswith(reply.ranked[0].texts[0])
    assert not re.search(r"\[\d+\]", reply.text)
    assert (reply.invalid_marks, reply.abstained) == (0, False)
    assert reply.milliseconds > 0


def test_each_text_of_the_answer_cites_itself(system):
    reply = system.reply(LOAN)
    assert "\n\n".join(statement.text for statement in reply.statements) == reply.text
    assert [statement.quotes for statement in reply.statements] == [(each.quote,) for each in reply.citations]
    assert [each.source for each in reply.citations] == list(reply.ranked[: len(reply.citations)])
    assert quotes_valid(reply.citations)


def test_the_earlier_questions_are_searched_with_the_last(system):
    followed = system.reply("¿y cuántos testigos hay?", history=["¿Quién firma con la ciudad hermana?"])
    assert followed.ranked[0].section.startswith("hermanamiento")
    assert followed.ranked == system.reply("¿Quién firma con la ciudad hermana?\n¿y cuántos testigos hay?").ranked
    assert system.reply(LOAN, history=[]).ranked == system.reply(LOAN).ranked


def test_a_question_of_no_known_word_is_answered_all_the_same(system):
    reply = system.reply("¿qué?", k=2)
    assert len(reply.ranked) == 2
    assert reply.text


def test_it_goes_by_the_name_it_is_asked_for(system, request):
    assert system.name == request.node.callspec.params["system"]


@pytest.mark.parametrize("name", BASELINES)
def test_a_system_knows_the_documents_of_its_library_alone(library, name):
    BASELINES[name](library)
    alone = SimpleNamespace(documents={"huerto": library.documents["huerto"]}, embedder=library.embedder)
    sections = [text.section for text in BASELINES[name](alone).reply(LOAN).ranked]
    assert sections in (["huerto"], ["huerto › Riego"])


def test_the_cosine_of_the_best_text_is_the_confidence_and_bm25_has_none(library):
    replies = {name: BASELINES[name](library).reply(LOAN) for name in BASELINES}
    for name in ("langchain-default", "dense"):
        texts = [LOAN, replies[name].ranked[0].texts[0]]
        one, other = library.embedder.embed_documents(texts)
        # The vectors of the quantised model differ a little with what else is in the batch.
        assert replies[name].confidence == pytest.approx(np.dot(one, other), abs=0.01)
    assert replies["bm25"].confidence is None


def test_passages_are_named_by_document_and_heading(library):
    sections = {text.section for text in BASELINES["dense"](library).reply(LOAN, k=50).ranked}
    assert sections == {"archivo › Préstamo de planos", "huerto › Riego", "hermanamiento › Firma"}


def test_chunks_have_the_sizes_of_the_tutorials():
    text = " ".join(f"palabra{number:04}" for number in range(400))
    halves = [
        SimpleNamespace(start=0, end=2000, section=("Uno", "Principio")),
        SimpleNamespace(start=2000, end=len(text), section=("Uno", "Final")),
    ]
    entry = SimpleNamespace(document=SimpleNamespace(id="largo", text=text), passages=halves)
    chunks = split_documents(SimpleNamespace(documents={"largo": entry}))
    assert chunks[0].path == ("largo", "Uno", "Principio")
    assert chunks[-1].path == ("largo", "Uno", "Final")
    assert all(800 < len(chunk.text) <= 1000 for chunk in chunks[:-1])
    # Twelve characters a word with its space, so that sixteen whole words fit into an overlap of 200.
    assert chunks[0].text.split()[-16:] == chunks[1].text.split()[:16]


def test_the_answer_holds_whole_texts_up_to_180_words():
    assert best_texts(["a " * 100, "b " * 80, "c"]) == [("a " * 100).strip(), ("b " * 80).strip()]
    assert best_texts(["a " * 100, "b " * 81, "c"]) == [("a " * 100).strip()]


def test_a_first_text_longer_than_that_is_cut():
    assert best_texts(["uno\ndos " * 100, "tres"]) == [("uno\ndos " * 90).strip()]
    assert best_texts([]) == []


@pytest.mark.parametrize(
    ("name", "package"),
    [("langchain-default", "langchain_chroma"), ("bm25", "rank_bm25"), ("bm25", "langchain_text_splitters")],
)
def test_a_missing_package_comes_with_the_command_that_installs_it(library, monkeypatch, name, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf'{package} is missing.*uv pip install -e "\.\[evals\]"') as raised:
        BASELINES[name](library)
    assert raised.value.name == package
