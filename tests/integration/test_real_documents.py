"""The five source documents, read, indexed and asked: what must hold of them, and the least quality of the answers."""

import os
from itertools import pairwise
from pathlib import Path

import pytest

from assistant import factory
from assistant.service import Ventanilla
from assistant.settings import AssistantSettings
from corpus.catalog import load_catalog
from corpus.question_bank import QUESTIONS_FOLDER
from corpus.settings import CorpusSettings
from evals.measures import Figures, summarise
from evals.runner import run_sets
from evals.systems.ventanilla import VentanillaSystem
from ingest import pipeline
from ingest.pipeline import Summary

SHARED = Path(__file__).parents[3] / "shared"
SOURCES = Path(os.environ.get("VENTANILLA_SOURCES", SHARED / "corpus"))
DEVELOPMENT_SET = Path(os.environ.get("VENTANILLA_DEV_SET", SHARED / "evals" / "dev.jsonl"))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, guides_library) -> CorpusSettings:
    return guides_library(tmp_path_factory.mktemp("real"))


@pytest.fixture(scope="module")
def summary(settings: CorpusSettings) -> Summary:
    ids = [entry.id for entry in load_catalog().entries]
    absent = [id_ for id_ in ids if not (SOURCES / f"{id_}.txt").is_file()]
    if absent:
        pytest.skip(f"{', '.join(absent)} not in {SOURCES}: set VENTANILLA_SOURCES to the folder of the sources")
    return pipeline.ingest([SOURCES / f"{id_}.txt" for id_ in ids], settings)


@pytest.fixture(scope="module")
def window(settings: CorpusSettings, summary: Summary) -> Ventanilla:
    return factory.build(settings, AssistantSettings(_env_file=None, llm=None))


@pytest.fixture(scope="module")
def figures(window: Ventanilla) -> Figures:
    if not DEVELOPMENT_SET.is_file():
        pytest.skip(f"{DEVELOPMENT_SET} is not there: set VENTANILLA_DEV_SET to a question set")
    return summarise(run_sets([DEVELOPMENT_SET], VentanillaSystem(window)))


def test_each_document_is_recognised_by_its_text_and_keeps_nearly_all_of_it(summary):
    assert {report.document_id for report in summary.reports} == {entry.id for entry in load_catalog().entries}
    assert all(report.kept > 0.9 and report.passages > 10 for report in summary.reports)
    assert summary.failures == ()


def test_passages_point_at_their_own_text(window):
    for entry in window.library.documents.values():
        for passage in entry.passages:
            assert entry.document.text[passage.start : passage.end] == passage.text


def test_passages_of_a_document_are_in_order_and_do_not_overlap(window):
    for entry in window.library.documents.values():
        bounds = [(passage.start, passage.end) for passage in entry.passages]
        assert all(end <= start for (_, end), (start, _) in pairwise(bounds))


def test_units_are_whole_in_order_and_without_white_space_around_them(window):
    for passage in window.library.passages:
        ends = [0, *(unit.end for unit in passage.units)]
        assert all(end <= unit.start < unit.end for end, unit in zip(ends, passage.units, strict=False))
        assert ends[-1] <= len(passage.text)
        assert all(text == text.strip() and any(map(str.isalpha, text)) for text in passage.sentences())


def test_every_passage_has_an_id_of_its_own_its_tokens_and_pages_in_order_if_any(window):
    passages = window.library.passages
    assert len({passage.id for passage in passages}) == len(passages)
    assert all((p.page is None) == (p.last_page is None) for p in passages)
    assert all(1 <= p.page <= p.last_page for p in passages if p.page is not None)
    assert all(passage.tokens > 0 for passage in passages)


def test_guides_lead_into_the_documents_they_come_from(window):
    sections = [p for p in window.library.passages if p.sources]
    linked = [p for p in sections if p.official]
    assert len(linked) > 0.5 * len(sections)
    for passage in linked:
        sources = {source.document_id for source in passage.sources}
        assert {official.document_id for official in window.library.official(passage)} <= sources


def test_the_question_bank_finds_its_stretches(window):
    banked = {path.stem for path in QUESTIONS_FOLDER.glob("*.jsonl")}
    passages = [p for p in window.library.passages if p.document_id in banked]
    assert sum(bool(p.questions) for p in passages) > 0.8 * len(passages)


def test_the_same_files_again_change_nothing(settings, summary):
    again = pipeline.ingest([SOURCES], settings)
    assert (again.changed, again.generation) == (False, summary.generation)


def test_evidence_stands_among_the_first_five_passages(figures):
    assert figures.hit_at_5 >= 0.8


def test_answers_state_the_facts(figures):
    assert figures.facts >= 0.6


def test_every_quote_is_verbatim_and_every_mark_points_at_one(figures):
    assert figures.quotes_valid == 1.0


def test_most_questions_without_an_answer_are_declined_and_few_others(figures):
    assert figures.refusals >= 0.6
    assert figures.false_refusals <= 0.15
