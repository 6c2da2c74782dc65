"""Retrieval of paragraphs, with the real assistant over a tiny file of invented ones."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import EvaluationFileError
from corpus.settings import CorpusSettings
from evals.benchmarks import xquad
from evals.benchmarks.squad import Squad, read_squad
from evals.benchmarks.xquad import Scores, asked_in, evaluate, index_paragraphs, main, score_lines

DATA = Path(__file__).parents[2] / "data"
SPANISH, ENGLISH = DATA / "squad.es.json", DATA / "squad.en.json"


@pytest.fixture(scope="module")
def squad() -> Squad:
    return read_squad(SPANISH)


@pytest.fixture(scope="module")
def library(tmp_path_factory, squad: Squad, guides_library: Callable[[Path], CorpusSettings]) -> CorpusSettings:
    """The guides, and the paragraphs of the file."""
    settings = guides_library(tmp_path_factory.mktemp("xquad"))
    assert index_paragraphs(squad, settings) == 0
    return settings


def test_every_question_finds_its_paragraph(squad: Squad, library: CorpusSettings) -> None:
    assert evaluate(squad, library) == Scores(5, 4, 0, 1.0, 1.0, 1.0)


def test_questions_in_english_find_the_same_paragraphs(squad: Squad, library: CorpusSettings) -> None:
    scores = evaluate(asked_in(squad, read_squad(ENGLISH), "en"), library)
    assert (scores.questions, scores.recall_at_5) == (5, 1.0)
    assert scores.recall_at_1 >= 0.6


def test_guides_take_no_rank_and_a_paragraph_counts_at_the_rank_where_it_stands(library: CorpusSettings) -> None:
    # The question is of the guides and of the lighthouse; whatever the order, the four paragraphs share four ranks.
    paragraphs = read_squad(SPANISH).paragraphs
    asked = {str(n): ("¿Cómo se firma un hermanamiento?", n) for n in range(4)}
    scores = evaluate(Squad(paragraphs, asked), library)
    assert scores.mrr == pytest.approx((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert (scores.recall_at_1, scores.recall_at_5) == (0.25, 1.0)


def test_a_question_that_the_other_file_lacks_is_told(squad: Squad) -> None:
    other = Squad(squad.paragraphs, {id_: asked for id_, asked in squad.questions.items() if id_ != "p1"})
    with pytest.raises(EvaluationFileError, match="p1"):
        asked_in(squad, other, "en.json")


def test_scores_are_told_in_lines() -> None:
    scores = {
        "xquad.es.json": Scores(1190, 240, 2, 0.5, 0.75, 0.61234),
        "en.json": Scores(1190, 240, 2, 0.25, 0.5, 0.4),
    }
    assert score_lines(scores) == [
        "Preguntas: 1,190; párrafos: 240, de ellos sin leer 2",
        "Preguntas de     R@1    R@5    MRR",
        "xquad.es.json  0.500  0.750  0.612",
        "en.json        0.250  0.500  0.400",
    ]


def test_the_command_prints_the_scores_of_each_file_of_questions(library: CorpusSettings, monkeypatch, capsys) -> None:
    # The index of the fixture stands for the one that the command would make.
    monkeypatch.setattr(xquad, "index_paragraphs", lambda _squad, _settings: 0)
    monkeypatch.setattr(xquad, "evaluate", lambda squad, _settings, unread: evaluate(squad, library, unread=unread))
    main([str(SPANISH), "--questions", str(ENGLISH)])
    summary, _, *rows = capsys.readouterr().out.splitlines()
    assert summary == "Preguntas: 5; párrafos: 4"
    assert [row.split()[0] for row in rows] == [str(SPANISH), str(ENGLISH)]
    assert rows[0].split()[1:] == ["1.000", "1.000", "1.000"]


def test_the_command_explains_a_file_that_it_cannot_use(tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit) as raised:
        main([str(tmp_path / "none.json")])
    assert raised.value.code == 1
    assert "No se puede usar" in capsys.readouterr().err
