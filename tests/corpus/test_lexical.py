import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus.analysis import terms
from corpus.errors import IndexDamaged
from corpus.lexical import BM25_B, BM25_K1, LexicalIndex, build_lexical, heading_text
from corpus.models import IndexedDocument

TEXTS = ("ventanilla municipal", "ventanilla cerrada lunes martes", "parque central", "parque abierto")


def asked(text: str, weight: float = 1.0) -> dict[str, float]:
    return dict.fromkeys(terms(text), weight)


@pytest.fixture(scope="module")
def document(make_document) -> IndexedDocument:
    return make_document(
        "aviso", TEXTS, questions=[["¿Dónde hay trámites?", "¿Quién atiende?"], [], ["¿Hay árboles?"], []]
    )


@pytest.fixture(scope="module")
def index(document: IndexedDocument) -> LexicalIndex:
    return build_lexical([document])


def test_the_score_is_bm25_as_worked_by_hand(index: LexicalIndex) -> None:
    # "municipal" stands once in the first of four passages. Each word gives two terms, so the lengths are 4, 8, 4, 4.
    idf = math.log(1 + (4 - 1 + 0.5) / (1 + 0.5))
    frequency = 1 / (1 + BM25_K1 * (1 - BM25_B + BM25_B * 4 / 5))
    assert index.text.scores({"s:municipal": 1.0}) == pytest.approx([idf * frequency, 0, 0, 0], rel=1e-5)


def test_a_shorter_passage_with_the_word_comes_first_and_one_without_it_scores_nothing(index: LexicalIndex) -> None:
    first, second, *rest = index.text.scores(asked("ventanilla"))
    assert first > second > 0
    assert rest == [0, 0]


def test_a_rarer_word_counts_more(index: LexicalIndex) -> None:
    assert index.text.scores(asked("municipal"))[0] > index.text.scores(asked("ventanilla"))[0]


def test_weights_multiply_the_part_of_their_terms(index: LexicalIndex) -> None:
    both = index.text.scores({**asked("ventanilla"), **asked("parque", 0.25)})
    alone = index.text.scores(asked("ventanilla")) + 0.25 * index.text.scores(asked("parque"))
    assert both == pytest.approx(alone)


@pytest.mark.parametrize("query", [{}, {"s:inexistente": 1.0}, {"\x00": 1.0}])
def test_terms_that_no_passage_has_score_nothing_anywhere(index: LexicalIndex, query: dict[str, float]) -> None:
    assert index.text.scores(query).tolist() == [0, 0, 0, 0]


def test_each_row_belongs_to_a_passage(index: LexicalIndex) -> None:
    assert index.text.owners.tolist() == index.sentences.owners.tolist() == [0, 1, 2, 3]
    assert index.asked.owners.tolist() == [0, 0, 2]
    assert np.argmax(index.asked.scores(asked("arbol"))) == 2


def test_a_sentence_of_a_passage_has_a_row_of_its_own(make_document) -> None:
    index = build_lexical([make_document("uno", ["agua"]), make_document("dos", ["parque", "agua limpia"])])
    assert index.sentences.owners.tolist() == [0, 1, 2]
    assert index.text.scores(asked("agua")).nonzero()[0].tolist() == [0, 2]


def test_the_heading_field_holds_title_and_path_but_the_text_field_does_not(index, document) -> None:
    assert heading_text("Aviso", document.passages[0]) == "Aviso Capítulo"
    assert index.heading.scores(asked("capitulo")).all()
    assert not index.text.scores(asked("capitulo")).any()


def test_the_rows_with_a_term_are_those_whose_text_has_it(index: LexicalIndex) -> None:
    assert index.text.rows_with("s:ventanill").tolist() == [0, 1]
    assert index.text.rows_with("s:parqu").tolist() == [2, 3]
    assert index.heading.rows_with("p:capitulo").tolist() == [0, 1, 2, 3]
    assert index.asked.rows_with("p:arbol").tolist() == [2]


def test_a_term_that_no_row_has_stands_in_none(index: LexicalIndex) -> None:
    assert index.text.rows_with("s:inexistente").tolist() == []
    assert not index.holding("s:inexistente").any()


def test_a_passage_holds_the_terms_of_its_text_its_headings_and_its_questions(index: LexicalIndex) -> None:
    assert index.holding("p:parque").tolist() == [False, False, True, True]
    assert index.holding("p:capitulo").tolist() == index.holding("p:aviso").tolist() == [True] * 4
    # The third question is the third passage's; the first two are the first's.
    assert index.holding("p:tramite").tolist() == [True, False, False, False]
    assert index.holding("p:arbol").tolist() == [False, False, True, False]


def test_what_no_passage_has_is_held_by_none_of_a_library_without_questions(make_document) -> None:
    index = build_lexical([make_document("uno", ["agua", "luz"])])
    assert index.holding("p:agua").tolist() == [True, False]
    assert index.holding("p:pregunta").tolist() == [False, False]


def test_rarity_is_as_worked_by_hand_and_goes_by_the_most_frequent_term(index: LexicalIndex) -> None:
    assert index.rarity(["s:parqu"]) == pytest.approx(math.log(1 + 4 / 3))
    assert index.rarity(["s:municipal", "s:parqu"]) == index.rarity(["s:parqu"])
    assert index.rarity(["s:inexistente"]) == index.rarity([]) == pytest.approx(math.log(5))


def test_documents_without_questions_can_be_indexed(make_document) -> None:
    index = build_lexical([make_document("uno", ["agua"])])
    assert index.asked.scores(asked("agua")).tolist() == [0]


def test_passages_of_stop_words_alone_can_be_indexed(make_document) -> None:
    index = build_lexical([make_document("uno", ["de la", "con el"])])
    assert index.text.scores(asked("agua")).tolist() == [0, 0]


def test_a_saved_index_gives_the_same_scores(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    loaded = LexicalIndex.load(tmp_path)
    query = {**asked("ventanilla"), **asked("parque", 0.5)}
    for name in LexicalIndex.__slots__:
        saved, read = getattr(index, name), getattr(loaded, name)
        assert read.name == name
        assert read.scores(query).tolist() == saved.scores(query).tolist()
        assert read.owners.tolist() == saved.owners.tolist()
        assert read.rows_with("s:parqu").tolist() == saved.rows_with("s:parqu").tolist()
    assert loaded.holding("s:parqu").tolist() == index.holding("s:parqu").tolist()


@pytest.mark.parametrize("name", LexicalIndex.__slots__)
def test_a_missing_field_is_told_by_name(index: LexicalIndex, tmp_path: Path, name: str) -> None:
    index.save(tmp_path)
    shutil.rmtree(tmp_path / name)
    with pytest.raises(IndexDamaged, match=f"lexical field {name}"):
        LexicalIndex.load(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\x00garbage"], ids=["empty", "garbage"])
def test_any_file_of_a_field_that_cannot_be_read_is_damage(index: LexicalIndex, tmp_path: Path, content: bytes) -> None:
    index.save(tmp_path / "whole")
    for name in sorted(path.name for path in (tmp_path / "whole" / "text").iterdir()):
        folder = tmp_path / f"without-{name}"
        shutil.copytree(tmp_path / "whole", folder)
        (folder / "text" / name).write_bytes(content)
        with pytest.raises(IndexDamaged, match="lexical field text"):
            LexicalIndex.load(folder)
