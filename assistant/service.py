"""The way of a question: from what was typed to a cited answer."""

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock

from assistant.answer import Answer, IndexInfo, Mode, RankedPassage, Reason, Turn
from assistant.answerability import AnswerabilityModel, missing_names, missing_years, weigh_evidence
from assistant.citations import CitedText, cite
from assistant.continuity import LOOKED_AT, go_on_from, title_told
from assistant.conversation import Understood, small_talk, understand
from assistant.drafting import DraftingTools, answer_from_draft
from assistant.emphasis import spans_asked
from assistant.evidence import asked_datum, asks_for_harm, gives
from assistant.fusion import FusionWeights, fitted_weights
from assistant.generation import Drafter
from assistant.parts import Part, parts_of, read_part, sides_of
from assistant.query import Query, language_of, read_query, tidy
from assistant.quoting import choose_quotes
from assistant.reranking import Reranker, RerankingRetriever
from assistant.retrieval import HybridRetriever, Retrieval
from assistant.settings import AssistantSettings
from assistant.suggestions import suggest, suggest_after
from assistant.trace import Trace
from assistant.wording import ENGLISH_FRAME, OFF_TOPIC, caution, courtesy, refusal
from corpus.errors import UnknownDocument
from corpus.glossary import Glossary
from corpus.lacking import says_lacking
from corpus.library import Library

NEAREST_SECTIONS = 3
# A section whose score is a smaller share of the best one's is not near the question any more.
NEAR_ENOUGH = 0.6
# Below this probability of an answer the question is not even near what the corpus covers.
OFF_TOPIC_BELOW = 0.1
# Below this probability an answer is given with a caution: one answerable question of the sets in eight is below it,
# and two in three of the others (docs/evaluation.md).
SURE = 0.65
# The composer looks at some more passages than are shown.
LEAST_CANDIDATES = 12
# The things that a question asks are searched side by side.
SEARCHES_AT_ONCE = 4
# How many of them a model is given.
DRAFT_PASSAGES = 5

EMPTY = CitedText("", (), ())


@dataclass(frozen=True, slots=True)
class OpenLibrary:
    """A generation with the retriever over it. They change together, so that no question is answered from two."""

    library: Library
    retriever: HybridRetriever


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on its way through the assistant, over the generation that it began with."""

    question: str
    library: Library
    understood: Understood
    query: Query
    retrieval: Retrieval
    parts: Mapping[Part, Retrieval]
    k: int


class Ventanilla:
    """The assistant over one library, which it reopens when a newer generation serves."""

    def __init__(
        self,
        library: Library,
        glossary: Glossary,
        settings: AssistantSettings,
        drafter: Drafter | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """Without a drafter every answer is made of quotes; without a reranker the search alone orders passages."""
        self._drafter = drafter
        self._reranker = reranker
        self._open = _over(library, reranker)
        self._reopening = Lock()
        self._searching = ThreadPoolExecutor(SEARCHES_AT_ONCE, "search")
        self._glossary = glossary
        self._settings = settings
        self._answerability = AnswerabilityModel()

    @property
    def weights(self) -> FusionWeights:
        """The weights with which signals are fused."""
        return fitted_weights()

    @property
    def library(self) -> Library:
        """The generation that answers."""
        return self._open.library

    def refresh(self) -> bool:
        """Reopens the library if a newer generation serves; tells whether it did."""
        if self.library.is_current():
            return False
        with self._reopening:
            # Another thread may have reopened it while this one waited.
            if self.library.is_current():
                return False
            self._open = _over(self.library.reopen(), self._reranker)
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
        opened = self._open
        _check_documents(documents, opened.library)
        text = tidy(question, self._settings.question_limit)
        if reason := small_talk(text):
            return _courtesy(question, reason, started, opened.library)
        understood = self._understand(text, history, opened.library)
        asked = self._search(question, understood, k, documents, opened)
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

    def _understand(self, text: str, history: Sequence[Turn], library: Library) -> Understood:
        asked = [turn for turn in history if small_talk(turn.question) is None]
        suggestions = suggest_after(asked[-1], library) if asked else ()
        return understand(text, history, self._glossary, suggestions, title_told(asked, library))

    def _search(
        self, question: str, understood: Understood, k: int, documents: Sequence[str] | None, opened: OpenLibrary
    ) -> Asked:
        query = read_query(understood.question, self._glossary, opened.library.vocabulary, understood.context)
        limit = max(k, LEAST_CANDIDATES)
        told = understood.carried if understood.context else ()
        retrieval = opened.retriever.search(query, max(limit, LOOKED_AT) if told else limit, documents=documents)
        retrieval = go_on_from(told, retrieval, opened.library, limit) if told else retrieval
        parts = self._search_parts(understood, documents, opened)
        return Asked(question, opened.library, understood, query, retrieval, parts, k)

    def _search_parts(
        self, understood: Understood, documents: Sequence[str] | None, opened: OpenLibrary
    ) -> dict[Part, Retrieval]:
        """What each thing asked finds by itself; nothing when one thing is asked, or the matter was said before."""
        if understood.context:
            return {}
        parts = parts_of(understood.question) or sides_of(understood.question, self._glossary)

        def search(part: Part) -> Retrieval:
            query = read_part(part, self._glossary, opened.library.vocabulary)
            return opened.retriever.search(query, LEAST_CANDIDATES, documents=documents)

        return dict(zip(parts, self._searching.map(search, parts), strict=True))

    def _answer(self, asked: Asked) -> Answer:
        trace = self._weigh(asked)
        if asks_for_harm(asked.query.text):
            answer = _decline(asked, trace, "off_topic")
        elif trace.probability < trace.threshold or not asked.retrieval.candidates:
            answer = _decline(asked, trace, "not_in_corpus" if self._on_topic(trace) else "off_topic")
        else:
            answer = self._answered(asked, trace)
        return replace(answer, trace=trace)

    def _weigh(self, asked: Asked) -> Trace:
        """Weighs whether the library answers the question as a whole, or else each of the things that it asks."""
        weighed = _with_sides(asked), asked.library
        evidence = weigh_evidence(*weighed)
        by_part = [self._probability(found, asked.library) for part, found in asked.parts.items() if not part.alone]
        return Trace(
            query=asked.query,
            parts={part: found.candidates for part, found in asked.parts.items()},
            candidates=asked.retrieval.candidates,
            evidence=evidence,
            probability=max(self._answerability.probability(evidence), min(by_part, default=0.0)),
            threshold=self._answerability.threshold,
            missing=(*missing_names(*weighed), *missing_years(*weighed)),
        )

    def _probability(self, retrieval: Retrieval, library: Library) -> float:
        return self._answerability.probability(weigh_evidence(retrieval, library))

    def _on_topic(self, trace: Trace) -> bool:
        """Whether a question names a matter of the glossary, or is like something that the library holds."""
        # A datum or a thing that the texts lack does not take a question off the topic.
        near = replace(trace.evidence, datum_missing=0.0, datum_unasked=0.0, thing_missing=0.0)
        probability = self._answerability.probability(near)
        return bool(trace.query.expansions) or probability >= OFF_TOPIC_BELOW

    def _answered(self, asked: Asked, trace: Trace) -> Answer:
        cited, mode, note = self._compose(asked)
        if not cited.statements:
            # Nothing near says anything by itself (a bare list of names, say): its section is still worth naming.
            return _decline(asked, trace, "not_in_corpus")
        frame = f"{ENGLISH_FRAME}\n\n" if asked.query.language == "en" else ""
        said = " ".join(filter(None, (note, _caution(trace, cited))))
        return replace(_result(asked, frame + cited.markdown, cited), mode=mode, note=said or None)

    def _compose(self, asked: Asked) -> tuple[CitedText, Mode, str | None]:
        """What stands of the model's draft, if there is a model and something stands; else the quotes, with a note."""
        note = None
        if self._drafter:
            tools = DraftingTools(self._drafter, asked.library, self._glossary)
            passages = [candidate.passage for candidate in asked.retrieval.candidates[:DRAFT_PASSAGES]]
            drafted = answer_from_draft(tools, asked.understood.text, passages, asked.query.language)
            if drafted.cited:
                return drafted.cited, "llm", drafted.note
            note = drafted.note
        quotes = choose_quotes(
            asked.query,
            asked.retrieval,
            asked.library,
            self._settings.answer_words,
            told=asked.understood.carried,
            parts=asked.parts,
        )
        things = [part.text for part in asked.parts] or [asked.query.text]
        bold = spans_asked(things, asked.retrieval.question, quotes)
        return cite(quotes, asked.library, bold), "quotes", note


def _decline(asked: Asked, trace: Trace, reason: Reason) -> Answer:
    language = asked.query.language
    if reason == "off_topic":
        return _result(asked, OFF_TOPIC[language], EMPTY, reason)
    return _result(asked, refusal(language, _nearest_sections(asked), trace.missing), EMPTY, reason)


def _with_sides(asked: Asked) -> Retrieval:
    """What is weighed: the candidates, after the best for each side of a comparison."""
    sides = [found.candidates[0] for part, found in asked.parts.items() if part.alone and found.candidates]
    each = {candidate.number: candidate for candidate in (*sides, *asked.retrieval.candidates)}
    return replace(asked.retrieval, candidates=tuple(each.values()))


def _caution(trace: Trace, cited: CitedText) -> str | None:
    """A note for an answer that is less than sure, or that lacks the datum asked for."""
    datum = asked_datum(trace.query.text) if trace.evidence.datum_missing else None
    told = [statement.text for statement in cited.statements]
    if datum and any(gives(text, datum) for text in told):
        datum = None
    if datum and any(says_lacking(text) for text in told):
        return None
    return caution(trace.query.language, datum.name if datum else None) if datum or trace.probability < SURE else None


def _nearest_sections(asked: Asked) -> tuple[str, ...]:
    """The sections that come close to a question which the library cannot answer, each with its document."""
    candidates = asked.retrieval.candidates
    near = [c.passage for c in candidates if c.score >= NEAR_ENOUGH * candidates[0].score]
    named = dict.fromkeys(
        f"«{p.section[-1]}» ({asked.library.document(p.document_id).title})" for p in near if p.section
    )
    return tuple(named)[:NEAREST_SECTIONS]


def _result(asked: Asked, text: str, cited: CitedText, reason: Reason | None = None) -> Answer:
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
                c.passage, asked.library.document(c.passage.document_id), c.score, asked.library.official(c.passage)
            )
            for c in candidates
        ),
        suggestions=suggest(
            [c.passage.id for c in asked.retrieval.candidates],
            {c.passage_id for c in cited.citations},
            asked.library,
            asked.query.text,
        ),
        mode="quotes",
        timings_ms={},
        index=_index(asked.library),
    )


def _courtesy(question: str, reason: Reason, started: float, library: Library) -> Answer:
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
        index=_index(library),
    )


def _check_documents(documents: Sequence[str] | None, library: Library) -> None:
    for document_id in documents or ():
        if document_id not in library.documents:
            raise UnknownDocument(document_id, tuple(library.documents))


def _index(library: Library) -> IndexInfo:
    return IndexInfo(library.generation, library.embedder.name)


def _over(library: Library, reranker: Reranker | None) -> OpenLibrary:
    weights = fitted_weights()
    hybrid = RerankingRetriever(library, weights, reranker) if reranker else HybridRetriever(library, weights)
    return OpenLibrary(library, hybrid)


def _timings(started: float, retrieved: float, answered: float) -> dict[str, float]:
    milliseconds = {"retrieve": retrieved - started, "answer": answered - retrieved, "total": answered - started}
    return {name: round(1000 * seconds, 2) for name, seconds in milliseconds.items()}
