"""The plots of reports: bins and coordinates worked by hand."""

from xml.etree import ElementTree as ET

import pytest

from evals.reliability import Bin
from evals.report_plots import (
    BOTTOM,
    HEIGHT,
    LEFT,
    NAMESPACE,
    RIGHT,
    TOP,
    WIDTH,
    Bars,
    Curve,
    bars_plot,
    common_bars,
    curve_plot,
    nice,
    reliability_plot,
    standalone,
)


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, 1), (1.0, 1), (1.2, 2), (2.0, 2), (3.0, 5), (7.0, 10), (120.0, 200), (501.0, 1000)]
)
def test_nice_numbers_are_one_two_and_five_times_a_power_of_ten(value, expected):
    assert nice(value) == expected


def test_times_are_counted_in_bins_of_equal_width_and_the_last_holds_the_rest():
    # 98% of a hundred times are at most 40 ms, so bins are 2 ms wide up to 40, and one more.
    (bars,) = common_bars([[1.0] * 50 + [3.0] * 20 + [40.0] * 29 + [900.0]])
    assert bars.width == 2
    assert len(bars.counts) == 21
    assert (bars.counts[0], bars.counts[1], bars.counts[-1]) == (50, 20, 30)


def test_two_runs_share_their_bins():
    first, second = common_bars([[1.0, 2.0], [30.0]])
    assert (first.width, len(first.counts)) == (second.width, len(second.counts))
    assert (sum(first.counts), sum(second.counts)) == (2, 1)


def test_a_curve_goes_from_corner_to_corner_of_its_frame():
    svg = ET.fromstring(
        curve_plot([Curve("a", [(0.0, 0.0), (1.0, 1.0)], (1.0, 0.0))], title="T", across="x", upwards="y")
    )
    line, dot = svg.find("polyline"), svg.find("circle")
    assert line is not None
    assert dot is not None
    assert line.get("points") == f"{LEFT:.1f},{HEIGHT - BOTTOM:.1f} {WIDTH - RIGHT:.1f},{TOP:.1f}"
    assert (dot.get("cx"), dot.get("cy")) == (f"{WIDTH - RIGHT:.1f}", f"{HEIGHT - BOTTOM:.1f}")
    assert svg.get("aria-label") == "T"


def test_the_highest_bar_is_as_many_times_higher_as_its_count():
    svg = ET.fromstring(bars_plot(Bars(2.0, (2, 8)), title="T", across="x", upwards="y"))
    low, high = (float(rect.get("height", "")) for rect in svg.iter("rect"))
    assert high == pytest.approx(4 * low, abs=0.3)
    assert high == pytest.approx(HEIGHT - TOP - BOTTOM, abs=0.1)
    assert [title.text for title in svg.iter("title")] == ["0–2 ms: 2", "2 ms o más: 8"]


def test_names_are_only_text_in_a_plot():
    assert "<script>" not in curve_plot([Curve("<script>", [(0.5, 0.5)])], title="<b>", across="&", upwards="<i>")


def test_a_bin_stands_where_its_mean_and_share_meet_with_its_interval():
    bins = [Bin(0.0, 25, 0.0, 0.0), Bin(0.9, 100, 1.0, 1.0)]
    svg = ET.fromstring(reliability_plot(bins, 0.5, title="T", across="x", upwards="y"))
    low, high = svg.findall("circle")
    assert (low.get("cx"), low.get("cy")) == (f"{LEFT:.1f}", f"{HEIGHT - BOTTOM:.1f}")
    assert (high.get("cx"), high.get("cy")) == (f"{WIDTH - RIGHT:.1f}", f"{TOP:.1f}")
    # A quarter of the questions, a quarter of the area.
    assert float(low.get("r", "")) == pytest.approx(float(high.get("r", "")) / 2, abs=0.1)
    interval = svg.findall("line")[-1]
    # Wilson's interval of 100 of 100 begins at 1 / (1 + 1.96² / 100) = 0.963.
    expected = HEIGHT - BOTTOM - 0.963 * (HEIGHT - TOP - BOTTOM)
    assert float(interval.get("y1", "")) == pytest.approx(expected, abs=0.1)


def test_a_dashed_line_stands_at_the_threshold():
    svg = ET.fromstring(reliability_plot([], 0.5, title="T", across="x", upwards="y"))
    dashed = [line for line in svg.findall("line") if line.get("stroke-dasharray")]
    middle = f"{LEFT + (WIDTH - LEFT - RIGHT) / 2:.1f}"
    assert [(line.get("x1"), line.get("x2")) for line in dashed][-1] == (middle, middle)


def test_a_plot_can_stand_alone_in_a_file():
    alone = standalone(curve_plot([], title="T", across="x", upwards="y"))
    svg = ET.fromstring(alone)
    assert svg.tag == f"{{{NAMESPACE}}}svg"
    assert svg[0].tag == f"{{{NAMESPACE}}}rect"
    assert svg[0].get("fill") == "#fff"
