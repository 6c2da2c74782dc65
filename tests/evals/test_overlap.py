"""Characters that quotes and evidence share, counted by hand."""

import pytest

from evals.overlap import Overlap, quote_overlap


@pytest.mark.parametrize(
    ("quotes", "spans", "precision", "recall"),
    [
        (["Dura once días."], ["¡DURA once dias!"], 1.0, 1.0),
        (["Dura once días y ya."], ["once días"], 8 / 15, 1.0),  # duraoncediasyya
        (["once días"], ["Dura once días y ya."], 1.0, 8 / 15),
        (["abcdefghijklmno"], ["defghijklmnopqr"], 12 / 15, 12 / 15),  # what ends one starts the other
        (["defghijklmnopqr"], ["abcdefghijklmno"], 12 / 15, 12 / 15),
        (["abcdefghijklmno"], ["efghijklmnopqrs"], 0.0, 0.0),  # eleven letters are chance
        (["abcdef", "ABC-DEF"], ["abcdef"], 1.0, 1.0),  # the same quote counts once
        (["abcd", "efgh"], ["abcdefgh"], 1.0, 1.0),
        (["abcd", "zzzz"], ["abcdefgh"], 4 / 8, 4 / 8),
        (["abcdefgh"], ["abcdef", "cdefgh"], 1.0, 1.0),  # what both hold counts once
        (["otra cosa"], ["once días"], 0.0, 0.0),
        ([], ["once días"], 0.0, 0.0),
    ],
)
def test_precision_is_over_the_quotes_and_recall_over_the_evidence(quotes, spans, precision, recall):
    found = quote_overlap(quotes, spans)
    assert (found.precision, found.recall) == pytest.approx((precision, recall))


def test_f1_is_the_harmonic_mean():
    assert Overlap(0.5, 1.0).f1 == pytest.approx(2 / 3)
    assert Overlap(0.0, 0.0).f1 == 0.0
