"""How much of a question a text holds."""

import pytest

from assistant.coverage import Weighed, own_terms, weighed, with_headings
from assistant.query import read_query
from corpus.analysis import terms

QUESTION = Weighed({"permiso": 3.0, "tianguis": 1.0}, {})


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


def test_a_slip_counts_as_the_word_it_stands_for(window, glossary):
    query = read_query("¿Cómo se firma un ermanamineto?", glossary, window.library.vocabulary)
    assert "hermanamiento" in weighed(query, window.library).rarity


def test_a_passage_is_found_under_its_headings_and_questions_but_owns_its_text_and_last_heading(window):
    passage = next(p for p in window.library.passages if p.questions and p.section)
    under = with_headings(passage, window.library)
    assert passage.questions[0] in under
    assert window.library.document(passage.document_id).title in under
    assert own_terms(passage) >= set(terms(passage.section[-1])) | set(terms(passage.text))
