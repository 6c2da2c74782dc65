"""The assistant itself as a system to evaluate."""

from collections.abc import Sequence

from assistant.answer import SECTION_SEPARATOR, Answer, RankedPassage, Turn
from assistant.answerability import AnswerabilityModel
from assistant.service import Ventanilla
from evals.metrics import invalid_marks
from evals.systems.reply import RankedText, Reply


class VentanillaSystem:
    """Answers as users get them, a conversation at a time."""

    def __init__(self, assistant: Ventanilla, name: str = "ventanilla") -> None:
        self._assistant = assistant
        self.name = name

    def reply(self, question: str, *, history: Sequence[str] = (), k: int = 5) -> Reply:
        """Answers the last turn; the earlier ones are asked first, since an answer depends on what was cited."""
        turns: list[Turn] = []
        for earlier in history:
            turns.append(self._assistant.ask(earlier, history=turns).as_turn())
        answer = self._assistant.ask(question, k=k, history=turns)
        return Reply(
            text=answer.answer,
            abstained=answer.abstained,
            ranked=tuple(map(_ranked, answer.passages)),
            quotes=self._quotes(answer),
            invalid_marks=len(invalid_marks(answer)),
            confidence=self._confidence(answer.rewritten or question),
            milliseconds=answer.timings_ms["total"],
        )

    def _quotes(self, answer: Answer) -> tuple[tuple[str, str], ...]:
        library = self._assistant.library
        return tuple((citation.quote, library.passage(citation.passage_id).text) for citation in answer.citations)

    def _confidence(self, question: str) -> float:
        return AnswerabilityModel().probability(self._assistant.evidence(question))


def _ranked(ranked: RankedPassage) -> RankedText:
    passage = ranked.passage
    place = (passage.document_id, *passage.section[-1:])
    return RankedText((passage.text, *(official.text for official in ranked.official)), SECTION_SEPARATOR.join(place))
