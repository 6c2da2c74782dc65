"""What the chat page says: messages, transcript, footer."""

import re
from dataclasses import replace
from datetime import datetime
from importlib.resources import files

import pytest

from assistant.settings import AssistantSettings
from ui.pages.exchanges import Exchange
from ui.pages.footer import footer_html, is_loopback, processing_place
from ui.pages.reception import Shelf
from ui.pages.replies import WAITING, chat_messages, literal, waiting
from ui.pages.shell import rewrite
from ui.pages.transcript import transcript

WHEN = datetime(2026, 3, 5, 9, 30)


@pytest.fixture
def exchange(stand_in) -> Exchange:
    answer = stand_in.ask("¿Cuánto cuesta?")
    return Exchange(3, answer.question, answer, answer.passages)


def reply(exchange: Exchange) -> str:
    return chat_messages((exchange,))[1]["content"]


def test_a_mark_becomes_a_link_to_its_citation(exchange):
    assert reply(exchange) == (
        'Las copias cuestan doce pesos.\u2060<a class="cita" href="#cita-3-1" title="Ver la cita 1">1</a>'
    )


def test_brackets_that_are_not_citations_stay_as_they_are(exchange):
    answer = replace(exchange.answer, answer="El artículo [9] y el [1, 9] dicen [1].")
    text = reply(replace(exchange, answer=answer))
    assert "artículo [9] y el [1, 9] dicen\u2060<a" in text


def test_several_numbers_in_a_mark_are_several_links(exchange):
    citation = exchange.answer.citations[0]
    answer = replace(exchange.answer, answer="Así es [1, 2].", citations=(citation, replace(citation, n=2)))
    assert re.findall(r'href="(#[^"]+)"', reply(replace(exchange, answer=answer))) == ["#cita-3-1", "#cita-3-2"]


@pytest.mark.parametrize(
    ("text", "target", "left"),
    [
        ("(consúltese https://archivo.example/planos). [1]", "https://archivo.example/planos", ")."),
        ("Está en www.archivo.example. [1]", "http://www.archivo.example", "."),
        ("Véase https://archivo.example/plano_(1900)! [1]", "https://archivo.example/plano_(1900)", "!"),
        ("Está en https://archivo.example/?a=1&b=2 [1]", "https://archivo.example/?a=1&amp;b=2", ""),
        ("Está en **https://archivo.example** [1]", "https://archivo.example", "**"),
    ],
)
def test_an_address_is_a_link_that_ends_before_the_punctuation_and_the_mark(exchange, text, target, left):
    shown = target.removeprefix("http://")
    link = f'<a href="{target}" target="_blank" rel="noopener noreferrer">{shown}</a>{left}\u2060<a class="cita"'
    assert link in reply(replace(exchange, answer=replace(exchange.answer, answer=text)))


def test_an_address_that_markdown_already_links_is_left_alone(exchange):
    answer = replace(exchange.answer, answer="En [la página](https://archivo.example/planos).")
    assert reply(replace(exchange, answer=answer)) == "En [la página](https://archivo.example/planos)."


def test_the_rewritten_question_and_the_note_are_shown(exchange):
    answer = replace(exchange.answer, rewritten="¿Cuánto cuesta una copia?", note="El modelo\nno respondió.")
    text = reply(replace(exchange, answer=answer))
    assert text.startswith('<p class="entendido">Entendido como: ¿Cuánto cuesta una copia?</p>')
    assert text.endswith('<p class="nota">El modelo no respondió.</p>')


def test_an_abstention_is_set_apart(exchange):
    answer = replace(exchange.answer, abstained=True, citations=(), answer="No está.")
    assert reply(replace(exchange, answer=answer)) == '<div class="abstencion">\n\nNo está.\n\n</div>'


def test_a_failure_is_told_as_a_message():
    assert 'class="aviso-fallo"' in reply(Exchange(1, "¿?", failure="La pregunta está vacía."))


def test_a_recalled_answer_is_shown_as_it_was():
    assert reply(Exchange(1, "¿Cuánto?", recalled="Doce pesos. [1]")) == "Doce pesos. [1]"


def test_a_question_is_shown_as_typed():
    message = chat_messages((Exchange(1, "# <b>hola</b> *x* [1](y)", failure="x"),))[0]
    assert message["role"] == "user"
    assert message["content"] == literal("# <b>hola</b> *x* [1](y)")
    assert "<b" not in message["content"].replace("\\<", "")


@pytest.mark.parametrize("text", ['<img src="http://a.mx/x.png">', "![foto](http://a.mx/x.png)", "<b>Ojo</b>"])
def test_nothing_in_a_document_is_loaded_or_taken_for_html(exchange, text):
    answer = replace(exchange.answer, answer=f"{text} dice el texto & más [1].")
    said = (
        reply(replace(exchange, answer=answer)),
        waiting(text)["content"],
        reply(Exchange(1, "¿?", recalled=text)),
    )
    for content in said:
        assert "<img" not in content
        assert "![" not in content
        assert "<b>" not in content
    assert "texto &amp; más" in said[0]


def test_while_nothing_has_come_the_page_says_that_it_is_searching():
    assert WAITING in waiting()["content"]
    assert waiting("Ya va")["content"] == "Ya va"


def test_a_transcript_holds_questions_answers_and_quotes(exchange):
    text = transcript((exchange,), WHEN)
    assert text.startswith("# Conversación con Ventanilla\n\n05/03/2026, 09:30 horas\n\n## ¿Cuánto cuesta?")
    assert "Las copias cuestan doce pesos. [1]" in text
    assert "**[1]** Título de guia, «Capítulo › Atención», p. 7\n\n> Las copias cuestan doce pesos." in text


def test_a_transcript_tells_failures_and_recalled_answers_too():
    text = transcript((Exchange(1, "uno", failure="Falló."), Exchange(2, "dos", recalled="Ya dicho.")), WHEN)
    assert "## uno\n\nFalló.\n\n## dos\n\nYa dicho." in text


def test_nothing_said_gives_no_transcript():
    assert transcript((), WHEN) == ""


def test_the_footer_names_the_index_and_escapes_it():
    html = footer_html(Shelf((("A", "a"), ("B", "b")), "2026<x>"), "todo aquí")
    assert "2 documentos · índice 2026&lt;x&gt; · todo aquí" in html


def test_the_footer_tells_why_there_is_no_index():
    assert "Todavía no hay" in footer_html(Shelf(problem="Todavía no hay un índice."), "todo aquí")


@pytest.mark.parametrize(
    ("llm", "base_url", "on_loopback", "expected"),
    [
        (None, None, True, "todo se procesa en esta computadora, sin internet"),
        (None, None, False, "todo se procesa en este servidor, sin internet"),
        ("openai:qwen", "http://127.0.0.1:9000/v1", True, "todo se procesa en esta computadora, con el modelo qwen"),
        (
            "openai:gpt",
            None,
            True,
            "la búsqueda se hace en esta computadora; la redacción, con el modelo gpt en el servidor de su proveedor",
        ),
        (
            "openai:gpt",
            "https://llm.villa.gob.mx/v1",
            False,
            "la búsqueda se hace en este servidor; la redacción, con el modelo gpt en llm.villa.gob.mx",
        ),
    ],
)
def test_the_footer_says_truly_where_questions_go(llm, base_url, on_loopback, expected):
    settings = AssistantSettings(_env_file=None, llm=llm, llm_base_url=base_url)
    assert processing_place(settings, on_loopback=on_loopback) == expected


@pytest.mark.parametrize(
    ("host", "local"), [("localhost", True), ("127.0.0.9", True), ("::1", True), ("10.0.0.4", False), ("", False)]
)
def test_only_loopback_is_this_machine(host, local):
    assert is_loopback(host) is local


def test_the_document_is_in_spanish_and_announces_ventanilla():
    gradio = (
        '<html lang="en"><head><meta property="og:title" content="Gradio" /></head><gradio-app></gradio-app></html>'
    )
    document = rewrite(gradio, "Ventanilla", 'Con "citas"')
    assert document.startswith('<html lang="es-MX"><head><title>Ventanilla</title>')
    assert 'content="Con &quot;citas&quot;"' in document
    assert "og:title" not in document
    assert "<noscript>" in document


def channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [":root", ".dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("tinta", "fondo"),
        ("tinta", "hoja"),
        ("tinta", "calma"),
        ("tinta", "realce"),
        ("tinta", "realce-activo"),
        ("tinta", "acento-suave"),
        ("tenue", "fondo"),
        ("tenue", "hoja"),
        ("acento", "hoja"),
        ("acento", "acento-suave"),
        ("sobre-acento", "acento"),
        ("aviso", "hoja"),
    ],
)
def test_every_text_has_the_contrast_that_reading_needs(scheme, ink, paper):
    css = files("ui.pages").joinpath("chat.css").read_text(encoding="utf-8")
    block = css.split(f"\n{scheme} {{", 1)[1].split("}", 1)[0]
    colours = dict(re.findall(r"--v-([\w-]+): (#[0-9a-f]{6});", block))
    assert contrast(colours[ink], colours[paper]) >= 4.5
