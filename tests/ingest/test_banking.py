import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from corpus.catalog import load_catalog
from corpus.errors import KnowledgeError
from corpus.question_bank import QUESTIONS_FOLDER, load_bank, save_bank
from corpus.sketches import normalise, shingles, sketch
from ingest.banking import STRETCH_SKETCH_SIZE, WrittenQuestions, make_bank, read_written
from ingest.binding import bind
from ingest.documents import file_document

WORDS = [f"palabra{number}" for number in range(300)]
TEXT = ". ".join(" ".join(WORDS[start : start + 10]) for start in range(0, 300, 10)) + "."

BANKED = sorted(path.stem for path in QUESTIONS_FOLDER.glob("*.jsonl"))


def written(first: int, last: int, *questions: str) -> WrittenQuestions:
    """Questions over the words from `first` to `last`, quoted by three words at each end."""
    return WrittenQuestions("Título", " ".join(WORDS[first : first + 3]), " ".join(WORDS[last - 3 : last]), questions)


def test_a_stretch_is_sketched_from_its_first_to_its_last_word() -> None:
    made = make_bank([written(20, 90, "¿Qué?")], TEXT)
    (stretch,) = made.stretches
    assert stretch.sketch == sketch(" ".join(WORDS[20:90]), STRETCH_SKETCH_SIZE)
    assert (stretch.section, stretch.questions, made.not_found) == ("Título", ("¿Qué?",), ())


def test_stretches_may_overlap_and_come_in_any_order() -> None:
    made = make_bank([written(100, 200, "¿B?"), written(120, 180, "¿C?"), written(0, 50, "¿A?")], TEXT)
    assert [stretch.questions for stretch in made.stretches] == [("¿B?",), ("¿C?",), ("¿A?",)]


def test_of_two_that_begin_alike_each_finds_its_own() -> None:
    twice = f"inicio común {' '.join(WORDS[:40])} inicio común {' '.join(WORDS[40:80])}"
    entries = [
        WrittenQuestions("", "inicio común palabra0", "palabra39", ("¿Primero?",)),
        WrittenQuestions("", "inicio común", "palabra79", ("¿Segundo?",)),
    ]
    first, second = make_bank(entries, twice).stretches
    assert first.sketch != second.sketch


def test_words_broken_in_the_quotation_are_found_whole_in_the_text() -> None:
    entry = WrittenQuestions("", "palabra20 pala- bra21", "palabra88 palabra89", ("¿Qué?",))
    (stretch,) = make_bank([entry], TEXT).stretches
    assert stretch.sketch == sketch(" ".join(WORDS[20:90]), STRETCH_SKETCH_SIZE)


def test_what_is_not_in_the_text_is_told() -> None:
    nowhere = WrittenQuestions("", "otras palabras", "palabra9", ("¿Qué?",))
    backwards = WrittenQuestions("", "palabra50", "palabra10", ("¿Qué?",))
    made = make_bank([nowhere, written(0, 30, "¿A?"), backwards], TEXT)
    assert made.not_found == (nowhere, backwards)
    assert len(made.stretches) == 1


def test_the_file_of_a_bank_holds_no_run_of_the_text(tmp_path: Path) -> None:
    path = save_bank("d", make_bank([written(20, 200, "¿De qué se trata?")], TEXT).stretches, tmp_path)
    assert not shingles(normalise(path.read_text(encoding="utf-8"))) & shingles(normalise(TEXT))


def test_written_questions_are_read_from_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    row = {"document": "d", "heading": "H", "from": "a b", "to": "y z", "questions": ["¿1?", "¿2?"]}
    path.write_text(f"{json.dumps(row)}\n\n", encoding="utf-8")
    (entry,) = read_written(path)
    assert asdict(entry) == {"heading": "H", "first_words": "a b", "last_words": "y z", "questions": ("¿1?", "¿2?")}


@pytest.mark.parametrize("line", ["{", "[]", '{"heading": "H", "from": "a", "to": "b"}'])
def test_a_written_line_that_breaks_the_format_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as failure:
        read_written(path)
    assert failure.value.place == "d.jsonl:2"


@pytest.mark.parametrize("document_id", BANKED)
def test_a_shipped_bank_binds_to_its_document_and_quotes_next_to_nothing_of_it(
    document_id: str, source_text: Callable[[str], str], tmp_path: Path
) -> None:
    path = tmp_path / f"{document_id}.txt"
    path.write_text(source_text(document_id), encoding="utf-8")
    stretches = load_bank(document_id)
    binding = bind(file_document(path, "f", load_catalog(), as_id=None), stretches)
    assert len(binding.unbound) <= 0.02 * len(stretches)
    assert len(binding.without_questions) <= 0.5 * len(binding.entry.passages)
    asked = [shingles(normalise(question), 8) for stretch in stretches for question in stretch.questions]
    held = shingles(normalise(path.read_text(encoding="utf-8")), 8)
    copied = sum(bool(runs & held) for runs in asked)
    assert copied <= 0.02 * len(asked)
