import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.sketches import as_toml, containment, main, normalise, shingles, sketch

SourceText = Callable[[str], str]


def invented_text(words: int, seed: int = 7) -> str:
    """Lines of ten made-up words that hardly ever repeat a run of four."""
    generator = random.Random(seed)
    made = ["".join(generator.choices("abcdefghilmnoprstu", k=generator.randint(2, 9))) for _ in range(words)]
    return "\n".join(" ".join(made[start : start + 10]) for start in range(0, words, 10))


def test_words_lose_accents_case_punctuation_and_markdown() -> None:
    assert normalise("## **Acción** «Año»: café-bar, 2.ª edición") == "accion ano cafe bar 2 a edicion".split()


@pytest.mark.parametrize("hyphen", ["-\n", "- \n", "-\r\n", "-\n\n   ", "\u00ad\n", "\u2010\n", "\ufffe\n", "\x02\n"])
def test_words_broken_at_the_end_of_a_line_are_joined(hyphen: str) -> None:
    assert normalise(f"la vincula{hyphen}ción exterior") == ["la", "vinculacion", "exterior"]


def test_hyphens_inside_a_line_and_between_numbers_part_words() -> None:
    assert normalise("ciudad-ciudad 2017-\n2021") == ["ciudad", "ciudad", "2017", "2021"]


def test_ligatures_and_soft_hyphens_do_not_change_words() -> None:
    assert normalise("o\ufb01cina de coope\u00adración") == ["oficina", "de", "cooperacion"]


def test_shingles_are_the_same_on_every_machine() -> None:
    # `printf 'una red de ciudades' | b2sum -l 64` without its last bit.
    assert shingles(["una", "red", "de", "ciudades"]) == {2_205_072_383_461_147_878}


def test_a_text_shorter_than_a_shingle_is_one_and_no_text_is_none() -> None:
    assert len(shingles(["dos", "palabras"])) == 1
    assert shingles([]) == frozenset()
    assert sketch("  \n ¡! ", 8) == ()


def test_five_words_have_two_shingles_and_repeated_runs_count_once() -> None:
    assert len(shingles("a b c d e".split())) == 2
    assert len(shingles("a b a b a b a b".split())) == 2


def test_a_sketch_is_the_smallest_distinct_hashes_in_order() -> None:
    text = invented_text(400)
    found = sketch(text, 32)
    assert list(found) == sorted(shingles(normalise(text)))[:32]
    assert all(0 <= number < 2**63 for number in found)


def test_a_sketch_needs_a_positive_size() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        sketch("texto", 0)


def test_containment_is_the_share_of_the_sketch_that_is_held() -> None:
    assert containment((1, 2, 3, 4), {2, 4, 9}) == 0.5
    assert containment((), {1}) == 0.0


def test_containment_estimates_how_much_of_a_text_another_holds() -> None:
    text = invented_text(4000)
    quarter = "\n".join(text.splitlines()[:100])
    # 128 samples of a share of 1/4: standard deviation .04.
    assert containment(sketch(text, 128), shingles(normalise(quarter))) == pytest.approx(0.25, abs=0.12)
    assert containment(sketch(text, 128), shingles(normalise(invented_text(4000, seed=8)))) == 0.0


def test_the_command_prints_a_sketch_as_toml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = invented_text(200)
    (tmp_path / "texto.txt").write_text(text, encoding="utf-8")
    main([str(tmp_path / "texto.txt"), "--size", "7"])
    assert capsys.readouterr().out == as_toml(sketch(text, 7)) + "\n"


def test_the_command_fails_on_a_missing_file_and_on_a_size_of_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as failure:
        main([str(tmp_path / "no-existe.txt")])
    assert failure.value.code == 1
    assert "no-existe.txt" in capsys.readouterr().err
    with pytest.raises(SystemExit) as misuse:
        main(["texto.txt", "--size", "0"])
    assert misuse.value.code == 2


def test_a_quarter_of_a_megabyte_is_sketched_in_under_a_second(source_text: SourceText) -> None:
    text = source_text("cdmx-global")
    started = time.perf_counter()
    sketch(text, 128)
    assert time.perf_counter() - started < 1.0
