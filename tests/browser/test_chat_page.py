"""The chat page in a real browser, over a real server and index."""

import re
import sqlite3
from pathlib import Path

import httpx
import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

pytestmark = pytest.mark.browser

QUESTION = "¿Con cuánta anticipación se pide el dictamen?"
UNANSWERABLE = "¿Cuántos goles metió Pelé en el mundial de 1970?"
NOTICE_QUESTION = "¿Cuántos días presta el archivo de Villa Ficticia los planos antiguos de catastro?"
PHONE = {"width": 390, "height": 844}
CITATIONS = "#dialogo a[href*='#cita-']"


def ask(page, question: str) -> None:
    """Type a question, press Enter and wait for the answer to be complete."""
    answered = page.locator("#fuentes [data-respuesta]").count()
    page.fill("#pregunta textarea", question)
    page.press("#pregunta textarea", "Enter")
    page.locator("#fuentes [data-respuesta]").nth(answered).wait_for(state="attached")


def test_an_answer_cites_and_its_marks_lead_to_the_quoted_words(page):
    ask(page, QUESTION)
    expect(page.locator("#dialogo .bot-row").last).to_contain_text("dos semanas")
    page.locator(CITATIONS).first.click()
    mark = page.locator("#fuentes mark.activa").first
    expect(mark).to_be_in_viewport()
    assert len(mark.inner_text()) > 20
    expect(page.locator("#fuentes .ficha.activa .numero").first).to_have_text("1")
    assert page.url.endswith("/")


def test_a_follow_up_is_understood_and_earlier_citations_still_lead_to_theirs(page):
    ask(page, QUESTION)
    ask(page, "¿y quién lo firma?")
    expect(page.locator("#dialogo .entendido")).to_contain_text("Entendido como:")
    page.locator("#dialogo a[href*='#cita-1-1']").first.click()
    expect(page.locator("#fuentes [data-respuesta='1'] mark.activa").first).to_be_visible()
    expect(page.locator("#fuentes [data-respuesta='2']")).to_be_hidden()


def test_starters_and_suggestions_can_be_chosen(page):
    starter = page.locator("#sugerencias button").nth(1)
    text = starter.inner_text()
    starter.click()
    expect(page.locator("#dialogo .user-row").first).to_contain_text(text)
    expect(page.locator("#sugerencias")).to_contain_text("También se puede preguntar")
    suggestion = page.locator("#sugerencias button").first
    suggested = suggestion.inner_text()
    assert suggested != text
    suggestion.click()
    expect(page.locator("#dialogo .user-row").nth(1)).to_contain_text(suggested)
    expect(page.locator("#fuentes [data-respuesta='2']")).to_be_visible()


def test_an_abstention_is_calm_and_cites_nothing(page):
    ask(page, UNANSWERABLE)
    expect(page.locator("#dialogo .abstencion")).to_be_visible()
    expect(page.locator(CITATIONS)).to_have_count(0)
    expect(page.locator("#fuentes mark")).to_have_count(0)


def test_an_error_is_a_message_in_spanish(page):
    ask(page, "¿?!")
    expect(page.locator("#dialogo .aviso-fallo")).to_contain_text("No se encontró ninguna palabra en la pregunta.")
    expect(page.locator(".toast-body")).to_have_count(0)


def test_enter_sends_and_shift_enter_breaks_the_line(page):
    box = page.locator("#pregunta textarea")
    expect(box).to_be_focused()
    box.press_sequentially("hola")
    box.press("Shift+Enter")
    assert box.input_value() == "hola\n"
    expect(page.locator("#dialogo .user-row")).to_have_count(0)
    box.press("Enter")
    expect(page.locator("#dialogo .user-row")).to_have_count(1)
    expect(box).to_have_value("")


def test_the_search_can_be_restricted_to_some_documents(page):
    page.click("#documentos button")
    page.get_by_label("Aviso del archivo de Villa Ficticia").check()
    expect(page.locator("#documentos")).to_contain_text("Documentos: 1 elegido")
    ask(page, NOTICE_QUESTION)
    titles = page.locator("#fuentes .titulo").all_inner_texts()
    assert set(titles) == {"Aviso del archivo de Villa Ficticia"}


def test_html_in_a_document_or_a_question_is_text(page):
    ask(page, f"{NOTICE_QUESTION} <img src=x onerror='window.intruso = true'>")
    expect(page.locator("#dialogo .user-row")).to_contain_text("<img src=x")
    ask(page, "¿Qué firma en Villa Ficticia quien lee los planos antiguos de catastro?")
    expect(page.locator("#fuentes [data-respuesta='2']")).to_contain_text("<script>window.intruso")
    assert page.evaluate("window.intruso") is None


def test_reloading_keeps_the_conversation_and_a_new_one_begins_empty(page):
    ask(page, QUESTION)
    said = page.locator("#dialogo .bot-row").last.inner_text()
    page.reload()
    expect(page.locator("#dialogo .bot-row").last).to_have_text(said, use_inner_text=True)
    expect(page.locator("#fuentes mark").first).to_be_attached()
    page.click("#nueva")
    expect(page.locator("#dialogo .user-row")).to_have_count(0)
    expect(page.locator("#dialogo")).to_contain_text("¿En qué se puede ayudar?")


def test_conversations_of_two_browsers_do_not_mix(open_page):
    one, other = open_page(), open_page()
    ask(one, QUESTION)
    other.reload()
    other.wait_for_selector("#pie p")
    expect(other.locator("#dialogo .user-row")).to_have_count(0)
    ask(other, "¿Qué es un hermanamiento?")
    expect(one.locator("#dialogo .user-row")).to_have_count(1)


def test_the_transcript_can_be_downloaded(page):
    ask(page, QUESTION)
    with page.expect_download() as download:
        page.click("#descargar")
    assert re.fullmatch(r"ventanilla-\d{4}-\d\d-\d\d\.md", download.value.suggested_filename)
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert f"## {QUESTION}" in text
    assert "### Fuentes" in text


def test_an_opinion_is_stored_and_thanked(page, corpus_settings):
    ask(page, QUESTION)
    page.click("#sirvio")
    expect(page.locator("#opinion")).to_contain_text("Gracias")
    expect(page.locator("#no-sirvio")).to_be_hidden()
    with sqlite3.connect(corpus_settings.home / "conversations.sqlite3") as connection:
        rows = connection.execute("select question, helpful from feedback").fetchall()
    assert (QUESTION, 1) in rows


def test_on_a_phone_nothing_overflows_and_citations_can_be_followed_and_left(open_page):
    page = open_page(viewport=PHONE, color_scheme="dark")
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator("#dialogo .user-row").last).to_be_in_viewport()
    page.locator(CITATIONS).first.click()
    expect(page.locator("#fuentes mark.activa").first).to_be_in_viewport()
    page.get_by_text("Volver a la respuesta").click()
    expect(page.locator("#dialogo .bot-row").last).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 800}, PHONE], ids=["projector", "phone"])
def test_how_an_answer_was_found_can_be_unfolded_and_stays_so(open_page, viewport):
    page = open_page(viewport=viewport)
    expect(page.locator("#hallazgo")).to_be_hidden()
    ask(page, QUESTION)
    expect(page.locator("#hallazgo-texto")).to_be_hidden()
    page.get_by_role("button", name="¿Cómo se encontró esta respuesta?").click()
    expect(page.locator("#hallazgo-texto")).to_contain_text("Por qué se respondió")
    expect(page.locator("#hallazgo-texto .citado").first).to_contain_text("citado en [1")
    ask(page, UNANSWERABLE)
    expect(page.locator("#hallazgo-texto")).to_contain_text("Por qué no se respondió")
    table = page.locator("#hallazgo-texto .tabla")
    assert table.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    ask(page, "muchas gracias")
    expect(page.locator("#hallazgo-texto")).to_have_text(re.compile("No hubo nada que buscar"))
    page.click("#nueva")
    expect(page.locator("#hallazgo")).to_be_hidden()


def test_everything_that_is_read_or_spoken_is_in_spanish(page):
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.lang").startswith("es")
    spoken = page.evaluate(
        "[...document.querySelectorAll('[aria-label], [title], [placeholder]')].filter(e => e.checkVisibility())"
        ".flatMap(e => ['aria-label', 'title', 'placeholder'].map(name => e.getAttribute(name)).filter(Boolean))"
    )
    english = re.compile(
        r"\b(message|chat(bot)?|clear|copy|close|scroll|send|submit|type|loading|settings|the)\b", re.I
    )
    assert [text for text in spoken if english.search(text)] == []
    visible = page.locator("body").inner_text()
    for word in ("Gradio", "Settings", "Use via API", "Textbox", "Chatbot", "Submit"):
        assert word not in visible


def test_the_document_names_no_other_server(address):
    document = httpx.get(f"{address}/").text
    head = document.split("<script>window.gradio_config", 1)[0]
    assert '<html\n\tlang="es-MX"' in document
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", document) == []
    assert "http" not in re.sub(r"http-equiv", "", head)


def test_the_routes_of_the_interface_answer_beside_the_page(address):
    assert httpx.get(f"{address}/healthz").json() == {"status": "ok"}
    assert httpx.get(f"{address}/v1/nada").status_code == 404
    assert len(httpx.get(f"{address}/v1/documents").json()["documents"]) > 10
