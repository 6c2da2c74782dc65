"""Citation recall, precision and relevance, with an entailment that can be read off the texts."""

import pytest

from evals.citing import citation_quality, relevant
from evals.datasets import OfficialSection
from evals.results import Statement
from evals.systems.reply import Citation, RankedText


class Letters:
    """A premise entails a hypothesis when it holds all its letters: a premise «ab» entails «a» and «b»."""

    name = "letters"

    def entails(self, premise: str, hypothesis: str) -> bool:
        return set(hypothesis) <= set(premise)


@pytest.mark.parametrize(
    ("statements", "recall", "precision"),
    [
        ([("a", ["a"])], 1.0, 1.0),
        ([("a", ["b"])], 0.0, 0.0),
        ([("a", [])], 0.0, 0.0),
        ([("ab", ["a", "b"])], 1.0, 1.0),  # neither alone, and each is missed
        ([("a", ["a", "b"])], 1.0, 1 / 2),  # the second is not missed
        ([("a", ["a", "ab"])], 1.0, 1.0),  # each alone
        ([("ab", ["a", "b", "b"])], 1.0, 1 / 3),  # one of the twins can go
        ([("abc", ["a", "b"])], 0.0, 0.0),  # unsupported: none of its citations is precise
        ([("a", ["a", "b"]), ("b", ["c"]), ("c", ["c"]), ("d", [])], 2 / 4, 2 / 4),
    ],
)
def test_recall_is_of_statements_and_precision_of_citations(statements, recall, precision):
    found = citation_quality([Statement(text, tuple(quotes)) for text, quotes in statements], Letters())
    assert found is not None
    assert (found.recall, found.precision) == pytest.approx((recall, precision))


def test_an_answer_that_says_nothing_is_not_judged():
    assert citation_quality([], Letters()) is None


SOURCE = RankedText(("El préstamo dura once días y se pide en la ventanilla.",), (("planos", "Reglas", "Préstamo"),))
OTHER = RankedText(("Los planos se guardan en cajas.",), (("planos", "Reglas", "Guarda"),))


@pytest.mark.parametrize(
    ("citation", "gold", "on_the_question"),
    [
        (Citation("se pide en la ventanilla", SOURCE), {}, True),  # its passage holds the evidence
        (Citation("se guardan en cajas", OTHER), {}, False),
        (Citation("se guardan en cajas", OTHER), {"facts": (("cajas", "estantes"),)}, True),
        (
            Citation("Los planos", OTHER),
            {"facts": (("cajas", "estantes"),)},
            False,
        ),  # the passage says it, not the quote
        (Citation("Los planos", OTHER), {"evidence": (), "sections": ("planos › Guarda",)}, True),
        (Citation("Los planos", OTHER), {"evidence": (), "sections": ("planos › Préstamo",)}, False),
        (Citation("Los planos", OTHER), {"evidence": (), "official": (OfficialSection("planos", "REGLAS"),)}, True),
        (Citation("Los planos", OTHER), {"evidence": (), "official": (OfficialSection("otro", "Reglas"),)}, False),
    ],
)
def test_a_citation_is_on_the_question_by_its_passage_or_the_facts_that_it_quotes(
    make_question, citation, gold, on_the_question
):
    assert relevant(citation, make_question(**gold)) == on_the_question


def test_what_travels_with_a_cited_passage_counts_with_it(make_question):
    guide = RankedText(("En llano.", SOURCE.texts[0]), (("guia", "Plazo"), SOURCE.paths[0]))
    assert relevant(Citation("En llano.", guide), make_question())
