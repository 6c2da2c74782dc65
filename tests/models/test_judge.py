"""A real, if weak, model as judge: what it cannot do is told as not judged."""

import pytest

from assistant.generation import make_drafter
from assistant.settings import AssistantSettings
from corpus.embedding import OnnxEmbedder
from evals.judging import Judge, judge_run
from evals.results import Result

pytestmark = [pytest.mark.models, pytest.mark.timeout(600)]

TEXT = "The library of Villa Ficticia lends four volumes for eleven days. The head of the library grants each loan."


def test_every_answer_gets_a_judgement_within_bounds_or_none(server_address: str) -> None:
    settings = AssistantSettings(_env_file=None, llm="openai:smollm2", llm_base_url=server_address, llm_timeout=240)
    answers = [
        Result("a", "fact", "en", "How long is a loan?", True, False, 1, 1.0, True, 9, 1.0, TEXT, passages=(TEXT,)),
        Result("b", "fact", "en", "Who is it?", True, False, 1, 1.0, True, 9, 1.0, "A lamp. [1]", passages=(TEXT,)),
    ]
    model = make_drafter(settings)
    assert model is not None
    replies: list[str] = []

    def complete(system: str, user: str) -> str:
        replies.append(model.complete(system, user))
        return replies[-1]

    judged = judge_run(answers, Judge(complete, OnnxEmbedder()))
    assert [each.id for each in judged] == ["a", "b"]
    assert len(replies) >= 2 * len(answers)
    assert all(any(map(str.isalpha, reply)) for reply in replies)
    for each in judged:
        assert each.faithfulness is None or 0 <= each.faithfulness <= 1
        assert (each.relevance is None) == (not each.questions)
        assert each.relevance is None or -1 <= each.relevance <= 1
