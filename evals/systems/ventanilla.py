"""The assistant itself as a system to evaluate."""

from collections.abc import Collection, Sequence

from assistant.answer import Answer
from assistant.service import Ventanilla
from corpus.models import Passage
from evals.asking import ask
from evals.metrics import invalid_marks
from evals.results import Statement
from evals.systems.reply import Citation, RankedText, Reply


class VentanillaSystem:
    """Answers as users get them, a conversation at a time."""

    def __init__(self, assistant: Ventanilla, name: str = "ventanilla") -> None:
        self._assistant = assistant
        self.name = name

    @property
    def documents(self) -> Collection[str]:
        """Those of the library."""
        return self._assistant.library.documents.keys()

    def reply(self, question: str, *, history: Sequence[str] = (), k: int = 5) -> Reply:
        """Answers the last turn of a conversation."""
        answer = ask(self._assistant, question, history=history, k=k)
        return Reply(
            text=answer.answer,
            abstained=answer.abstained,
            ranked=tuple(ranked_text(each.passage, each.official) for each in answer.passages),
            citations=self._citations(answer),
            invalid_marks=len(invalid_marks(answer)),
            confidence=answer.trace.probability if answer.trace else None,
            milliseconds=answer.timings_ms["total"],
            statements=_statements(answer),
        )

    def _citations(self, answer: Answer) -> tuple[Citation, ...]:
        library = self._assistant.library
        cited = ((each.quote, library.passage(each.passage_id)) for each in answer.citations)
        return tuple(Citation(quote, ranked_text(passage, library.official(passage))) for quote, passage in cited)


def ranked_text(passage: Passage, official: Sequence[Passage]) -> RankedText:
    """A passage with those that travel with it."""
    together = (passage, *official)
    return RankedText(tuple(p.text for p in together), tuple((p.document_id, *p.section) for p in together))


def _statements(answer: Answer) -> tuple[Statement, ...]:
    quotes = {citation.n: citation.quote for citation in answer.citations}
    return tuple(
        Statement(statement.text, tuple(quotes[n] for n in statement.citations if n in quotes))
        for statement in answer.statements
    )
