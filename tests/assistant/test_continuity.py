"""What the answer before has to do with the next one."""

import numpy as np

from assistant.answer import Turn
from assistant.continuity import SAME_DOCUMENT_GAINS, TOLD_LOSES, go_on_from, title_told
from assistant.coverage import Weighed
from assistant.query import Query, QuestionType
from assistant.retrieval import Candidate, Retrieval


def candidates_of(library, *scored):
    """A retrieval of passages of the library, given by their numbers and scores."""
    found = (Candidate(number, library.passages[number], score, {}) for number, score in scored)
    return Retrieval(
        Query("", "es", QuestionType.FACT, {}), Weighed({}, {}), tuple(found), np.zeros(0, dtype=np.float32), {}
    )


def siblings(library):
    """The numbers of two passages of one document, and of one of another."""
    first = library.passages[0].document_id
    same = [n for n, passage in enumerate(library.passages) if passage.document_id == first]
    other = next(n for n, passage in enumerate(library.passages) if passage.document_id != first)
    return same[0], same[1], other


def test_what_was_told_gives_way_to_another_section_of_its_document(window):
    told, sibling, other = siblings(window.library)
    before = candidates_of(window.library, (told, 5.0), (other, 4.9), (sibling, 4.5))
    after = go_on_from((window.library.passages[told].id,), before, window.library, 3)
    assert [(c.number, c.score) for c in after.candidates] == [
        (sibling, 4.5 + SAME_DOCUMENT_GAINS),
        (told, 5.0 - TOLD_LOSES + SAME_DOCUMENT_GAINS),
        (other, 4.9),
    ]


def test_only_the_best_candidates_are_kept_and_what_is_gone_moves_nothing(window):
    told, sibling, other = siblings(window.library)
    before = candidates_of(window.library, (told, 5.0), (other, 4.9), (sibling, 4.5))
    after = go_on_from(("000000000000",), before, window.library, 2)
    assert [c.number for c in after.candidates] == [told, other]


def test_the_title_told_is_that_of_the_leading_section_of_the_last_answer(window):
    passage = next(p for p in window.library.passages if p.section)
    assert title_told([Turn("¿?"), Turn("¿?", cited=(passage.id,))], window.library) == passage.section[-1]
    assert title_told([Turn("¿?", cited=("000000000000",))], window.library) == ""
    assert title_told([], window.library) == ""
