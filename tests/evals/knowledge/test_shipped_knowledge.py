"""What ships in `corpus/`, checked against the source documents where they are at hand."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from corpus.catalog import load_catalog
from corpus.guides import Guide, load_guides
from corpus.question_bank import load_banks
from evals.datasets import SETS_FOLDER, load_set
from evals.knowledge.checks import check_guides, check_questions
from evals.knowledge.claims import Claim, ClaimKind
from evals.knowledge.truth import SourceText, load_exceptions

DEVELOPMENT_SET = Path(
    os.environ.get("VENTANILLA_DEVELOPMENT_SET", Path(__file__).parents[4] / "shared" / "evals" / "dev.jsonl")
)


@pytest.fixture(scope="module")
def guides() -> tuple[Guide, ...]:
    return load_guides()


@pytest.fixture(scope="module")
def texts(source_text: Callable[[str], str]) -> Mapping[str, str]:
    return {entry.id: source_text(entry.id) for entry in load_catalog().entries}


def test_the_guides_say_what_their_sources_say_in_other_words(guides, texts) -> None:
    assert list(check_guides(guides, texts, load_exceptions())) == []


def test_slips_of_the_pen_would_be_found(texts) -> None:
    slips = [
        Claim(ClaimKind.NUMBER, "73,519"),
        Claim(ClaimKind.DATE, "31 de febrero"),
        Claim(ClaimKind.NAME, "DGXP"),
        Claim(ClaimKind.NAME, "Secretaría de Asuntos Lunares"),
    ]
    sources = [SourceText(text) for text in texts.values()]
    assert not [slip for slip in slips for source in sources if source.holds(slip)]


def test_no_question_nearly_equals_one_of_our_sets(guides) -> None:
    asked = [question.question for path in sorted(SETS_FOLDER.glob("*.jsonl")) for question in load_set(path)]
    assert list(check_questions(guides, load_banks(), asked)) == []


def test_no_question_nearly_equals_one_of_the_development_set(guides) -> None:
    if not DEVELOPMENT_SET.is_file():
        pytest.skip(f"{DEVELOPMENT_SET} is not there: set VENTANILLA_DEVELOPMENT_SET to a set of questions")
    asked = [question.question for question in load_set(DEVELOPMENT_SET)]
    assert list(check_questions(guides, load_banks(), asked)) == []
