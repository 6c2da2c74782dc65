from pathlib import Path

import pytest

from corpus.catalog import load_catalog
from corpus.errors import KnowledgeError
from corpus.question_bank import QUESTIONS_FOLDER, Stretch, load_bank, save_bank

VALID = '{"section": "Costos", "sketch": [3, 5], "questions": ["¿Cuánto?"]}'


def test_a_document_without_a_bank_has_no_stretches(tmp_path: Path) -> None:
    assert load_bank("otro", tmp_path) == ()


def test_a_bank_is_read_as_it_was_written(tmp_path: Path) -> None:
    stretches = (
        Stretch("Costos", (3, 5, 2**63 - 1), ("¿Cuánto cuesta?", "línea\u2028partida")),
        Stretch("", (7,), ("¿Quién?",)),
    )
    path = save_bank("aviso", stretches, tmp_path)
    assert path == tmp_path / "aviso.jsonl"
    assert "¿Cuánto" in path.read_text(encoding="utf-8")
    assert load_bank("aviso", tmp_path) == stretches


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "3",
        '{"section": "Costos", "sketch": [3]}',
        VALID.replace("[3, 5]", "[]"),
        VALID.replace("[3, 5]", '["x"]'),
        VALID.replace("[3, 5]", "3"),
        VALID.replace('["¿Cuánto?"]', "[]"),
        VALID.replace('["¿Cuánto?"]', '"¿Cuánto?"'),
        VALID.replace('["¿Cuánto?"]', "[3]"),
    ],
)
def test_a_line_that_breaks_the_format_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "aviso.jsonl").write_text(f"{VALID}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as failure:
        load_bank("aviso", tmp_path)
    assert failure.value.place == "aviso.jsonl:3"


@pytest.mark.parametrize("path", sorted(QUESTIONS_FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_shipped_bank_is_of_a_catalogued_document_and_holds_hashes_alone(path: Path) -> None:
    assert load_catalog().get(path.stem) is not None
    stretches = load_bank(path.stem)
    assert len(stretches) >= 20
    for stretch in stretches:
        assert list(stretch.sketch) == sorted(set(stretch.sketch))
        assert len(stretch.sketch) <= 32
        assert all(len(question) <= 250 for question in stretch.questions)
