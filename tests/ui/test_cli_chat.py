"""The conversation in the terminal, and how an answer is drawn."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from corpus.models import Passage, PassageKind, Span
from ui import cli
from ui.commands import asking
from ui.commands.asking import NO_ANSWER, NO_SOURCES, Conversation
from ui.terminal import cleaned, nearest_part, official_lines, plain_answer, progress, rich_answer, shortened

TITLES = {"guia": "Título de guia", "reglamento": "Título de reglamento"}


def type_lines(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_a_conversation_read_from_a_pipe_ends_with_its_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stand_in
) -> None:
    monkeypatch.setattr(asking, "open_assistant", lambda: stand_in)
    type_lines(monkeypatch, "¿Cuánto cuestan las copias?", "", "¿Y dónde?")
    assert cli.main(["chat"]) == 0
    out = capsys.readouterr().out
    assert out.count("Las copias cuestan doce pesos. [1]") == 2
    assert "Entendido como: ¿Y dónde? (completa)" in out
    assert len(stand_in.history) == 1


def test_leaving_stops_before_the_lines_that_follow(monkeypatch: pytest.MonkeyPatch, capsys, stand_in) -> None:
    monkeypatch.setattr(asking, "open_assistant", lambda: stand_in)
    type_lines(monkeypatch, ":salir", "¿Cuánto cuestan las copias?")
    assert cli.main(["chat"]) == 0
    assert capsys.readouterr().out == ""


def test_the_next_question_knows_the_last_answer_and_its_passages(stand_in) -> None:
    conversation = Conversation(stand_in)
    assert conversation.reply("¿Cuánto cuestan las copias?")
    assert conversation.reply("¿y dónde?")
    (turn,) = stand_in.history
    assert turn.question == "¿Cuánto cuestan las copias?"
    assert turn.cited == (stand_in.library.documents["guia"].passages[0].id,)


def test_a_new_conversation_forgets_the_turns(stand_in, capsys) -> None:
    conversation = Conversation(stand_in)
    conversation.reply("¿Cuánto cuestan las copias?")
    assert conversation.reply(":nuevo")
    conversation.reply("¿y dónde?")
    assert stand_in.history == ()


def test_how_the_last_answer_was_found_can_be_asked(stand_in, capsys) -> None:
    conversation = Conversation(stand_in)
    conversation.reply(":porque")
    assert capsys.readouterr().out == f"{NO_ANSWER}\n"
    conversation.reply("¿Cuánto cuestan las copias?")
    conversation.reply("¿y dónde?")
    capsys.readouterr()
    assert conversation.reply(":porqué")
    out = capsys.readouterr().out
    assert out.startswith("Cómo se encontró\n")
    assert "¿y dónde? (completa)" in out


def test_sources_show_the_whole_quote_of_the_last_answer(stand_in, capsys) -> None:
    conversation = Conversation(stand_in)
    conversation.reply(":fuentes")
    assert NO_SOURCES in capsys.readouterr().out
    conversation.reply("¿Cuánto cuestan las copias?")
    capsys.readouterr()
    conversation.reply(":FUENTES")
    out = capsys.readouterr().out
    assert out == "Título de guia, «Capítulo › Atención», p. 7\n\n[1] Las copias cuestan doce pesos.\n\n"


def test_a_mistyped_order_shows_those_there_are_and_goes_on(stand_in, capsys) -> None:
    assert Conversation(stand_in).reply(":fuente")
    assert ":nuevo" in capsys.readouterr().out


def test_a_bad_question_does_not_end_the_conversation(stand_in, capsys) -> None:
    conversation = Conversation(stand_in)
    assert conversation.reply("   ")
    assert "La pregunta está vacía." in capsys.readouterr().err
    assert conversation.turns == []


def test_plain_text_has_neither_bold_marks_nor_colours(stand_in) -> None:
    answer = replace(
        stand_in.ask("x"), answer="1. **Primero** se firma. [1]\n2. Después se envía. [1]", note="Sin modelo."
    )
    text = plain_answer(answer, TITLES)
    assert text.startswith("1. Primero se firma. [1]\n2. Después se envía. [1]\n\nNota: Sin modelo.")
    assert "\x1b" not in text


def test_in_a_terminal_the_markdown_is_drawn(stand_in) -> None:
    answer = replace(
        stand_in.ask("x"), rewritten="¿x de qué?", answer="**Pasos**\n\n1. Se firma. [1]\n2. Se envía. [1]\n\n- uno"
    )
    console = Console(file=io.StringIO(), width=60, force_terminal=True, color_system="standard")
    console.print(rich_answer(answer, TITLES))
    drawn = console.file.getvalue()
    assert "**" not in drawn
    assert "• uno" in drawn.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert "Entendido como: ¿x de qué?" in drawn
    assert "Texto oficial: Título de reglamento, p. 7" in drawn
    assert max(len(line) for line in Console(file=io.StringIO()).render_str(drawn).plain.splitlines()) < 200


def test_the_official_text_is_shown_once_for_each_passage(stand_in) -> None:
    answer = stand_in.ask("x")
    ranked = answer.passages[0]
    doubled = replace(answer, passages=(replace(ranked, official=ranked.official * 2),))
    assert official_lines(doubled, answer.citations, {}) == [
        "Texto oficial: reglamento, p. 7: «Artículo 1. El horario de atención es de las 9:00 a las 15:00 horas.»"
    ]


def test_quotes_of_one_section_stand_together_under_its_name(stand_in) -> None:
    answer = stand_in.ask("x")
    (first,) = answer.citations
    second = replace(first, n=2, quote="**Ojo:** hay copias\ngratis.")
    both = replace(answer, citations=(first, second), suggestions=())
    assert "Fuentes\n[1, 2] Título de guia, «Capítulo › Atención», p. 7\n  Texto" in plain_answer(both, TITLES)
    assert "Fuentes\n[1, 2] Título de guia, «Capítulo › Atención», p. 7\n  [1] «Las copias cuestan doce pesos.»\n" in (
        plain_answer(replace(both, mode="llm"), TITLES)
    )
    assert "[1, 2] Título de guia, «Capítulo › Atención», p. 7\n" in plain_answer(both, TITLES, full=False)
    three = replace(both, citations=(first, second, replace(first, n=3)))
    assert "[1–3] Título de guia" in plain_answer(three, TITLES, full=False)


def test_a_document_cannot_send_orders_to_the_terminal() -> None:
    assert cleaned("uno\x1b[2Jdos\u202e tres\nok\tfin") == "uno[2Jdos tres\nok\tfin"


def test_long_quotes_are_cut_between_words() -> None:
    assert shortened("uno  dos\ntres", 20) == "uno dos tres"
    assert shortened("uno dos, tres cuatro", 12) == "uno dos…"


def test_progress_without_a_terminal_is_a_line_for_each_stage(capsys) -> None:
    with progress() as advance:
        advance("Calculando vectores", 0, 9)
        advance("Calculando vectores", 5, 9)
        advance("Vectores listos", 9, 9)
    assert capsys.readouterr().err == "Calculando vectores…\nVectores listos\n"


def test_a_linked_passage_is_shown_from_the_sentence_on_the_matter() -> None:
    text = "La red de museos tiene cien miembros. La hemeroteca presta periódicos nueve días. Cobra doce pesos."
    starts = [0, text.index("La hemeroteca"), text.index("Cobra")]
    units = tuple(Span(start, end) for start, end in zip(starts, [*starts[1:], len(text)], strict=True))
    passage = Passage("p", "d", (), 0, len(text), text, PassageKind.PROSE, units, 9)
    assert nearest_part(passage, "¿Por cuántos días presta periódicos la hemeroteca?").startswith("…La hemeroteca")
    assert nearest_part(passage, "Los museos de la red") == text
    assert nearest_part(passage, "") == text
