"""Asking the project's sets of libraries made for it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.generations import current_generation
from corpus.settings import CorpusSettings
from evals.datasets import SETS_FOLDER, load_set
from evals.guarding import (
    GUIDE_SETS,
    OFFICIAL_SETS,
    ask_sets,
    fast_part,
    is_fast,
    official_documents,
    sets_for,
    whole_library,
)
from evals.systems.reply import Reply
from ingest import pipeline

RULES = """# Reglamento de la ludoteca de Villa Ficticia

## Préstamo de trompos

La ludoteca de Villa Ficticia presta los trompos de madera durante catorce días hábiles, con credencial vigente.
"""


class Silent:
    """A system that always declines."""

    name = "silent"
    documents = ()

    def reply(self, question: str, *, history: object = (), k: int = 5) -> Reply:
        return Reply("", True, (), (), 0, None, 1.0)


def test_official_text_is_asked_only_where_all_its_documents_are() -> None:
    official = load_set(SETS_FOLDER / "official-text.jsonl")
    needed = {document for question in official for document in question.documents}
    assert [path.stem for path in sets_for(())] == list(GUIDE_SETS)
    assert [path.stem for path in sets_for(sorted(needed)[1:])] == list(GUIDE_SETS)
    assert [path.stem for path in sets_for(sorted(needed))] == [*GUIDE_SETS, *OFFICIAL_SETS]


def test_the_fast_part_is_a_fifth_or_so_of_the_questions_of_every_set() -> None:
    parts = {path.stem: [q.id for q in load_set(path) if is_fast(q.id)] for path in sets_for(())}
    assert all(parts.values())
    assert 130 <= sum(map(len, parts.values())) <= 190


def test_a_fast_run_asks_the_fast_part_of_a_whole_one() -> None:
    whole = ask_sets(sets_for(()), Silent(), fast=False)
    fast = ask_sets(sets_for(()), Silent(), fast=True)
    assert fast_part(whole) == fast
    assert {name: len(results) for name, results in whole.items()} == {
        path.stem: len(load_set(path)) for path in sets_for(())
    }


def test_progress_names_the_set() -> None:
    seen: list[tuple[str, int, int]] = []
    (path,) = [path for path in sets_for(()) if path.stem == "english"]
    ask_sets([path], Silent(), fast=False, progress=lambda *at: seen.append(at))
    total = len(load_set(path))
    assert seen[0] == ("Preguntas de english", 0, total)
    assert seen[-1] == ("Preguntas de english", total, total)


@pytest.fixture(scope="module")
def library(tmp_path_factory, guides_library: Callable[[Path], CorpusSettings]) -> CorpusSettings:
    """The guides and a small document."""
    folder = tmp_path_factory.mktemp("guarding")
    (folder / "ludoteca.md").write_text(RULES, encoding="utf-8")
    settings = guides_library(folder)
    pipeline.ingest([folder / "ludoteca.md"], settings)
    return settings


def test_official_documents_are_those_that_are_no_guides(library, guides_library, tmp_path) -> None:
    assert [entry.document.id for entry in official_documents(library)] == ["ludoteca"]
    assert official_documents(guides_library(tmp_path)) == ()


def test_without_a_library_there_are_no_official_documents(tmp_path) -> None:
    assert official_documents(CorpusSettings(_env_file=None, home=tmp_path / "none")) == ()


def test_the_whole_library_answers_from_a_copy(library) -> None:
    before = current_generation(library.home)
    with whole_library(library) as system:
        reply = system.reply("¿Cuántos días hábiles presta la ludoteca los trompos de madera?")
    assert "catorce días hábiles" in reply.text
    assert current_generation(library.home) == before
