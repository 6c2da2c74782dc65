"""What is taken for a claim in a sentence, and what is left to the reader."""

import pytest

from evals.knowledge.claims import Claim, ClaimKind, claims


def of(kind: ClaimKind, text: str) -> list[str]:
    return [claim.text for claim in claims(text) if claim.kind is kind]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("La firma el Instituto de Planeación de Villa Ficticia.", ["Instituto de Planeación de Villa Ficticia"]),
        ("Se avisa a la DGXP y al puerto.", ["DGXP"]),
        ("Desde Villa Ficticia sale el tren.", ["Villa Ficticia"]),
        ("El tren sale temprano. Llega tarde.", []),
        ("1. Pedir la copia.\n2. Pagar en Tesorería.", ["Tesorería"]),
        ("DGXP lo autoriza.", ["DGXP"]),
        ("Lo firma Ana de la Torre, Jefa de Unidad", ["Ana de la Torre", "Jefa de Unidad"]),
        ("Participa C40.", ["C40"]),
        ("Hay ferias: Textil, de Villa Ficticia.", ["Villa Ficticia"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert of(ClaimKind.NAME, text) == names


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Costó $16,187.50 en 2019.", ["16,187.50", "2019"]),
        ("1. Pedir la copia.\n2. Pagar 12 pesos.", ["12"]),
        ("Lo dice www.feria2020.org hoy.", []),
    ],
)
def test_numbers_but_those_of_a_list_or_an_address(text: str, numbers: list[str]) -> None:
    assert of(ClaimKind.NUMBER, text) == numbers


def test_a_date_is_claimed_as_day_and_month() -> None:
    assert of(ClaimKind.DATE, "Fue el 5 de marzo de 2021 y el 1º de abril.") == ["5 de marzo", "1 de abril"]


def test_titles_and_addresses() -> None:
    found = claims("La campaña «Villa abierta» está en www.villa.org.")
    assert Claim(ClaimKind.TITLE, "Villa abierta") in found
    assert Claim(ClaimKind.ADDRESS, "www.villa.org") in found


def test_each_claim_is_told_once() -> None:
    assert of(ClaimKind.NAME, "Se pide a la DGXP, y la DGXP lo da.") == ["DGXP"]
