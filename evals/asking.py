"""Asking the assistant a question of a set, in its conversation."""

from collections.abc import Sequence

from assistant.answer import Answer, Turn
from assistant.service import Ventanilla


def ask(assistant: Ventanilla, question: str, *, history: Sequence[str] = (), k: int = 5) -> Answer:
    """The answer to the last turn; the earlier ones are asked first, since an answer depends on what was cited."""
    return assistant.ask(question, k=k, history=conversation(assistant, history))


def conversation(assistant: Ventanilla, questions: Sequence[str]) -> list[Turn]:
    """The turns of a conversation in which these questions are asked."""
    turns: list[Turn] = []
    for question in questions:
        turns.append(assistant.ask(question, history=turns).as_turn())
    return turns
