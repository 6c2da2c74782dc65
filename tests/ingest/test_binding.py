from collections.abc import Sequence

import pytest

from corpus.models import Document, DocumentKind, IndexedDocument, IngestReport, Passage, PassageKind, Span
from corpus.question_bank import Stretch
from corpus.sketches import normalise, sketch
from ingest.binding import bind


def invented(name: str, count: int = 60) -> str:
    """Words that occur nowhere else."""
    return " ".join(f"{name}{number}" for number in range(count))


def document(texts: Sequence[str], questions: tuple[str, ...] = ()) -> IndexedDocument:
    passages, position = [], 0
    for number, text in enumerate(texts):
        place = position, position + len(text)
        units = (Span(0, len(text)),)
        passages.append(Passage(f"p{number}", "d", (), *place, text, PassageKind.PROSE, units, 1, questions=questions))
        position = place[1] + 2
    return IndexedDocument(
        Document("d", "D", DocumentKind.OFFICIAL, "\n\n".join(texts), "f"),
        tuple(passages),
        IngestReport("d", 1, 1, 1.0),
    )


def stretch(text: str, *questions: str) -> Stretch:
    return Stretch("", sketch(" ".join(normalise(text)), 24), questions)


def questions_of(texts: Sequence[str], *stretches: Stretch) -> list[tuple[str, ...]]:
    return [passage.questions for passage in bind(document(texts), stretches).entry.passages]


def test_a_passage_gets_the_questions_of_the_stretch_that_it_holds() -> None:
    parks, water = invented("parque"), invented("agua")
    assert questions_of([parks, water], stretch(water, "¿Qué agua?", "¿Cuánta?")) == [(), ("¿Qué agua?", "¿Cuánta?")]


def test_layout_case_and_accents_do_not_matter() -> None:
    text = invented("índice")
    assert questions_of([text.upper().replace(" ", "\n")], stretch(text, "¿Qué?")) == [("¿Qué?",)]


def test_a_stretch_over_two_passages_gives_its_questions_to_both() -> None:
    text = invented("agua", 120)
    half = text.index("agua60")
    assert questions_of([text[:half], text[half:]], stretch(text, "¿Qué?")) == [("¿Qué?",), ("¿Qué?",)]


def test_a_passage_with_a_mere_edge_of_the_stretch_gets_none() -> None:
    text = invented("agua", 300)
    edge = text.index("agua12 ")
    with_edge = f"{invented('parque')} {text[:edge]}"
    assert questions_of([with_edge, text[edge:]], stretch(text, "¿Qué?")) == [(), ("¿Qué?",)]


def test_questions_of_several_stretches_come_in_order_and_once() -> None:
    first, second = invented("agua"), invented("parque")
    found = questions_of([f"{first} {second}"], stretch(first, "¿Uno?", "¿Dos?"), stretch(second, "¿Dos?", "¿Tres?"))
    assert found == [("¿Uno?", "¿Dos?", "¿Tres?")]


def test_a_stretch_that_is_nowhere_is_reported() -> None:
    text, missing = invented("agua"), stretch(invented("luz"), "¿Qué luz?")
    binding = bind(document([text, invented("parque")]), [missing, stretch(text, "¿Qué?")])
    assert binding.unbound == (missing,)
    assert binding.without_questions == ("p1",)


def test_a_single_run_in_common_is_a_coincidence() -> None:
    text = invented("agua")
    sketched = stretch(text, "¿Qué?")
    shared = next(n for n in range(57) if sketch(" ".join(text.split()[n : n + 4]), 1)[0] in sketched.sketch)
    assert questions_of([" ".join(["otro", *text.split()[shared : shared + 4], "fin"])], sketched) == [()]


def test_questions_bound_before_are_replaced() -> None:
    text = invented("agua")
    entry = document([text, invented("parque")], questions=("¿Vieja?",))
    bound = bind(entry, [stretch(text, "¿Nueva?")]).entry
    assert [passage.questions for passage in bound.passages] == [("¿Nueva?",), ()]
    assert bound.document is entry.document


@pytest.mark.parametrize("stretches", [[], [stretch("agua", "¿Qué?")]])
def test_without_anything_in_common_the_passages_have_no_questions(stretches: list[Stretch]) -> None:
    binding = bind(document([invented("parque")]), stretches)
    assert binding.without_questions == ("p0",)
    assert binding.unbound == tuple(stretches)
