"""How many words of a source may stand in our text."""

import pytest

from evals.knowledge.repetition import Sources, repetitions

SOURCE = " ".join(f"palabra{n}" for n in range(400))


def own(count: int) -> str:
    return " ".join(f"propia{n}" for n in range(count))


def test_a_text_in_its_own_words_is_no_repetition() -> None:
    assert list(repetitions({"a": own(60)}, Sources([SOURCE]))) == []


@pytest.mark.parametrize(("copied", "told"), [(14, False), (15, True)])
def test_more_than_fourteen_words_in_a_row_are_too_many(copied: int, told: bool) -> None:
    words = " ".join(SOURCE.split()[100 : 100 + copied])
    found = list(repetitions({"a": f"{own(300)} {words}"}, Sources([SOURCE])))
    assert bool(found) is told


def test_many_short_runs_are_too_many() -> None:
    words = SOURCE.split()
    text = " ".join(f"{' '.join(words[start : start + 9])} {own(3)}" for start in range(0, 300, 10))
    (found,) = repetitions({"a": text}, Sources([SOURCE]))
    # 30 pieces of 9 source words and 3 own ones: 360 words, 353 runs of 8, of which 60 are copied.
    assert (found.name, found.run, round(found.share, 3)) == ("a", "", round(60 / 353, 3))


def test_the_first_run_that_is_too_long_is_told() -> None:
    words = " ".join(SOURCE.split()[:20])
    (found,) = repetitions({"a": words}, Sources([SOURCE]))
    assert found.run == " ".join(SOURCE.split()[:15])


def test_an_empty_text_repeats_nothing() -> None:
    assert list(repetitions({"a": ""}, Sources([SOURCE]))) == []
