"""The way of a question: from what was typed to a cited answer."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, IndexInfo, Mode, RankedPassage, Reason, Turn
from assistant.answerability import AnswerabilityModel, weigh_evidence
from assistant.citations import CitedText, cite
from assistant.conversation import Understood, small_talk, understand
from assistant.drafting import Desk, answer_from_draft
from assistant.fusion import FusionWeights
from assistant.generation import Drafter
from assistant.query import Query, language_of, read_query, tidy
from assistant.quoting import choose_quotes
from assistant.retrieval import HybridRetriever, Retrieval
from assistant.settings import AssistantSettings
from assistant.wording import ENGLISH_FRAME, OFF_TOPIC, courtesy, refusal
from corpus.errors import UnknownDocument
from corpus.glossary import Glossary
from corpus.library import Library
from corpus.models import DocumentKind

SUGGESTIONS = 3
NEAREST_SECTIONS = 3
# Below this probability of an answer the question is not even near what the corpus covers.
OFF_TOPIC_BELOW = 0.1
# The composer looks at some more passages than are shown.
LEAST_CANDIDATES = 5

EMPTY = CitedText("", (), ())


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on its way through the assistant."""

    question: str
    understood: Understood
    query: Query
    retrieval: Retrieval
    k: int


class Ventanilla:
    """The assistant over one library, which it reopens when a newer generation serves."""

    def __init__(
        self, library: Library, glossary: Glossary, settings: AssistantSettings, drafter: Drafter | None = None
    ) -> None:
        """Without a drafter every answer is made of quotes."""
        self._drafter = drafter
        self._library = library
        self._glossary = glossary
        self._settings = settings
        self._answerability = AnswerabilityModel()
        self._retriever = HybridRetriever(library, FusionWeights())

    @property
    def library(self) -> Library:
        """The generation that answers."""
        return self._library

    def refresh(self) -> bool:
        """Reopens the library if a newer generation serves; tells whether it did."""
        if self._library.is_current():
            return False
        self._library = self._library.reopen()
        self._retriever = HybridRetriever(self._library, FusionWeights())
        return True

    def ask(
        self, question: str, *, k: int = 5, documents: Sequence[str] | None = None, history: Sequence[Turn] = ()
    ) -> Answer:
        """Answers a question from the documents (all when None), with the `k` best passages.

        `history` is the conversation so far, oldest turn first. Raises EmptyQuestion, QuestionTooLong,
        UnreadableQuestion, UnknownDocument and IndexProblem.
        """
        started = time.perf_counter()
        self.refresh()
        self._check_documents(documents)
        text = tidy(question, self._settings.question_limit)
        if reason := small_talk(text):
            return self._courtesy(question, reason, started)
        asked = self._search(question, text, k, documents, history)
        retrieved = time.perf_counter()
        answer = self._answer(asked)
        timings = _timings(started, retrieved, time.perf_counter())
        return replace(answer, timings_ms=timings)

    def stream(
        self, question: str, *, k: int = 5, documents: Sequence[str] | None = None, history: Sequence[Turn] = ()
    ) -> Iterator[str | Answer]:
        """The answer's text in pieces, and the whole answer last. Arguments and errors as in `ask`."""
        answer = self.ask(question, k=k, documents=documents, history=history)
        yield from answer.answer.splitlines(keepends=True)
        yield answer

    def _search(
        self, question: str, text: str, k: int, documents: Sequence[str] | None, history: Sequence[Turn]
    ) -> Asked:
        suggestions = self._suggest_after(history[-1]) if history else ()
        understood = understand(text, history, suggestions)
        query = read_query(understood.text, self._glossary, self._library.vocabulary, understood.context)
        retrieval = self._retriever.search(
            query, max(k, LEAST_CANDIDATES), documents=documents, carried=understood.carried
        )
        return Asked(question, understood, query, retrieval, k)

    def _answer(self, asked: Asked) -> Answer:
        evidence = weigh_evidence(asked.query, asked.retrieval, self._library)
        probability = self._answerability.probability(evidence)
        if probability < self._answerability.threshold or not asked.retrieval.candidates:
            return self._decline(asked, "off_topic" if probability < OFF_TOPIC_BELOW else "not_in_corpus")
        cited, mode, note = self._compose(asked)
        frame = f"{ENGLISH_FRAME}\n\n" if asked.query.language == "en" else ""
        return replace(self._result(asked, frame + cited.markdown, cited), mode=mode, note=note)

    def _compose(self, asked: Asked) -> tuple[CitedText, Mode, str | None]:
        """What stands of the model's draft, if there is a model and something stands; else the quotes, with a note."""
        note = None
        if self._drafter:
            desk = Desk(self._drafter, self._library, self._glossary)
            passages = [candidate.passage for candidate in asked.retrieval.candidates]
            drafted = answer_from_draft(desk, asked.query.text, passages, asked.query.language)
            if drafted.cited:
                return drafted.cited, "llm", drafted.note
            note = drafted.note
        quotes = choose_quotes(asked.query, asked.retrieval, self._library, self._settings.answer_words)
        return cite(quotes, self._library), "quotes", note

    def _decline(self, asked: Asked, reason: Reason) -> Answer:
        language = asked.query.language
        if reason == "off_topic":
            return self._result(asked, OFF_TOPIC[language], EMPTY, reason)
        nearest = dict.fromkeys(
            f"{c.passage.section[-1] if c.passage.section else self._library.document(c.passage.document_id).title}"
            for c in asked.retrieval.candidates
        )
        return self._result(asked, refusal(language, tuple(nearest)[:NEAREST_SECTIONS]), EMPTY, reason)

    def _result(self, asked: Asked, text: str, cited: CitedText, reason: Reason | None = None) -> Answer:
        candidates = asked.retrieval.candidates[: asked.k]
        return Answer(
            question=asked.question,
            rewritten=asked.understood.rewritten,
            language=asked.query.language,
            abstained=reason is not None,
            reason=reason,
            answer=text,
            statements=cited.statements,
            citations=cited.citations,
            passages=tuple(
                RankedPassage(
                    c.passage, self._library.document(c.passage.document_id), c.score, self._library.official(c.passage)
                )
                for c in candidates
            ),
            suggestions=self._suggest(
                [c.passage.id for c in asked.retrieval.candidates], {c.passage_id for c in cited.citations}
            ),
            mode="quotes",
            timings_ms={},
            index=self._index(),
        )

    def _courtesy(self, question: str, reason: Reason, started: float) -> Answer:
        language = language_of(question)
        now = time.perf_counter()
        return Answer(
            question=question,
            rewritten=None,
            language=language,
            abstained=False,
            reason=reason,
            answer=courtesy(reason, language),
            statements=(),
            citations=(),
            passages=(),
            suggestions=(),
            mode="quotes",
            timings_ms=_timings(started, now, now),
            index=self._index(),
        )

    def _suggest_after(self, turn: Turn) -> tuple[str, ...]:
        return self._suggest(turn.cited, set())

    def _suggest(self, passage_ids: Sequence[str], used: set[str]) -> tuple[str, ...]:
        """Questions that the guide sections near the answer answer, none of those already quoted."""
        found: dict[str, None] = {}
        for passage_id in passage_ids:
            if passage_id not in self._library.numbers:
                continue
            passage = self._library.passage(passage_id)
            entry = self._library.documents[passage.document_id]
            if entry.document.kind is not DocumentKind.GUIDE:
                continue
            for section in entry.passages if passage_id in used else (passage,):
                if section.id not in used and section.questions:
                    found.setdefault(section.questions[0])
        return tuple(found)[:SUGGESTIONS]

    def _check_documents(self, documents: Sequence[str] | None) -> None:
        for document_id in documents or ():
            if document_id not in self._library.documents:
                raise UnknownDocument(document_id, tuple(self._library.documents))

    def _index(self) -> IndexInfo:
        return IndexInfo(self._library.generation, self._library.embedder.name)


def _timings(started: float, retrieved: float, answered: float) -> dict[str, float]:
    milliseconds = {"retrieve": retrieved - started, "answer": answered - retrieved, "total": answered - started}
    return {name: round(1000 * seconds, 2) for name, seconds in milliseconds.items()}
