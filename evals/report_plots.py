"""The plots of a report as inline SVG, sized so that their letters can be read on a telephone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

import numpy as np

from evals.agreement import wilson_interval
from evals.reliability import Bin

WIDTH, HEIGHT = 400, 270
LEFT, RIGHT, TOP, BOTTOM = 50, 18, 12, 48
# Told apart by brightness and dashes too, for print and colour blindness.
STYLES = (("#0f5f66", ""), ("#b3541e", "6 4"))
MOST_BARS = 20
TICKS = 4
# The area of a dot is as its count; that of the largest has this radius.
LARGEST_DOT = 11
NAMESPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points, each coordinate from 0 to 1, and where on it the system stands."""

    name: str
    points: Sequence[tuple[float, float]]
    mark: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Counts in bins of equal width from 0; what lies beyond the last edge is counted in the last bin."""

    width: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    label: str
    top: float
    ticks: tuple[tuple[float, str], ...]


def curve_plot(curves: Sequence[Curve], *, title: str, across: str, upwards: str) -> str:
    """Lines over shares from 0 to 100%, the later ones dashed, with a dot where each system stands."""
    svg = _frame(title, _shares(across), _shares(upwards))
    for curve, (colour, dashes) in zip(curves, STYLES, strict=False):
        points = " ".join(f"{_x(x, 1.0):.1f},{_y(y, 1.0):.1f}" for x, y in curve.points)
        line = _add(svg, "polyline", points=points, fill="none", stroke=colour, stroke_width="2", title=curve.name)
        line.set("stroke-dasharray", dashes)
        if curve.mark is not None:
            x, y = curve.mark
            _add(svg, "circle", cx=_x(x, 1.0), cy=_y(y, 1.0), r=5, fill=colour, stroke="#fff", stroke_width="1.5")
    return ET.tostring(svg, encoding="unicode")


def reliability_plot(bins: Sequence[Bin], threshold: float, *, title: str, across: str, upwards: str) -> str:
    """What was promised against what came true: a dot for each bin, with Wilson's 95% interval of its share.

    On the diagonal both are equal; the upright line stands at the threshold.
    """
    svg = _frame(title, _shares(across), _shares(upwards))
    most = max((each.count for each in bins), default=1)
    for ends in (((0.0, 0.0), (1.0, 1.0)), ((threshold, 0.0), (threshold, 1.0))):
        _line(svg, *ends, stroke="#4d5b5e").set("stroke-dasharray", "4 4")
    for each in bins:
        low, high = wilson_interval(round(each.share * each.count), each.count)
        _line(svg, (each.mean, low), (each.mean, high), stroke=STYLES[0][0])
        told, radius = f"{each.mean:.0%}: {each.share:.0%} de {each.count:,}", LARGEST_DOT * (each.count / most) ** 0.5
        x, y = _x(each.mean, 1.0), _y(each.share, 1.0)
        _add(svg, "circle", cx=x, cy=y, r=radius, fill=STYLES[0][0], fill_opacity="0.6", title=told)
    return ET.tostring(svg, encoding="unicode")


def standalone(plot: str) -> str:
    """A plot as a file of its own: named as SVG, on white, in the letters of the page that shows it."""
    svg = ET.fromstring(plot)
    svg.set("xmlns", NAMESPACE)
    svg.set("font-family", "system-ui, sans-serif")
    svg.insert(0, ET.Element("rect", {"width": "100%", "height": "100%", "fill": "#fff"}))
    return ET.tostring(svg, encoding="unicode") + "\n"


def bars_plot(bars: Bars, *, title: str, across: str, upwards: str, style: int = 0) -> str:
    """A histogram; the last tick carries a plus, since the last bin holds all that lies beyond."""
    end = bars.width * len(bars.counts)
    step = max(1, len(bars.counts) // TICKS)
    ticks = [(n * bars.width, f"{n * bars.width:g}") for n in range(0, len(bars.counts), step)]
    height = nice(max(bars.counts) / TICKS)
    most = height * np.ceil(max(bars.counts) / height)
    heights = tuple((n, f"{n:g}") for n in np.arange(0, most + height / 2, height))
    svg = _frame(title, _Axis(across, end, tuple(ticks)), _Axis(upwards, most, heights))
    for number, count in enumerate(bars.counts):
        left, right = _x(number * bars.width, end), _x((number + 1) * bars.width, end)
        top, last = _y(count, most), number == len(bars.counts) - 1
        span = (
            f"{number * bars.width:g} ms o más" if last else f"{number * bars.width:g}–{(number + 1) * bars.width:g} ms"
        )
        width, fill = max(1.0, right - left - 1.5), STYLES[style][0]
        _add(svg, "rect", x=left, y=top, width=width, height=_y(0, most) - top, fill=fill, title=f"{span}: {count}")
    return ET.tostring(svg, encoding="unicode")


def common_bars(samples: Sequence[Sequence[float]]) -> tuple[Bars, ...]:
    """The counts of each sample in the same bins, which reach to the 98th percentile of all: the rest is rare."""
    everything = [value for sample in samples for value in sample]
    reach = float(np.percentile(everything, 98)) if everything else 1.0
    width = nice(reach / MOST_BARS)
    bins = max(1, int(np.ceil(reach / width))) + 1
    return tuple(
        Bars(width, tuple(np.bincount([min(int(v // width), bins - 1) for v in sample], minlength=bins).tolist()))
        for sample in samples
    )


def nice(value: float) -> float:
    """The least of 1, 2 and 5 times a power of ten that is no less than a value, and at least 1."""
    scale = 10.0 ** np.floor(np.log10(max(value, 1.0)))
    return float(next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= value))


def _shares(label: str) -> _Axis:
    """An axis from 0 to 100%."""
    return _Axis(label, 1.0, tuple((n / TICKS, f"{n / TICKS:.0%}") for n in range(TICKS + 1)))


def _line(svg: ET.Element, start: tuple[float, float], end: tuple[float, float], *, stroke: str) -> ET.Element:
    """A line between two points whose coordinates are shares."""
    (x1, y1), (x2, y2) = ((_x(x, 1.0), _y(y, 1.0)) for x, y in (start, end))
    return _add(svg, "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke)


def _frame(title: str, across: _Axis, upwards: _Axis) -> ET.Element:
    """An empty plot with its axes, their ticks and labels."""
    box = f"0 0 {WIDTH} {HEIGHT}"
    svg = ET.Element("svg", {"viewBox": box, "role": "img", "aria-label": title, "font-size": "12"})
    floor, middle = HEIGHT - BOTTOM, (LEFT + WIDTH - RIGHT) / 2
    for value, text in upwards.ticks:
        y = _y(value, upwards.top)
        _add(svg, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke="#d5dcdd")
        _add(svg, "text", x=LEFT - 6, y=y + 4, text_anchor="end", fill="#4d5b5e").text = text
    for value, text in across.ticks:
        _add(svg, "text", x=_x(value, across.top), y=floor + 16, text_anchor="middle", fill="#4d5b5e").text = text
    _add(svg, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=floor, y2=floor, stroke="#4d5b5e")
    _add(svg, "text", x=middle, y=HEIGHT - 8, text_anchor="middle", fill="#1b2426").text = across.label
    turn, height = f"rotate(-90 12 {(TOP + floor) / 2:g})", (TOP + floor) / 2
    side = _add(svg, "text", x=12, y=height, text_anchor="middle", fill="#1b2426", transform=turn)
    side.text = upwards.label
    return svg


def _add(parent: ET.Element, tag: str, *, title: str = "", **attributes: str | float) -> ET.Element:
    """A new child; underscores in names stand for hyphens, numbers have one decimal, a title shows when pointed at."""
    written = dict(_written(attributes.items()))
    child = ET.SubElement(parent, tag, written)
    if title:
        ET.SubElement(child, "title").text = title
    return child


def _written(attributes: Iterable[tuple[str, str | float]]) -> Iterator[tuple[str, str]]:
    for name, value in attributes:
        yield name.replace("_", "-"), value if isinstance(value, str) else f"{value:.1f}"


def _x(value: float, top: float) -> float:
    return LEFT + value / top * (WIDTH - LEFT - RIGHT)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
