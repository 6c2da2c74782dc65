"""Two runs side by side: intervals worked by hand, and which questions changed."""

import json
from collections.abc import Callable

import numpy as np
import pytest

from corpus.errors import EvaluationFileError, RunOutdated
from evals.compare import (
    COMPARED,
    RESAMPLES,
    Comparison,
    Difference,
    compare_runs,
    paired_interval,
    sign_flip_p,
)
from evals.results import Result
from evals.runs import SavedRun, load_run, read_run, save_run

MakeResult = Callable[..., Result]


def difference(comparison: Comparison, measure: str) -> Difference:
    return next(d for d in comparison.differences if d.measure == measure)


@pytest.mark.parametrize("value", [0.0, 0.25, -1.0])
def test_the_interval_of_equal_differences_is_a_point(value):
    assert paired_interval([value] * 7) == (value, value)


def test_the_interval_of_a_single_question_is_that_question():
    assert paired_interval([0.5]) == (0.5, 0.5)


def test_two_opposite_differences_can_have_any_mean_between_them():
    # Of two drawn with replacement, both are the low one with probability 1/4: far above the 2.5% that is cut off.
    assert paired_interval([-1.0, 1.0]) == (-1.0, 1.0)


def test_the_interval_of_many_is_near_that_of_the_normal_distribution():
    # Half zeros, half ones: mean 1/2, standard error sqrt(1/4 / 400) = 0.025, so 0.5 ± 1.96 x 0.025.
    low, high = paired_interval([0.0, 1.0] * 200)
    assert low == pytest.approx(0.451, abs=0.006)
    assert high == pytest.approx(0.549, abs=0.006)


def test_the_interval_turns_and_moves_with_its_values():
    values = np.array([0.1, -0.3, 0.8, 0.0, 0.4, 0.2])
    low, high = paired_interval(values)
    assert low < values.mean() < high
    assert paired_interval(values + 2) == pytest.approx((low + 2, high + 2))
    assert paired_interval(-values) == pytest.approx((-high, -low))


def test_the_same_differences_give_the_same_interval():
    assert paired_interval([0.0, 1.0, 0.5]) == paired_interval([0.0, 1.0, 0.5])
    assert RESAMPLES >= 1_000


@pytest.mark.parametrize(
    ("differences", "p"),
    [
        ([0.0, 0.0], 1.0),
        ([0.3], 1.0),  # + and - are as far from zero
        ([0.1, 0.1, 0.1], 2 / 8),  # only all alike sum to as much
        ([1.0, 1.0, 1.0, -1.0], 10 / 16),  # sums of at least 2: one or none is the odd one out, on either side
        ([3.0, 1.0, 1.0], 2 / 8),  # 3 + 1 + 1 alone reaches 5
        ([3.0, -1.0, 1.0], 6 / 8),  # 3 is reached unless both ones are against the three
        ([0.5, 0.0, 0.0, 0.5], 2 / 4),  # zeros change nothing
    ],
)
def test_few_differences_have_the_exact_share_of_signs_that_reach_as_far(differences, p):
    assert sign_flip_p(differences) == pytest.approx(p)
    assert sign_flip_p([-d for d in differences]) == pytest.approx(p)


def test_of_many_differences_the_share_is_near_that_of_the_sign_test():
    # 15 up and 5 down: (1 + 20 + 190 + 1140 + 4845 + 15504) of 2 ** 20 on each side = 0.0414.
    assert sign_flip_p([1.0] * 15 + [-1.0] * 5) == pytest.approx(2 * 21700 / 2**20, abs=0.005)


def test_a_p_value_is_never_zero_and_always_the_same():
    values = [0.5 + 0.01 * n for n in range(60)]
    assert sign_flip_p(values) == pytest.approx(1 / 10_001)
    assert sign_flip_p(values) == sign_flip_p(values)


def test_it_agrees_with_the_permutation_test_of_scipy():
    stats = pytest.importorskip("scipy.stats")
    values = np.array([0.1, -0.3, 0.8, 0.05, 0.4, 0.2, -0.1, 0.35])
    exact = stats.permutation_test((values,), np.mean, permutation_type="samples")
    assert sign_flip_p(values) == pytest.approx(exact.pvalue)


def test_questions_that_changed_are_named_and_the_others_are_not(make_result):
    first = [
        make_result("más datos", facts=0.5),
        make_result("menos datos", facts=1.0),
        make_result("igual", facts=0.5),
        make_result("ya se abstiene", answerable=False),
        make_result("ya no se abstiene", answerable=False, abstained=True),
    ]
    second = [
        make_result("más datos", facts=1.0),
        make_result("menos datos", facts=0.0, abstained=True),
        make_result("igual", facts=0.5 + 1e-12, words=90),
        make_result("ya se abstiene", answerable=False, abstained=True),
        make_result("ya no se abstiene", answerable=False),
    ]
    compared = compare_runs(first, second)
    assert compared.better == ("¿más datos?", "¿ya se abstiene?")
    assert compared.worse == ("¿menos datos?", "¿ya no se abstiene?")
    assert [(each.before.facts, each.after.facts) for each in compared.wins] == [(0.5, 1.0), (1.0, 1.0)]
    assert [each.after.abstained for each in compared.losses] == [True, False]


def test_each_measure_is_the_mean_over_the_questions_that_it_makes_sense_for(make_result):
    first = [
        make_result("a", rank=1, facts=1.0, words=30, recall=0.5, ndcg=1.0, score=1.0),
        make_result("b", rank=6, facts=0.0, words=50, abstained=True, recall=0.0, ndcg=0.0, score=0.0),
        make_result("c", rank=None, facts=0.5, words=40, has_gold=False, score=1.0),
        make_result("d", rank=None, facts=0.0, answerable=False, abstained=True, words=900, score=1.0),
    ]
    second = [
        make_result("a", rank=2, facts=1.0, words=60, recall=1.0, ndcg=0.5, score=1.0),
        make_result("b", rank=5, facts=1.0, words=50, recall=0.5, ndcg=0.0, score=-1.0),
        make_result("c", rank=None, facts=0.5, words=40, has_gold=False, score=0.0),
        make_result("d", rank=None, facts=0.0, answerable=False, words=900, score=-1.0),
    ]
    compared = compare_runs(first, second)
    means = {d.measure: (d.first, d.second) for d in compared.differences}
    assert set(means) == {name for name in COMPARED if not name.startswith(("citation", "quote"))}
    assert means["hit_at_5"] == (0.5, 1.0)
    assert means["mrr"] == pytest.approx(((1 + 1 / 6) / 2, (1 / 2 + 1 / 5) / 2))
    assert means["facts"] == pytest.approx((1.5 / 3, 2.5 / 3))
    assert means["fully"] == pytest.approx((1 / 3, 2 / 3))
    assert means["recall"] == (0.25, 0.75)
    assert means["ndcg"] == (0.5, 0.25)
    assert means["score"] == (0.75, -0.25)
    assert means["refusals"] == (1.0, 0.0)
    assert means["false_refusals"] == pytest.approx((1 / 3, 0.0))
    assert means["words"] == (40.0, 50.0)
    assert (difference(compared, "refusals").low, difference(compared, "refusals").high) == (-1.0, -1.0)


def test_a_measure_that_no_question_is_for_is_left_out(make_result):
    compared = compare_runs([make_result("a")], [make_result("a")])
    assert "refusals" not in {d.measure for d in compared.differences}


def test_only_questions_of_both_runs_count_in_whatever_order_they_come(make_result):
    first = [make_result("sólo antes", facts=0.0), make_result("a", facts=0.0), make_result("b")]
    second = [make_result("b"), make_result("sólo después", facts=0.0), make_result("a")]
    compared = compare_runs(first, second)
    assert compared.questions == 2
    assert (difference(compared, "facts").first, difference(compared, "facts").second) == (0.5, 1.0)
    assert (compared.better, compared.worse) == (("¿a?",), ())


def test_runs_without_a_question_in_common_cannot_be_compared(make_result):
    with pytest.raises(ValueError, match="no question in common"):
        compare_runs([make_result("a")], [make_result("b")])
    with pytest.raises(ValueError, match="no question in common"):
        compare_runs([], [])


def test_a_run_that_was_saved_is_read_back_the_same(make_result, tmp_path):
    results = (make_result("ñandú", rank=None, facts=1 / 3), make_result("b", answerable=False, has_gold=False))
    save_run(tmp_path / "run.json", results)
    assert load_run(tmp_path / "run.json") == results


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"results": 3}',
        b'{"results": [3]}',
        b'{"results": [{"id": "a"}]}',
        b"\xff\xfe\x00",
        json.dumps({"results": [{"otra": 1}]}).encode(),
    ],
)
def test_a_file_that_is_not_a_run_is_told_by_its_name(tmp_path, content):
    path = tmp_path / "run.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EvaluationFileError) as failure:
        load_run(path)
    assert failure.value.place == str(path)


def test_what_only_one_run_has_is_not_compared(make_result):
    first = [make_result("a", citation_relevance=0.5), make_result("b", citation_relevance=1.0)]
    second = [make_result("a", citation_relevance=1.0), make_result("b", abstained=True)]
    compared = difference(compare_runs(first, second), "citation_relevance")
    assert (compared.first, compared.second) == (0.5, 1.0)


def test_a_run_of_another_version_is_told_apart_from_a_damaged_file(make_result, tmp_path):
    path = tmp_path / "run.json"
    save_run(path, [make_result("a")])
    run = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**run, "format": 1}), encoding="utf-8")
    with pytest.raises(RunOutdated) as failure:
        load_run(path)
    assert failure.value.place == str(path)


def test_a_run_keeps_its_stamp(make_result, stamp, tmp_path):
    results = (make_result("a"),)
    save_run(tmp_path / "run.json", results, stamp)
    assert read_run(tmp_path / "run.json") == SavedRun(results, stamp)
