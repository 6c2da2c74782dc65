"""Telling what the documents say from what a guide says they lack."""

import pytest

from corpus.lacking import says_lacking


@pytest.mark.parametrize(
    "sentence",
    [
        "Los documentos no indican cuánto cuesta el permiso.",
        "**Ojo:** el reporte no da teléfono ni correo.",
        "El informe cuenta sólo la inauguración; no dice quién pagó.",
        "El Libro Blanco no precisa la moneda.",
    ],
)
def test_a_gap_of_the_documents_is_told_as_such(sentence):
    assert says_lacking(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["El municipio no da permisos los domingos.", "No se cobra cuota.", "El documento se entrega firmado.", ""],
)
def test_other_denials_are_none(sentence):
    assert not says_lacking(sentence)
