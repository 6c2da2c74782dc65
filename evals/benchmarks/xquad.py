"""Does retrieval find the paragraph? `python -m evals.benchmarks.xquad FILE.json [--questions FILE.en.json …]`.

For XQuAD (M. Artetxe, S. Ruder and D. Yogatama, 2020, On the cross-lingual transferability of monolingual
representations; CC BY-SA 4.0) or any file in the format of SQuAD, which the user brings. Its paragraphs become
documents of a temporary library; every question is asked of them, in its language and, by its id, in others.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from assistant.fusion import fitted_weights
from assistant.query import read_query
from assistant.retrieval import HybridRetriever
from corpus.embedding import make_embedder
from corpus.errors import EvaluationFileError
from corpus.glossary import load_glossary
from corpus.library import Library
from corpus.settings import CorpusSettings
from evals.benchmarks.squad import Squad, read_squad
from evals.ranking import hit, reciprocal_rank
from ingest import pipeline

# No guide and no catalogued document is called like this.
NAME = "parrafo-{:05d}"


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares of the questions whose paragraph is the first, or among the first five, and the mean reciprocal rank.

    `unread` paragraphs could not be indexed; their questions count as missed.
    """

    questions: int
    paragraphs: int
    unread: int
    recall_at_1: float
    recall_at_5: float
    mrr: float


def index_paragraphs(squad: Squad, settings: CorpusSettings) -> int:
    """Adds each paragraph to the library as a document of its own; gives how many could not be read."""
    with TemporaryDirectory(prefix="ventanilla-") as folder:
        for number, paragraph in enumerate(squad.paragraphs):
            Path(folder, f"{NAME.format(number)}.txt").write_text(paragraph, encoding="utf-8")
        return len(pipeline.ingest([Path(folder)], settings).failures)


def evaluate(squad: Squad, settings: CorpusSettings, *, unread: int = 0) -> Scores:
    """Asks every question of the paragraphs, which are in the library already; nothing else is ranked.

    A paragraph has the rank of its best passage, among all paragraphs. Raises IndexProblem and EmbedderError.
    """
    library = Library.open(settings.home, make_embedder(settings))
    retriever, glossary = HybridRetriever(library, fitted_weights()), load_glossary()
    indexed = [id_ for id_ in map(NAME.format, range(len(squad.paragraphs))) if id_ in library.documents]
    found = []
    for question, number in squad.questions.values():
        query = read_query(question, glossary, library.vocabulary)
        candidates = retriever.search(query, len(library.passages), documents=indexed).candidates
        ranking = dict.fromkeys(candidate.passage.document_id for candidate in candidates)
        found.append([document_id == NAME.format(number) for document_id in ranking])
    return Scores(
        questions=len(found),
        paragraphs=len(squad.paragraphs),
        unread=unread,
        recall_at_1=fmean(hit(relevance, 1) for relevance in found),
        recall_at_5=fmean(hit(relevance, 5) for relevance in found),
        mrr=fmean(reciprocal_rank(relevance) for relevance in found),
    )


def asked_in(squad: Squad, other: Squad, place: str) -> Squad:
    """The same paragraphs with the questions of another file, by their ids.

    Raises EvaluationFileError, whose place is given, when a question is missing there.
    """
    if missing := next((id_ for id_ in squad.questions if id_ not in other.questions), None):
        raise EvaluationFileError(place, f"the question {missing} is missing")
    questions = {id_: (other.questions[id_][0], number) for id_, (_, number) in squad.questions.items()}
    return Squad(squad.paragraphs, questions)


def score_lines(found: Mapping[str, Scores]) -> list[str]:
    """The scores as text: what was asked, then a line for each file of questions."""
    first = next(iter(found.values()))
    unread = f", de ellos sin leer {first.unread:,}" if first.unread else ""
    width = max(len("Preguntas de"), *map(len, found))
    return [
        f"Preguntas: {first.questions:,}; párrafos: {first.paragraphs:,}{unread}",
        f"{'Preguntas de':<{width}}    R@1    R@5    MRR",
        *(f"{name:<{width}}  {s.recall_at_1:.3f}  {s.recall_at_5:.3f}  {s.mrr:.3f}" for name, s in found.items()),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the scores over a library made for it in a temporary folder."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.xquad",
        description="Mide la búsqueda con un archivo de XQuAD, o de otro conjunto en el formato de SQuAD.",
    )
    parser.add_argument("file", metavar="ARCHIVO", type=Path, help="párrafos y preguntas (JSON)")
    parser.add_argument(
        "--questions", metavar="ARCHIVO", type=Path, nargs="+", default=[], help="las mismas preguntas en otros idiomas"
    )
    options = parser.parse_args(arguments)
    try:
        squad = read_squad(options.file)
        asked = {str(path): asked_in(squad, read_squad(path), str(path)) for path in options.questions}
    except EvaluationFileError as error:
        parser.exit(1, f"No se puede usar «{error.place}»: {error.detail}\n")
    with TemporaryDirectory(prefix="ventanilla-", ignore_cleanup_errors=True) as folder:
        settings = CorpusSettings().model_copy(update={"home": Path(folder)})
        unread = index_paragraphs(squad, settings)
        sets = {str(options.file): squad, **asked}
        for line in score_lines({name: evaluate(each, settings, unread=unread) for name, each in sets.items()}):
            print(line)


if __name__ == "__main__":
    main()
