"""Reading files in the format of SQuAD."""

import json
from pathlib import Path

import pytest

from corpus.errors import EvaluationFileError
from evals.benchmarks.squad import read_squad

PARAGRAPH = {"context": "Un párrafo.", "qas": [{"id": "1", "question": "¿Qué es?"}]}


def written(folder: Path, content: object) -> Path:
    path = folder / "set.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_paragraphs_are_numbered_and_questions_know_theirs() -> None:
    squad = read_squad(Path(__file__).parents[2] / "data" / "squad.es.json")
    assert len(squad.paragraphs) == 4
    assert {id_: number for id_, (_, number) in squad.questions.items()} == {
        "f1": 0,
        "f2": 0,
        "f3": 1,
        "p1": 2,
        "p2": 3,
    }
    assert squad.questions["f2"][0] == "¿Qué familia cuida el faro?"


def test_a_paragraph_that_comes_again_is_the_same(tmp_path: Path) -> None:
    again = {**PARAGRAPH, "qas": [{"id": "2", "question": "¿Y qué más?"}]}
    squad = read_squad(written(tmp_path, {"data": [{"paragraphs": [PARAGRAPH]}, {"paragraphs": [again]}]}))
    assert squad.paragraphs == ("Un párrafo.",)
    assert [number for _, number in squad.questions.values()] == [0, 0]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('{"data":\n [}', "set.json:2"),
        ({"datos": []}, "set.json"),
        ([], "set.json"),
        ({"data": []}, "set.json"),
        ({"data": [{"paragraphs": [PARAGRAPH, {"context": "Otro."}]}]}, "data[0].paragraphs[1]"),
        ({"data": [{"paragraphs": [{**PARAGRAPH, "context": " "}]}]}, "data[0].paragraphs[0]"),
    ],
)
def test_a_file_of_another_shape_is_told_with_the_place(tmp_path: Path, content: object, place: str) -> None:
    with pytest.raises(EvaluationFileError) as raised:
        read_squad(written(tmp_path, content))
    assert raised.value.place.endswith(place)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationFileError):
        read_squad(tmp_path / "none.json")
