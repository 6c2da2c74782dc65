"""The assistant as a system to evaluate: what it says, what it rests on, and how sure it is."""

from pathlib import Path

import pytest

from assistant import factory
from assistant.settings import AssistantSettings
from evals.metrics import quotes_valid
from evals.systems.ventanilla import VentanillaSystem
from ingest import pipeline

RULES = """# Reglamento de la mapoteca de Villa Ficticia

## Préstamo de mapas

La mapoteca de Villa Ficticia presta los mapas de seda durante once días hábiles.

## Multa por mapa roto

Quien rompe un mapa de seda paga una multa de cuarenta pesos en la caja amarilla de la mapoteca.
"""
LOAN = "¿Cuántos días presta la mapoteca los mapas de seda?"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, guides_library) -> VentanillaSystem:
    folder = tmp_path_factory.mktemp("system")
    (folder / "mapoteca.md").write_text(RULES, encoding="utf-8")
    settings = guides_library(folder)
    pipeline.ingest([Path(folder / "mapoteca.md")], settings)
    return VentanillaSystem(factory.build(settings, AssistantSettings(_env_file=None, llm=None)))


def test_an_answer_comes_with_its_passages_and_quotes(system: VentanillaSystem) -> None:
    reply = system.reply(LOAN, k=3)
    assert "once días" in reply.text
    assert len(reply.ranked) == 3
    assert reply.ranked[0].section.startswith("mapoteca › ")
    assert reply.citations
    assert quotes_valid(reply.citations)
    assert reply.ranked[0].paths[0][:2] == ("mapoteca", "Reglamento de la mapoteca de Villa Ficticia")
    assert [quote for statement in reply.statements for quote in statement.quotes] == [
        each.quote for each in reply.citations
    ]
    assert (reply.abstained, reply.invalid_marks) == (False, 0)
    assert reply.milliseconds > 0


def test_confidence_tells_what_it_answers_from_what_it_declines(system: VentanillaSystem) -> None:
    answered, declined = system.reply(LOAN), system.reply("¿Cuál es la receta del mole poblano con guajolote?")
    assert declined.abstained
    assert answered.confidence is not None
    assert declined.confidence is not None
    assert answered.confidence > declined.confidence


def test_earlier_questions_are_a_conversation(system: VentanillaSystem) -> None:
    reply = system.reply("¿y cuánto es la multa por romperlos?", history=[LOAN])
    assert "cuarenta pesos" in reply.text
