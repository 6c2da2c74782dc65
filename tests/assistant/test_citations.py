"""Numbered citations: verbatim, in order, and pointing at what they say whatever is asked."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Answer
from assistant.citations import as_markdown, cite, make_citation
from assistant.quoting import Quote
from assistant.service import Ventanilla
from corpus.errors import QuestionError

QUESTION_WORDS = (
    "cómo qué quién cuándo cuánto firmo hermanamiento dictamen red ciudades gira embajada consulado tianguis puesto "
    "permiso cuota rastro lavadero OFAI SRE acuerdo diferencia entre requisitos plazo "
    "sister city how what the no y de la en"
).split()
PLAIN = st.lists(st.sampled_from(QUESTION_WORDS), min_size=1, max_size=9).map(" ".join)
MIXED = st.lists(st.one_of(st.sampled_from(QUESTION_WORDS), st.text(max_size=12)), max_size=9).map(" ".join)

JUNK = {
    "empty": "",
    "white space": " \n\t ",
    "10,000 characters": "hermanamiento " * 715,
    "the longest allowed": ("¿Cómo se firma? " * 125)[:2000],
    "binary": "\x00\x01PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00",
    "emoji": "🙂🙃🎉🏙️",
    "emoji and words": "🏙️ hermanamiento 🤝 pasos",
    "HTML": "<script>alert(1)</script><b>¿Qué es</b> un <i>dictamen</i>?",
    "SQL": "'; DROP TABLE pasajes; -- dictamen",
    "right to left": "\u202e¿Qué es un dictamen?\u202c ما هو",
    "Arabic": "ما هي اتفاقية التوأمة بين المدن؟",
    "Chinese": "姐妹城市协议是什么",
    "zero width": "herma\u200bna\u200bmiento",
    "a very long word": "hermanamiento" * 100,
    "one letter many times": "a" * 2000,
    "punctuation": "¿?¡!...---",
    "digits": "1234567890",
    "a path": "../../../../etc/passwd",
    "format marks": "%s %n {0} {{7*7}} ${jndi:ldap://x}",
    "a citation mark": "[1] [2] ¿qué es un dictamen? [99]",
    "a lone surrogate": "dictamen \ud800 acuerdo",
    "combining marks": "d" + "\u0301" * 300 + "ictamen",
}


def assert_sound(answer: Answer, window: Ventanilla) -> None:
    """Every quote is verbatim, every number has its citation, and nothing but what is used is listed."""
    numbers = [citation.n for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        passage = window.library.passage(citation.passage_id)
        assert citation.quote in passage.text
        assert citation.document_id == passage.document_id
        assert citation.section == " › ".join(passage.section)
        assert citation.page == passage.page
    used = [number for statement in answer.statements for number in statement.citations]
    assert sorted(set(used)) == numbers
    if not answer.abstained and answer.reason is None:
        assert answer.citations
        assert {int(mark) for mark in re.findall(r" \[(\d+)\]$", answer.answer, re.MULTILINE)} == set(numbers)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.one_of(PLAIN, MIXED))
def test_whatever_is_asked_the_citations_are_sound(window, question):
    try:
        answer = window.ask(question)
    except QuestionError:
        return
    assert_sound(answer, window)


@pytest.mark.parametrize("name", JUNK)
def test_junk_is_answered_or_refused_for_what_it_is(window, name):
    try:
        answer = window.ask(JUNK[name])
    except QuestionError:
        return
    assert_sound(answer, window)
    assert answer.question == JUNK[name]


def quotes_of(window: Ventanilla, document_id: str) -> list[Quote]:
    return [Quote(p, 0, len(p.units) - 1) for p in window.library.documents[document_id].passages]


def test_items_are_cited_one_by_one_and_running_text_together(window):
    procedure, _, _, term = quotes_of(window, "tianguis")
    cited = cite([procedure, term], window.library)
    assert [statement.citations for statement in cited.statements] == [(n,) for n in range(1, len(cited.citations) + 1)]
    assert [statement.text[:2] for statement in cited.statements[1:5]] == ["1.", "2.", "3.", "4."]


def test_the_items_of_a_list_stand_on_neighbouring_lines_and_paragraphs_apart(window):
    procedure, _, _, term = quotes_of(window, "tianguis")
    markdown = cite([procedure, term], window.library).markdown
    assert re.search(r"orden: \[1\]\n1\. .* \[2\]\n2\. .* \[3\]\n3\. .* \[4\]\n4\. .* \[5\]\n\nEl permiso", markdown)


def test_no_quotes_make_an_empty_text(window):
    cited = cite([], window.library)
    assert (cited.markdown, cited.statements, cited.citations) == ("", (), ())


def test_a_citation_says_where_it_stands(window):
    (quote,) = quotes_of(window, "rastro")
    citation = make_citation(3, quote.passage, "abre los martes", window.library)
    assert (citation.n, citation.document_id, citation.quote) == (3, "rastro", "abre los martes")
    assert citation.document_title == window.library.document("rastro").title
    assert citation.section == "Avisos del rastro de Villa Ficticia › Aviso del lavadero de camiones"


def test_words_that_do_not_stand_in_the_passage_are_never_cited(window):
    (quote,) = quotes_of(window, "rastro")
    with pytest.raises(ValueError, match="does not stand"):
        make_citation(1, quote.passage, "abre los lunes", window.library)


def test_printed_bullets_become_list_items():
    assert as_markdown("• Una cosa\n◆ Otra\nY 3 • 4") == "- Una cosa\n- Otra\nY 3 • 4"
