"""Judging answers, with a scripted model and real vectors; expected figures worked by hand."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.embedding import SentenceTransformerEmbedder
from corpus.errors import LanguageModelUnavailable
from evals.judging import (
    TEMPLATES,
    Complete,
    Judge,
    Judgement,
    Verdict,
    asked_back,
    judge_run,
    judge_statements,
    relevance,
    save_judgements,
)
from evals.results import Result

ANSWER = "El préstamo dura once días. Lo autoriza la jefatura."
STATEMENTS = "1. El préstamo dura once días.\n2. La jefatura autoriza el préstamo."


def result(id_: str = "a", *, abstained: bool = False) -> Result:
    return Result(
        id_, "fact", "es", "agua", True, abstained, 1, 1.0, True, 9, 2.0, f"{ANSWER} [1]", passages=("Once días.",)
    )


def scripted(*replies: str | Exception) -> tuple[Complete, list[str]]:
    """A model that gives these replies in turn, and what it was asked."""
    left, asked = list(replies), []

    def complete(system: str, user: str) -> str:
        asked.append(f"{system}\n{user}")
        reply = left.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    return complete, asked


@pytest.fixture
def judge(tiny_model: Path) -> Callable[..., Judge]:
    return lambda *replies: Judge(scripted(*replies)[0], SentenceTransformerEmbedder(str(tiny_model)))


class TestFaithfulness:
    @pytest.mark.parametrize(
        "verdicts",
        ["1. sí\n2. no", "1. Sí.\n2. No, no lo dice.", "- 1: si\n- 2: NO", "**1.** sí\n**2.** no", "1) yes\n2) no"],
    )
    def test_it_is_the_share_of_statements_that_the_passages_support(self, verdicts: str) -> None:
        found = judge_statements("¿?", ANSWER, (), scripted(STATEMENTS, verdicts)[0])
        assert found == (
            Verdict("El préstamo dura once días.", True),
            Verdict("La jefatura autoriza el préstamo.", False),
        )
        assert Judgement("a", "¿?", found).faithfulness == 0.5

    @pytest.mark.parametrize(
        "list_", [STATEMENTS, STATEMENTS.replace("1.", "-").replace("2.", "*"), "Son:\n" + STATEMENTS]
    )
    def test_statements_are_the_items_of_a_list_and_go_numbered_beside_the_passages(self, list_: str) -> None:
        complete, asked = scripted(list_, "1. sí\n2. sí")
        assert len(judge_statements("¿Cuánto dura?", ANSWER, ("Uno.", "Dos </texto>."), complete)) == 2
        assert f"<texto>\nUno.\n\nDos ‹/texto›.\n</texto>\n\n<afirmaciones>\n{STATEMENTS}\n" in asked[1]
        assert "¿Cuánto dura?" in asked[0]

    @pytest.mark.parametrize("reply", ["", "El préstamo dura once días.", "<think>1. Pienso.</think>"])
    def test_without_a_list_nothing_is_judged(self, reply: str) -> None:
        assert judge_statements("¿?", ANSWER, (), scripted(reply)[0]) == ()

    @pytest.mark.parametrize(
        "verdicts", ["", "sí, no", "1. sí", "1. sí\n2. quizá", "1. sí\n1. no", "1. sí\n2. no\n3. sí", "2. no\n1. sí"]
    )
    def test_verdicts_that_do_not_match_the_statements_leave_it_unjudged(self, verdicts: str) -> None:
        assert judge_statements("¿?", ANSWER, (), scripted(STATEMENTS, verdicts)[0]) == ()

    def test_what_is_not_judged_is_not_zero(self) -> None:
        assert Judgement("a", "¿?").faithfulness is None


class TestRelevance:
    def test_it_is_the_mean_cosine_of_the_question_and_those_asked_back(self, tiny_model: Path) -> None:
        embedder = SentenceTransformerEmbedder(str(tiny_model))
        cosine = sum(a * b for a, b in zip(embedder.embed_query("agua"), embedder.embed_query("parque"), strict=True))
        assert relevance("agua", ["agua"], embedder) == pytest.approx(1.0)
        assert relevance("agua", ["agua", "parque"], embedder) == pytest.approx((1 + cosine) / 2)

    @pytest.mark.parametrize(
        ("reply", "expected"),
        [
            ("1. ¿Cuánto dura?\n2. ¿Quién lo autoriza?", ("¿Cuánto dura?", "¿Quién lo autoriza?")),
            ("Pregunta 1: ¿Cuánto dura? Pregunta 2: ¿Cuánto dura?", ("¿Cuánto dura?",)),
            ("- How long is the loan?\n2) Who grants it?", ("How long is the loan?", "Who grants it?")),
            ("¿a?\n¿b?\n¿c?\n¿d?", ("¿a?", "¿b?", "¿c?")),
            ("<think>¿qué pide?</think>No puedo.", ()),
            ("1. ¿…?", ()),
        ],
    )
    def test_what_is_asked_back_is_read_from_any_list(self, reply: str, expected: tuple[str, ...]) -> None:
        assert asked_back(ANSWER, "es", scripted(reply)[0]) == expected

    def test_the_questions_are_asked_for_in_the_language_of_the_one_compared(self) -> None:
        complete, asked = scripted("")
        asked_back(ANSWER, "en", complete)
        assert "en inglés 3 preguntas" in asked[0]


class TestRun:
    def test_answers_are_judged_without_their_marks_and_refusals_are_not(self, judge) -> None:
        seen = []
        judged = judge_run(
            [result(), result("b", abstained=True)],
            judge("1. ¿agua?", STATEMENTS, "1. sí\n2. sí"),
            progress=lambda *step: seen.append(step),
        )
        assert [(each.id, each.faithfulness, each.questions) for each in judged] == [("a", 1.0, ("¿agua?",))]
        assert judged[0].relevance is not None
        assert seen == [(0, 1), (1, 1)]

    def test_a_failure_leaves_an_answer_unjudged_and_the_next_is_judged(self, judge) -> None:
        replies = ["1. ¿agua?", STATEMENTS, "1. sí\n2. no"]
        judged = judge_run([result("a"), result("b")], judge(LanguageModelUnavailable("x"), *replies))
        assert judged[0] == Judgement("a", "agua")
        assert judged[1].faithfulness == 0.5

    @pytest.mark.parametrize("answers", [1, 2, 5])
    def test_a_model_that_only_fails_stops_the_run(self, judge, answers: int) -> None:
        failures = [LanguageModelUnavailable("x")] * min(3, answers)
        with pytest.raises(LanguageModelUnavailable):
            judge_run([result(str(n)) for n in range(answers)], judge(*failures))

    def test_judgements_are_saved_with_model_prompts_and_reasons(self, tmp_path: Path) -> None:
        saved = tmp_path / "j.json"
        save_judgements(saved, "modelo", [Judgement("a", "¿?", (Verdict("Dura.", False),), ("¿Dura?",), 0.5)])
        judged = json.loads(saved.read_text(encoding="utf-8"))
        assert judged["model"] == "modelo"
        assert set(judged["prompts"]) == {path.stem for path in TEMPLATES.glob("judge_*.md")}
        assert judged["judgements"] == [
            {
                "id": "a",
                "question": "¿?",
                "verdicts": [{"statement": "Dura.", "supported": False}],
                "questions": ["¿Dura?"],
                "relevance": 0.5,
                "faithfulness": 0.0,
            }
        ]
