"""Asking the assistant a question of a set, in its conversation."""

from collections.abc import Sequence

from assistant.answer import Answer, Turn
from assistant.service import Ventanilla


def ask(assistant: Ventanilla, question: str, *, history: Sequence[str] = (), k: int = 5) -> Answer:
    """The answer to the last turn; the earlier ones are asked first, since an answer depends on what was cited."""
    turns: list[Turn] = []
    for earlier in history:
        turns.append(assistant.ask(earlier, history=turns).as_turn())
    return assistant.ask(question, k=k, history=turns)
