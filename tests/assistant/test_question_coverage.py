"""How much of a question a text holds."""

import pytest

from assistant.coverage import Weighed, coverage, own_terms, terms_of, weighed, with_headings
from assistant.query import read_query
from corpus.analysis import terms
from corpus.lexical import LexicalIndex, build_lexical
from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport, Passage, PassageKind, Span

QUESTION = Weighed({"permiso": 3.0, "tianguis": 1.0}, {})
# Three passages of a library: their headings, texts and questions.
TINY = (
    (("Permisos",), "Se renueva en mayo.", ()),
    (("Lugar",), "El tianguis abre los domingos.", ("¿Quién da el permiso?",)),
    (("Cuotas",), "Las cobra la secretaría de relaciones exteriores.", ()),
)


@pytest.fixture(scope="module")
def tiny() -> LexicalIndex:
    passages = tuple(
        Passage(
            f"{n:012d}", "r", section, 0, len(text), text, PassageKind.PROSE, (Span(0, len(text)),), 9, questions=asked
        )
        for n, (section, text, asked) in enumerate(TINY)
    )
    document = Document("r", "Reglamento", DocumentKind.GUIDE, "", "f0")
    return build_lexical([IndexedDocument(document, passages, IngestReport("r", 1, len(passages), 1.0))])


def test_the_share_of_words_is_weighted_by_rarity():
    assert QUESTION.share(["permiso"]) == pytest.approx(0.75)
    assert QUESTION.share([]) == 0.0
    assert QUESTION.share(["otra"]) == 0.0
    assert Weighed({}, {}).share(["permiso"]) == 0.0


def test_a_word_is_held_in_any_of_its_forms():
    assert QUESTION.held(set(terms("los permisos"))) == ["permiso"]


def test_a_word_is_held_by_another_name_only_whole():
    named = Weighed({"sre": 1.0}, {"sre": (frozenset(terms("relaciones exteriores")),)})
    assert named.held(set(terms("la secretaría de relaciones exteriores"))) == ["sre"]
    assert named.held(set(terms("las relaciones del barrio"))) == []


def test_the_coverage_of_each_passage_is_as_worked_by_hand(tiny):
    # "permiso" (3 of 4) stands in the heading of the first and in a question of the second, which also has "tianguis".
    assert coverage(QUESTION, tiny).tolist() == [0.75, 1.0, 0.0]


def test_a_name_covers_a_question_by_another_only_whole(tiny):
    by_office = Weighed({"sre": 3.0, "permiso": 1.0}, {"sre": (frozenset(terms("relaciones exteriores")),)})
    assert coverage(by_office, tiny).tolist() == [0.25, 0.25, 0.75]
    by_shop = Weighed({"sre": 1.0}, {"sre": (frozenset(terms("relaciones públicas")),)})
    assert coverage(by_shop, tiny).tolist() == [0.0, 0.0, 0.0]
    by_either = Weighed({"sre": 1.0}, {"sre": (frozenset(terms("relaciones públicas")), frozenset(terms("tianguis")))})
    assert coverage(by_either, tiny).tolist() == [0.0, 1.0, 0.0]


def test_the_title_of_the_document_covers_what_is_asked_of_it(tiny):
    assert coverage(Weighed({"reglamento": 2.0}, {}), tiny).tolist() == [1.0, 1.0, 1.0]


def test_a_question_without_words_is_covered_by_nothing(tiny):
    assert coverage(Weighed({}, {}), tiny).tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("asked", ["¿Quién firma el acuerdo de la SRE?", "¿Cuánto dura el permiso del tianguis?"])
def test_the_index_covers_a_question_as_the_words_of_each_passage_do(window, glossary, asked):
    library = window.library
    question = weighed(read_query(asked, glossary, library.vocabulary), library)
    by_words = [question.share(question.held(terms_of(with_headings(p, library)))) for p in library.passages]
    assert coverage(question, library.lexical) == pytest.approx(by_words, abs=1e-6)
    assert max(by_words) > 0.0


def test_a_slip_counts_as_the_word_it_stands_for(window, glossary):
    query = read_query("¿Cómo se firma un ermanamineto?", glossary, window.library.vocabulary)
    assert "hermanamiento" in weighed(query, window.library).rarity


def test_a_passage_is_found_under_its_headings_and_questions_but_owns_its_text_and_last_heading(window):
    passage = next(p for p in window.library.passages if p.questions and p.section)
    under = with_headings(passage, window.library)
    assert passage.questions[0] in under
    assert window.library.document(passage.document_id).title in under
    assert own_terms(passage) >= set(terms(passage.section[-1])) | set(terms(passage.text))


def test_what_a_passage_says_to_be_lacking_is_none_of_its_own_words():
    text = "El permiso dura ocho meses. El documento no indica la cuota."
    units = (Span(0, 27), Span(28, len(text)))
    passage = Passage("0" * 12, "r", ("Permisos",), 0, len(text), text, PassageKind.PROSE, units, 9)
    assert set(terms("ocho meses")) <= own_terms(passage)
    assert own_terms(passage).isdisjoint(terms("cuota"))
