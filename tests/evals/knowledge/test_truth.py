"""Whether a claim stands in a document, however the document is laid out."""

from pathlib import Path

import pytest

from corpus.errors import KnowledgeError
from corpus.guides import Guide, parse_guide
from evals.knowledge.claims import Claim, ClaimKind
from evals.knowledge.truth import Exceptions, SourceText, load_exceptions, unsupported

SOURCE = SourceText(
    "El INSTITUTO DE PLANEA-\nCIÓN de Villa Ficticia (DGXP) gastó 16,187,025.00 pesos y recibió a 1 306 personas "
    "entre el 4 y el 9 de octubre, y el 3.5 por ciento en mayo (acta del 18/11/1996). Puerto, Montaña."
)
NONE = Exceptions({})
GUIDE = """---
id: copias
title: Copias
kind: procedimiento
topics: [copias]
sources: [actas]
---

Cómo se piden en Villa Ficticia.

## ¿Quién las da?
<!--
sources: [{document: actas, section: Oficinas}]
questions: ["¿Quién las da?"]
-->
Las da la DGXP en 16,187,025 pesos.
"""


@pytest.fixture
def guide() -> Guide:
    return parse_guide(GUIDE, "copias.md")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ClaimKind.NAME, "Instituto de Planeación"),
        (ClaimKind.NAME, "DGXP"),
        (ClaimKind.NAME, "Montaña y Puerto"),
        (ClaimKind.NUMBER, "16,187,025"),
        (ClaimKind.NUMBER, "16187025"),
        (ClaimKind.NUMBER, "1,306"),
        (ClaimKind.NUMBER, "3.50"),
        (ClaimKind.DATE, "4 de octubre"),
        (ClaimKind.DATE, "9 de octubre"),
        (ClaimKind.DATE, "18 de noviembre"),
        (ClaimKind.TITLE, "instituto de planeación de Villa Ficticia"),
    ],
)
def test_what_the_document_says_in_its_own_layout_is_held(kind: ClaimKind, text: str) -> None:
    assert SOURCE.holds(Claim(kind, text))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (ClaimKind.NAME, "Instituto Metropolitano de Planeación"),
        (ClaimKind.NAME, "GXP"),
        (ClaimKind.NAME, "Mont"),
        (ClaimKind.NUMBER, "187"),
        (ClaimKind.NUMBER, "35"),
        (ClaimKind.DATE, "5 de octubre"),
        (ClaimKind.DATE, "4 de mayo"),
        (ClaimKind.TITLE, "Planeación Ficticia"),
    ],
)
def test_what_it_does_not_say_is_not(kind: ClaimKind, text: str) -> None:
    assert not SOURCE.holds(Claim(kind, text))


def test_a_guide_that_its_source_bears_out_has_nothing_unsupported(guide: Guide) -> None:
    assert list(unsupported([guide], {"actas": SOURCE}, NONE)) == []


def test_a_wrong_figure_is_told_with_its_place(guide: Guide) -> None:
    wrong = parse_guide(GUIDE.replace("16,187,025", "16,187,026"), "copias.md")
    (found,) = unsupported([wrong], {"actas": SOURCE}, NONE)
    assert (found.guide, found.section, found.documents) == ("copias", "¿Quién las da?", ("actas",))
    assert found.claim == Claim(ClaimKind.NUMBER, "16,187,026")


def test_the_summary_is_checked_too() -> None:
    wrong = parse_guide(GUIDE.replace("Villa Ficticia.\n\n##", "Puerto Marino.\n\n##"), "copias.md")
    assert [each.claim.text for each in unsupported([wrong], {"actas": SOURCE}, NONE)] == ["Puerto Marino"]


def test_an_exception_is_let_through() -> None:
    wrong = parse_guide(GUIDE.replace("DGXP", "DGXQ"), "copias.md")
    assert list(unsupported([wrong], {"actas": SOURCE}, Exceptions({"DGXQ": "a misprint of the source"}))) == []


def test_a_section_over_a_document_that_is_not_at_hand_is_left_out(guide: Guide) -> None:
    assert list(unsupported([guide], {"otro": SourceText("")}, NONE)) == []


def test_every_exception_that_ships_has_a_reason() -> None:
    assert all(reason.strip() for reason in load_exceptions().reasons.values())


def test_an_exception_without_a_reason_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.toml"
    path.write_text('[[exception]]\ntext = "X"\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match="missing"):
        load_exceptions(path)
