"""The HTML of the panel of sources and of the passages in it."""

from dataclasses import replace

import pytest

from assistant.answer import Answer, Citation, RankedPassage
from corpus.models import DocumentKind
from ui.pages.exchanges import Exchange
from ui.pages.passage_html import Highlight, find_highlights, passage_html
from ui.pages.sources import (
    BEFORE_ANY_QUESTION,
    CITED,
    CONSULTED,
    NEAREST,
    NOTHING_CITED,
    WITHOUT_SOURCES,
    card_html,
    official_html,
    sources_html,
)

STEPS = "Para el trámite:\n\n1. Se llena la solicitud.\n2. Se paga en caja.\n- Un anexo\n> **Ojo:** cierra a las tres."


@pytest.fixture
def answer(stand_in) -> Answer:
    return stand_in.ask("¿Cuánto cuesta una copia?")


@pytest.fixture
def guide(answer) -> RankedPassage:
    return answer.passages[0]


def exchange(answer: Answer, number: int = 1) -> Exchange:
    ranked = {found.passage.id: found for found in answer.passages}
    cited = dict.fromkeys(citation.passage_id for citation in answer.citations)
    return Exchange(number, answer.question, answer, tuple(ranked[passage_id] for passage_id in cited))


def quoting(answer: Answer, *quotes: str) -> tuple[Citation, ...]:
    return tuple(replace(answer.citations[0], n=n, quote=quote) for n, quote in enumerate(quotes, start=1))


def test_lines_take_the_shape_they_have():
    html = passage_html(STEPS)
    assert '<p class="parrafo">Para el trámite:</p>' in html
    assert '<p class="paso"><span class="marca">1.</span><span>Se llena la solicitud.</span></p>' in html
    assert '<span class="marca" aria-hidden="true">•</span><span>Un anexo</span></p>' in html
    assert '<p class="aviso"><strong>Ojo:</strong> cierra a las tres.</p>' in html


def test_the_quoted_words_are_marked_with_the_number_of_their_citation():
    html = passage_html("Uno. Dos. Tres.", find_highlights("Uno. Dos. Tres.", [(4, "Dos.")]))
    assert html == '<p class="parrafo">Uno. <mark data-n="4">Dos.</mark> Tres.</p>'


def test_a_quote_over_several_lines_is_marked_in_each():
    html = passage_html(STEPS, find_highlights(STEPS, [(1, "1. Se llena la solicitud.\n2. Se paga en caja.")]))
    assert html.count('<mark data-n="1">') == 2


def test_a_step_quoted_in_part_stays_one_run_of_text():
    html = passage_html("3. Se paga en caja. Se guarda el recibo.", (Highlight(1, 3, 19),))
    assert html.endswith('<span><mark data-n="1">Se paga en caja.</mark> Se guarda el recibo.</span></p>')


def test_quotes_that_overlap_are_marked_without_nesting():
    html = passage_html("abcdef", (Highlight(1, 0, 4), Highlight(2, 2, 6)))
    assert html == (
        '<p class="parrafo"><mark data-n="1">ab</mark><mark data-n="1 2">cd</mark><mark data-n="2">ef</mark></p>'
    )


def test_bold_type_within_a_quote_stays_bold():
    html = passage_html("Va **muy** bien", (Highlight(3, 0, 15),))
    assert html == '<p class="parrafo"><mark data-n="3">Va <strong>muy</strong> bien</mark></p>'


def test_a_quote_that_the_passage_does_not_hold_is_not_marked():
    assert find_highlights("Uno. Dos.", [(1, "Cuatro."), (2, "")]) == ()


@pytest.mark.parametrize("quote", ["<script>", "a < b & c", "<b>x</b>"])
def test_what_looks_like_html_in_a_passage_is_shown_as_it_is(quote):
    text = f"Dice: <script>alert(1)</script> y a < b & c con <b>x</b> y «{quote}»."
    html = passage_html(text, find_highlights(text, [(1, quote)]))
    for tag in ("<script", "<b>", " & "):
        assert tag not in html
    assert "&lt;script&gt;" in html


def test_before_any_question_the_panel_says_what_it_is_for():
    assert BEFORE_ANY_QUESTION in sources_html((), {})


def test_a_cited_passage_shows_where_it_is_from(answer, guide):
    html = sources_html((exchange(answer),), {})
    assert CITED in html
    assert "Título de guia" in html
    assert "Capítulo › Atención" in html
    assert "Guía de Ventanilla" in html
    assert '<mark data-n="1">Las copias cuestan doce pesos.</mark>' in html


def test_several_citations_of_a_passage_are_one_card_with_every_quote_marked(answer, guide):
    citations = quoting(answer, "La ventanilla municipal atiende de nueve a tres.", "Las copias cuestan doce pesos.")
    html = card_html(guide, 7, citations, {})
    assert html.count("<article") == 1
    assert 'id="fuente-7-1"' in html
    assert '<span class="numero">1</span><span class="numero">2</span>' in html
    assert html.count("<mark") == 2


def test_the_official_text_of_a_guide_is_folded_under_its_title_and_page(guide):
    html = official_html(guide.official, {"reglamento": "Reglamento <municipal>"})
    assert "<details" in html
    assert "Texto oficial: Reglamento &lt;municipal&gt;, p. 7" in html
    assert "Artículo 1." in html


def test_an_official_text_without_a_known_title_goes_by_its_id(guide):
    assert "Texto oficial: reglamento, p. 7" in official_html(guide.official, {})


def test_pages_are_given_as_a_range_when_the_passage_runs_over(guide):
    official = replace(guide.official[0], last_page=9)
    assert ", pp. 7-9" in official_html((official,), {})


def test_titles_sections_and_questions_are_escaped(answer, guide):
    hostile = replace(
        guide,
        document=replace(guide.document, title='<img src=x onerror="a()">', url='https://a.mx/"><script>'),
        passage=replace(guide.passage, section=("<i>Uno</i>",)),
    )
    asked = replace(exchange(answer), question="<b>¿qué?</b>", cited=(hostile,))
    html = sources_html((asked,), {})
    for tag in ("<img", "<i>", "<b>", "<script"):
        assert tag not in html


@pytest.mark.parametrize(("url", "linked"), [("https://sre.gob.mx/abc", True), ("javascript:alert(1)", False)])
def test_only_web_addresses_become_links(answer, guide, url, linked):
    found = replace(guide, document=replace(guide.document, url=url, kind=DocumentKind.OFFICIAL))
    html = card_html(found, 1, answer.citations, {})
    assert (url in html) is linked
    assert "Texto oficial" in html


def test_what_was_consulted_without_being_cited_stands_apart(answer, guide):
    other = replace(guide, passage=replace(guide.passage, id="otro", text="Otra cosa."))
    html = sources_html((exchange(replace(answer, passages=(guide, other))),), {})
    cited, consulted = html.split(CONSULTED)
    assert "Otra cosa." not in cited
    assert "Otra cosa." in consulted
    assert "<mark" not in consulted


def test_an_abstention_cites_nothing_and_shows_the_nearest(stand_in):
    html = sources_html((exchange(stand_in.ask("una receta")),), {})
    assert NOTHING_CITED in html
    assert NEAREST in html
    assert CITED not in html


def test_an_answer_without_passages_says_that_it_has_no_sources(answer):
    courtesy = replace(answer, citations=(), passages=(), statements=())
    assert WITHOUT_SOURCES in sources_html((exchange(courtesy),), {})


def test_only_the_sources_of_the_last_answer_are_visible(answer):
    html = sources_html((exchange(answer, 1), exchange(answer, 2)), {})
    assert 'data-respuesta="1" hidden' in html
    assert 'data-respuesta="2">' in html


def test_a_recalled_answer_shows_its_passages_without_marks(guide):
    html = sources_html((Exchange(1, "¿Cuánto?", recalled="Doce pesos. [1]", cited=(guide,)),), {})
    assert "Las copias cuestan doce pesos." in html
    assert "<mark" not in html
