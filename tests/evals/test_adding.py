"""What is quoted beside the lead: a section that adds a fact must be told from one that does not."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant import factory
from assistant.sections import ADDITIONS
from assistant.service import Ventanilla
from assistant.settings import AssistantSettings
from corpus.errors import EvaluationFileError
from corpus.guides import parse_guide
from corpus.settings import CorpusSettings
from evals.adding import AdditionFit, Pair, Picking, fit_additions, pairs_of
from evals.datasets import load_set
from ingest import pipeline

# Each thing with the days for which it is lent and what a copy costs.
THINGS = {
    "planos de catastro": ("once", "veintiún"),
    "mapas de drenaje": ("doce", "veintidós"),
    "libros de cabildo": ("trece", "veintitrés"),
    "fotografías de la plaza": ("catorce", "veinticuatro"),
    "croquis de panteones": ("quince", "veinticinco"),
    "expedientes de licencias": ("dieciséis", "veintiséis"),
    "periódicos encuadernados": ("diecisiete", "veintisiete"),
    "grabaciones de radio": ("dieciocho", "veintiocho"),
    "partituras de la banda": ("diecinueve", "veintinueve"),
    "carteles de la feria": ("treinta", "cuarenta"),
    "actas de tequio": ("cincuenta", "sesenta"),
    "maquetas de puentes": ("setenta", "ochenta"),
}
GUIDE = """---
id: archivo-{number}
title: "Archivo: {thing}"
kind: procedimiento
topics: [archivo]
sources: [abc-sre]
---

Esta guía dice cómo presta el archivo {thing}.

## Préstamo de {thing}
<!--
sources: [{{document: abc-sre, section: Uno}}]
questions: ["¿Cuántos días se prestan {thing}?"]
-->
El archivo presta {thing} durante {days} días, con credencial.

## Copias de {thing}
<!--
sources: [{{document: abc-sre, section: Dos}}]
questions: ["¿Cuántos pesos se pagan por copiar {thing}?"]
-->
Copiar {thing} se paga en la caja: {fee} pesos cada copia.
"""
RULES = "# Reglamento\n\n## Aula\n\nEl aula de grabado de Villa Ficticia abre los jueves a las siete.\n"


def row(id_: str, question: str, *facts: str, answerable: bool = True) -> dict[str, object]:
    usual = {"lang": "es", "kind": "fact", "documents": [], "evidence": []}
    return {**usual, "id": id_, "question": question, "answerable": answerable, "facts": [[fact] for fact in facts]}


def write(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ventanilla]:
    """Over a guide of two sections for each thing, and a small document."""
    folder = tmp_path_factory.mktemp("adding")
    (folder / "reglamento.md").write_text(RULES, encoding="utf-8")
    guides = tuple(
        parse_guide(GUIDE.format(number=number, thing=thing, days=days, fee=fee), thing)
        for number, (thing, (days, fee)) in enumerate(THINGS.items())
    )
    settings = CorpusSettings(_env_file=None, home=folder / "home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "load_guides", lambda: guides)
        pipeline.ingest([folder / "reglamento.md"], settings)
        yield factory.build(settings, AssistantSettings(_env_file=None, llm=None))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of each thing a question of one section, and one of both; and what no guide answers."""
    rows = [row("no", "¿Cuál es la receta del mole poblano?", answerable=False)]
    for number, (thing, (days, fee)) in enumerate(THINGS.items()):
        rows.append(row(f"una-{number}", f"¿Cuántos días presta el archivo {thing}?", f"{days} días"))
        both = f"¿Cuántos días presta el archivo {thing} y cuántos pesos se pagan por copiar?"
        rows.append(row(f"dos-{number}", both, f"{days} días", f"{fee} pesos"))
    return write(tmp_path_factory.mktemp("sets") / "set.jsonl", *rows)


@pytest.fixture(scope="module")
def found(asked: Path, assistant: Ventanilla) -> AdditionFit:
    return fit_additions([asked], [assistant])


def pairs(assistant: Ventanilla, path: Path) -> list[Pair]:
    return [pair for question in load_set(path) for pair in pairs_of(question, assistant)]


def test_the_other_section_adds_where_both_are_asked_and_nowhere_else(assistant, asked):
    adding = [pair for pair in pairs(assistant, asked) if pair.adds]
    assert [pair.question for pair in adding] == [f"dos-{number}" for number in range(len(THINGS))]
    assert all(pair.addition.same_document == 1.0 and pair.addition.new_words > 0 for pair in adding)


def test_a_fact_that_the_first_section_states_too_is_not_added(assistant, tmp_path):
    asked = row("q", "¿Cuántos días presta el archivo planos de catastro?", "con credencial")
    found = pairs(assistant, write(tmp_path / "set.jsonl", asked))
    assert found
    assert not any(pair.adds for pair in found)


def test_fitted_models_tell_in_cross_validation_what_adds(found):
    assert found.adding == len(THINGS)
    assert found.pairs == len(found.held_out.adds) > 2 * len(THINGS)
    assert found.held_out.auc > 0.95
    assert found.held_out.average_precision > 0.9


def test_the_model_found_keeps_the_threshold_and_the_one_in_use_is_judged_as_it_is(found, assistant, asked):
    assert found.model.threshold == ADDITIONS.threshold
    assert found.model != ADDITIONS
    given = [ADDITIONS.probability(pair.addition) for pair in pairs(assistant, asked)]
    assert found.in_use.probabilities.tolist() == given


def test_a_question_is_asked_of_every_assistant(asked, assistant, found):
    seen: list[tuple[int, int]] = []
    twice = fit_additions([asked], [assistant, assistant], progress=lambda done, total: seen.append((done, total)))
    assert (twice.pairs, twice.adding) == (2 * found.pairs, 2 * found.adding)
    assert seen == [(number, 4 * len(THINGS)) for number in range(4 * len(THINGS))]


@pytest.mark.parametrize(
    "question",
    [
        "¿Cuál es la receta del mole poblano con guajolote?",
        "¿A qué hora abre el aula de grabado de Villa Ficticia los jueves?",
        "¿En qué se distinguen los Mapas de Drenaje y los Libros de Cabildo?",
        "gracias",
    ],
)
def test_what_is_declined_compared_or_not_led_by_a_guide_has_no_pairs(assistant, tmp_path, question):
    assert pairs(assistant, write(tmp_path / "set.jsonl", row("q", question, "jueves"))) == []


def test_picking_is_as_worked_by_hand():
    picking = Picking(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, False, True, False]))
    # Of four pairs of one that adds and one that does not, three are in order; precision at the ranks of those that add
    # is 1 and 2/3.
    assert (picking.auc, picking.average_precision) == (0.75, pytest.approx(5 / 6))
    assert (picking.precision(0.5), picking.recall(0.5)) == (0.5, 0.5)
    assert (picking.precision(0.4), picking.recall(0.4)) == (pytest.approx(2 / 3), 1.0)
    assert (picking.precision(0.95), picking.recall(0.95)) == (0.0, 0.0)


def test_too_few_questions_or_none_that_is_answered_by_a_guide_are_refused(assistant, tmp_path):
    few = row("q", "¿Cuántos días presta el archivo planos de catastro?", "once días")
    for rows in ([few], [row("q", "¿Cuál es la receta del mole poblano con guajolote?", "nada")]):
        with pytest.raises(ValueError):  # noqa: PT011 - the message may be scikit-learn's
            fit_additions([write(tmp_path / "set.jsonl", *rows)], [assistant])


def test_a_bad_set_is_told(assistant, tmp_path):
    (tmp_path / "bad.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(EvaluationFileError):
        fit_additions([tmp_path / "bad.jsonl"], [assistant])
