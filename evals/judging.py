"""A language model as judge: do answers say only what their passages say, and do they answer what was asked?

Faithfulness and answer relevance as defined in section 3 of S. Es, J. James, L. Espinosa-Anke and S. Schockaert (2024),
RAGAs: Automated Evaluation of Retrieval Augmented Generation, EACL, system demonstrations. The prompts are our own, in
Spanish, and ask for lists where the library ragas asks for JSON, which small models break.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from assistant.draft_reading import THOUGHTS
from assistant.prompts import LANGUAGES, harmless, load_prompt
from corpus.errors import LanguageModelError
from corpus.ports import Embedder
from evals.metrics import without_marks
from evals.results import Result

TEMPLATES = Path(__file__).with_name("templates")
# Questions that the answer is turned back into: the n of the paper, which leaves it open; 3 in ragas.
QUESTIONS = 3
# A model that fails on so many answers in a row will fail on the others too.
PATIENCE = 3

ITEM = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+(\S.*?)\s*$", re.MULTILINE)
VERDICT = re.compile(r"^\W*(\d{1,2})\W+(s[ií]|yes|no)\b", re.MULTILINE | re.IGNORECASE)
# From ¿ to ?, or a line up to its ? without the label of the list.
QUESTION = re.compile(r"¿[^¿?\n]*\w[^¿?\n]*\?|^[^\w¿\n]*(?:\d{1,2}[^\w¿\n]+)?(\w[^¿?\n]*\?)", re.MULTILINE)

Complete = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class Judge:
    """A model that replies to a system's and a user's text, and what compares questions."""

    complete: Complete
    embedder: Embedder


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer states, and whether the model found it in the passages."""

    statement: str
    supported: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the model said of an answer.

    `verdicts` are of its statements, `questions` those that it would answer, `relevance` how near they are to the one
    that was asked, from -1 to 1. What the model gave no usable reply for is empty or None.
    """

    id: str
    question: str
    verdicts: tuple[Verdict, ...] = ()
    questions: tuple[str, ...] = ()
    relevance: float | None = None

    @property
    def faithfulness(self) -> float | None:
        """F = |V| / |S|: the share of the statements S that the passages support, V; None if not judged."""
        return fmean(verdict.supported for verdict in self.verdicts) if self.verdicts else None


def judge_run(
    results: Sequence[Result], judge: Judge, *, progress: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Judgement, ...]:
    """Judges every answer of a run; refusals state nothing and are left out.

    Raises LanguageModelError when the model fails on the first answers or on several in a row; a single failure leaves
    that answer without judgement.
    """
    answers = [result for result in results if not result.abstained]
    judged: list[Judgement] = []
    failures = 0
    for number, result in enumerate(answers):
        progress(number, len(answers))
        try:
            judged.append(judge_answer(result, judge))
            failures = 0
        except LanguageModelError:
            failures += 1
            if failures == min(PATIENCE, len(answers)):
                raise
            judged.append(Judgement(result.id, result.question))
    progress(len(answers), len(answers))
    return tuple(judged)


def judge_answer(result: Result, judge: Judge) -> Judgement:
    """Three requests: the statements of the answer, their verdicts, the questions that it answers.

    Raises LanguageModelError.
    """
    answer = without_marks(result.answer)
    questions = asked_back(answer, result.language, judge.complete)
    return Judgement(
        result.id,
        result.question,
        verdicts=judge_statements(result.question, answer, result.passages, judge.complete),
        questions=questions,
        relevance=relevance(result.question, questions, judge.embedder) if questions else None,
    )


def judge_statements(question: str, answer: str, passages: Sequence[str], complete: Complete) -> tuple[Verdict, ...]:
    """The statements of an answer with their verdicts; none unless the model lists them and judges each once."""
    statements = ITEM.findall(_reply(complete, "judge_statements", question=question, answer=answer))
    if not statements:
        return ()
    listed = "\n".join(f"{number}. {statement}" for number, statement in enumerate(statements, start=1))
    reply = _reply(complete, "judge_verdicts", context="\n\n".join(passages), statements=listed)
    verdicts = [(int(number), verdict.lower() != "no") for number, verdict in VERDICT.findall(reply)]
    if [number for number, _ in verdicts] != list(range(1, len(statements) + 1)):
        return ()
    return tuple(Verdict(text, supported) for text, (_, supported) in zip(statements, verdicts, strict=True))


def asked_back(answer: str, language: str, complete: Complete) -> tuple[str, ...]:
    """Questions that the answer would answer, three at most; none when the model writes none."""
    reply = _reply(
        complete, "judge_questions", answer=answer, language=LANGUAGES.get(language, language), count=str(QUESTIONS)
    )
    found = (match[1] or match[0] for match in QUESTION.finditer(reply))
    return tuple(dict.fromkeys(found))[:QUESTIONS]


def relevance(question: str, questions: Sequence[str], embedder: Embedder) -> float:
    """AR = (1/n) Σᵢ sim(q, qᵢ), sim being the cosine of the vectors of the question and of each asked back."""
    asked, *back = (np.array(embedder.embed_query(text)) for text in (question, *questions))
    return fmean(float(asked @ each / (np.linalg.norm(asked) * np.linalg.norm(each))) for each in back)


def save_judgements(path: Path, model: str, judgements: Sequence[Judgement]) -> None:
    """Writes the model, the versions of the prompts, and every judgement with its reasons, as JSON."""
    names = ("judge_statements", "judge_verdicts", "judge_questions")
    judged = {
        "model": model,
        "prompts": {name: load_prompt(name, TEMPLATES).version for name in names},
        "judgements": [{"faithfulness": each.faithfulness, **asdict(each)} for each in judgements],
    }
    path.write_text(json.dumps(judged, ensure_ascii=False, indent=1), encoding="utf-8")


def _reply(complete: Complete, prompt: str, **values: str) -> str:
    """The model's reply to a prompt, without what it thought aloud."""
    filled = load_prompt(prompt, TEMPLATES).fill(**{name: harmless(value) for name, value in values.items()})
    return THOUGHTS.sub(" ", complete(*filled))
